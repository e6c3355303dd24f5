import zmq

from arguments import ready, text

context = zmq.Context()
socket = context.socket(zmq.PAIR)
socket.bind(text("bind", "tcp://127.0.0.1:5555"))
ready(socket)

socket.send_string("server: first")
socket.send_string("server: second")
print(socket.recv_string())
context.destroy()
