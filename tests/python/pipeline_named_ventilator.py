import random

import zmq

from arguments import ready, text

context = zmq.Context()

sender = context.socket(zmq.PUSH)
sender.bind(text("bind", "tcp://*:5557"))

sink = context.socket(zmq.PUSH)
sink.connect(text("sink", "tcp://localhost:5558"))
ready(sender)

if __name__ == "__main__":
    print("press Enter when the workers are ready")
    _ = input()
    print("sending tasks to the workers")

    sink.send_string("0")

    total = 0
    for task_nbr in range(10):
        workload = random.randint(1, 5)
        total += workload

        sender.send_string(f"{workload}")

    print(f"十个任务共计 {total} 秒")
    context.destroy()
