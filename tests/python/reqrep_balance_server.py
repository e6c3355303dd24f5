import time

import zmq

from arguments import ENDLESS, number, ready, text

name = text("name", "server1")
context = zmq.Context()
socket = context.socket(zmq.REP)
socket.bind(text("bind", "tcp://*:5555"))
ready(socket)

for _ in range(number("requests", ENDLESS)):
    message = socket.recv()
    print(f"{name} got", message.decode())

    time.sleep(number("work_ms", 1000) / 1000)

    socket.send(b"World")

context.destroy()
