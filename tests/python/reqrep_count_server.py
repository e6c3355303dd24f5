import time

import zmq

from arguments import ENDLESS, number, ready, text

context = zmq.Context()
socket = context.socket(zmq.REP)
socket.bind(text("bind", "tcp://*:5555"))
ready(socket)
count = 0

if __name__ == "__main__":
    print("server started")
    for _ in range(number("requests", ENDLESS)):
        message = socket.recv().decode("utf-8")
        count += 1
        print(f"request {count}: {message}")
        time.sleep(number("work_ms", 1000) / 1000)
        socket.send_string("world!")

    context.destroy()
