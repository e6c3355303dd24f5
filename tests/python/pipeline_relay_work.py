import zmq

from arguments import ENDLESS, number, ready, text

context = zmq.Context()

receive = context.socket(zmq.PULL)
receive.connect(text("connect", "tcp://127.0.0.1:5557"))

sender = context.socket(zmq.PUSH)
sender.connect(text("sink", "tcp://127.0.0.1:5558"))
ready(receive)

for _ in range(number("messages", ENDLESS)):
    data = receive.recv()
    print("转交中")
    sender.send(data)

context.destroy()
