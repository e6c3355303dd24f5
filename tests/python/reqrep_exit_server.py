import time

import zmq

from arguments import number, ready, text

context = zmq.Context()
socket = context.socket(zmq.REP)
socket.bind(text("bind", "tcp://*:5555"))
ready(socket)

while True:
    message = socket.recv()
    print("request:", message.decode())
    if message == b":exit":
        break
    time.sleep(number("work_ms", 1000) / 1000)
    socket.send_string("World")
