import time

import zmq

from arguments import ENDLESS, number, ready, text

name = text("name", "work1")
context = zmq.Context()

receiver = context.socket(zmq.PULL)
receiver.connect(text("connect", "tcp://localhost:5557"))

sender = context.socket(zmq.PUSH)
sender.connect(text("sink", "tcp://localhost:5558"))
ready(receiver)

if __name__ == "__main__":
    for _ in range(number("tasks", ENDLESS)):
        s = receiver.recv().decode("utf-8")
        print(f"{name} 收到任务，要做 {s} 秒")

        time.sleep(int(s) * number("unit_ms", 1000) / 1000)

        sender.send_string(f"{name} 做完任务，用了 {s} 秒")
