import zmq

from arguments import text

context = zmq.Context()
socket = context.socket(zmq.REQ)
socket.connect(text("connect", "tcp://localhost:5555"))

socket.send_string("Are you OK?")
response = socket.recv()
print("response:", response.decode())
