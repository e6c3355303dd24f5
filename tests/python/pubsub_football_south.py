from datetime import datetime, timezone

import zmq

from arguments import ENDLESS, number, ready, text

context = zmq.Context()
socket = context.socket(zmq.SUB)
socket.connect(text("connect", "tcp://127.0.0.1:5000"))
socket.setsockopt(zmq.SUBSCRIBE, b"brazil")
socket.setsockopt(zmq.SUBSCRIBE, b"portugal")
ready(socket)


def print_t(*args):
    print(datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"), *args)


for _ in range(number("messages", ENDLESS)):
    print_t(socket.recv().decode())
