import zmq

from arguments import ENDLESS, number, ready, text

context = zmq.Context()
socket = context.socket(zmq.SUB)
socket.connect(text("connect", "tcp://localhost:5555"))

socket.setsockopt_string(zmq.SUBSCRIBE, "")
ready(socket)

if __name__ == "__main__":
    print("subscriber started")
    for _ in range(number("messages", ENDLESS)):
        message = socket.recv_string()
        print("received:", message)
