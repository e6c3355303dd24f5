import zmq

from arguments import text

context = zmq.Context()
socket = context.socket(zmq.PAIR)
socket.connect(text("connect", "tcp://127.0.0.1:5555"))

print(socket.recv_string())
print(socket.recv_string())
socket.send_string("client: both received")
context.destroy()
