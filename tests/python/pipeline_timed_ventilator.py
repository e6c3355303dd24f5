import random

import zmq

from arguments import number, ready, text

context = zmq.Context()

sender = context.socket(zmq.PUSH)
sender.bind(text("bind", "tcp://*:5557"))

sink = context.socket(zmq.PUSH)
sink.connect(text("sink", "tcp://localhost:5558"))

ready(sender)
print("press Enter when the workers are ready")
_ = input()
print("sending tasks to the workers")

sink.send(b"0")

random.seed()

total_msec = 0
for task_nbr in range(100):
    workload = random.randint(1, number("max_ms", 100))
    total_msec += workload

    sender.send_string("%i" % workload)

print(f"expected cost: {total_msec} ms")

context.destroy()
