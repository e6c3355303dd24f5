import zmq

from arguments import text

context = zmq.Context()
socket = context.socket(zmq.REQ)
socket.connect(text("connect", "tcp://localhost:5555"))

if __name__ == "__main__":
    print("client started")
    for i in range(1, 10):
        socket.send_string("hello")
        message = socket.recv().decode("utf-8")
        print("response:", message)
