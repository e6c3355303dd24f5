import zmq

from arguments import text

context = zmq.Context()

socket = context.socket(zmq.REQ)
socket.connect(text("connect", "tcp://localhost:5555"))

for request in range(1, 3):
    socket.send(b"Hello")
    print(socket.recv().decode())
