import zmq

from arguments import text

context = zmq.Context()

print("connecting to both servers")
socket = context.socket(zmq.REQ)
socket.connect(text("connect1", "tcp://localhost:5555"))
socket.connect(text("connect2", "tcp://localhost:5556"))

for request in range(1, 10):
    print("sending request", request)
    socket.send(b"Hello")

    message = socket.recv()
    print(f"reply {request}: {message.decode()}")
