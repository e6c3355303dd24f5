import time

import zmq

from arguments import ENDLESS, number, ready, text

context = zmq.Context()
socket = context.socket(zmq.PUB)
socket.bind(text("bind", "tcp://*:5555"))
ready(socket)

for _ in range(number("messages", ENDLESS)):
    print("发布")
    socket.send_string("给大家的消息")
    time.sleep(number("interval_ms", 1000) / 1000)
