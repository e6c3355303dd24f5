import zmq

from arguments import ready, text

context = zmq.Context()
subscribe = context.socket(zmq.SUB)
subscribe.connect(text("connect", "tcp://127.0.0.1:5557"))

subscribe.setsockopt(zmq.SUBSCRIBE, b"A")
ready(subscribe)

while True:
    message = subscribe.recv_string()
    print("received:", message)
    topic, data = message.split()
    if data == ":exit":
        break
