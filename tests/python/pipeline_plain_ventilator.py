import zmq

from arguments import ready, text

context = zmq.Context()
socket = context.socket(zmq.PUSH)

socket.bind(text("bind", "tcp://*:5557"))
ready(socket)

for i in range(0, 10):
    print("pushing message", i)
    socket.send_string(f"Message {i}")

context.destroy()
