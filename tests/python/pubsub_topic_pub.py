import time

import zmq

from arguments import number, ready, text

context = zmq.Context()
publisher = context.socket(zmq.PUB)
publisher.bind(text("bind", "tcp://127.0.0.1:5557"))
ready(publisher)

for i in range(0, 10):
    print(f"sending A {i}")
    publisher.send_string(f"A {i}")
    print(f"sending B {i}")
    publisher.send_string(f"B {i}")
    time.sleep(number("interval_ms", 1000) / 1000)

publisher.send_string("A :exit")
publisher.send_string("B :exit")
context.destroy()
