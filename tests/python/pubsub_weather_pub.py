import random
import time

import zmq

from arguments import number, ready, text

context = zmq.Context()
socket = context.socket(zmq.PUB)
socket.bind(text("bind", "tcp://*:5555"))
ready(socket)

if __name__ == "__main__":
    print("publisher started")
    for i in range(number("messages", 1000)):
        time.sleep(number("interval_ms", 100) / 1000)
        temperature = random.randint(-10, 40)
        message = f"第{i + 1}条天气消息：气温{temperature}度"
        socket.send_string(message)

    context.destroy()
