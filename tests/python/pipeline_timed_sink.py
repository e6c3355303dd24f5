import sys
import time

import zmq

from arguments import ready, text

context = zmq.Context()

receiver = context.socket(zmq.PULL)
receiver.bind(text("bind", "tcp://*:5558"))
ready(receiver)

s = receiver.recv()

tstart = time.time()

for task_nbr in range(100):
    s = receiver.recv()
    if task_nbr % 10 == 0:
        sys.stdout.write(":")
    else:
        sys.stdout.write(".")
    sys.stdout.flush()

tend = time.time()
print()
print("elapsed: %d ms" % ((tend - tstart) * 1000))
