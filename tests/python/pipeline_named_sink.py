import time

import zmq

from arguments import ready, text

context = zmq.Context()

receiver = context.socket(zmq.PULL)
receiver.bind(text("bind", "tcp://*:5558"))
ready(receiver)

if __name__ == "__main__":
    s = receiver.recv()
    print("collecting results")

    start_time = time.time()

    for task_nbr in range(10):
        s = receiver.recv_string()
        print(s)

    end_time = time.time()
    print("elapsed: %d s" % (end_time - start_time))
