import zmq

from arguments import ENDLESS, number, ready, text

context = zmq.Context()

receiver = context.socket(zmq.PULL)
receiver.connect(text("connect", "tcp://127.0.0.1:5557"))

sender = context.socket(zmq.PUSH)
sender.connect(text("sink", "tcp://127.0.0.1:5558"))
ready(receiver)

for _ in range(number("messages", ENDLESS)):
    message = receiver.recv()
    print(message.decode())
    sender.send(message)

context.destroy()
