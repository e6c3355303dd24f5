import time
from datetime import datetime, timezone
from random import choice

import zmq

from arguments import ENDLESS, number, ready, text

context = zmq.Context()
socket = context.socket(zmq.PUB)
socket.bind(text("bind", "tcp://127.0.0.1:5000"))
ready(socket)

countries = ["netherlands", "brazil", "germany", "portugal"]
events = ["yellow card", "red card", "goal", "corner", "foul"]


def print_t(*args):
    print(datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"), *args)


for _ in range(number("messages", ENDLESS)):
    msg = choice(countries) + " " + choice(events)
    print_t("->", msg)
    time.sleep(number("interval_ms", 1000) / 1000)
    socket.send_string(msg)
