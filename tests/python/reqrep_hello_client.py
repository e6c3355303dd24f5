import zmq

from arguments import text

context = zmq.Context()
print("connecting to the greeter")
socket = context.socket(zmq.REQ)
socket.connect(text("connect", "tcp://localhost:5555"))

for request in range(1, 10):
    print("sending request", request)
    socket.send(b"Hello")

    message = socket.recv()
    print(f"reply {request}: {message.decode()}")
