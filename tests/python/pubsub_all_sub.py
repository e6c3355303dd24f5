import zmq

from arguments import ENDLESS, number, ready, text

context = zmq.Context()
socket = context.socket(zmq.SUB)
socket.connect(text("connect", "tcp://localhost:5555"))
socket.setsockopt(zmq.SUBSCRIBE, b"")
ready(socket)
for _ in range(number("messages", ENDLESS)):
    response = socket.recv()
    print("response:", response.decode())
