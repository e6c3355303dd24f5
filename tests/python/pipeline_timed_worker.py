import sys
import time

import zmq

from arguments import ENDLESS, number, ready, text

context = zmq.Context()

receiver = context.socket(zmq.PULL)
receiver.connect(text("connect", "tcp://localhost:5557"))

sender = context.socket(zmq.PUSH)
sender.connect(text("sink", "tcp://localhost:5558"))
ready(receiver)

for _ in range(number("tasks", ENDLESS)):
    s = receiver.recv()

    sys.stdout.write(".")
    sys.stdout.flush()

    time.sleep(int(s) * 0.001)

    sender.send(b"")

context.destroy()
