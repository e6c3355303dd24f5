import time

import zmq

from arguments import ENDLESS, number, ready, text

context = zmq.Context()
socket = context.socket(zmq.PUSH)
socket.bind(text("bind", "tcp://*:5557"))
ready(socket)

for _ in range(number("messages", ENDLESS)):
    socket.send_string("试一试")
    print("已推送")
    time.sleep(number("interval_ms", 1000) / 1000)

context.destroy()
