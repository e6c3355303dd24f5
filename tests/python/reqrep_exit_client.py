import zmq

from arguments import text

context = zmq.Context()

socket = context.socket(zmq.REQ)
socket.connect(text("connect", "tcp://localhost:5555"))

for request in range(1, 10):
    print("sending request", request)
    socket.send_string("Hello")
    message = socket.recv()
    print("reply:", message.decode())

socket.send_string(":exit")
context.destroy()
