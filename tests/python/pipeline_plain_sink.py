import zmq

from arguments import ENDLESS, number, ready, text

context = zmq.Context()
socket = context.socket(zmq.PULL)
socket.bind(text("bind", "tcp://*:5558"))
ready(socket)

for _ in range(number("messages", ENDLESS)):
    data = socket.recv()
    print(data.decode())
