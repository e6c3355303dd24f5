import zmq

from arguments import ENDLESS, number, ready, text

context = zmq.Context()
socket = context.socket(zmq.REP)
socket.bind(text("bind", "tcp://*:5555"))
ready(socket)

for _ in range(number("requests", ENDLESS)):
    message = socket.recv()
    print("received:", message.decode())
    socket.send_string("I am OK!")

context.destroy()
