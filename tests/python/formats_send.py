import zmq

from arguments import ready, text

context = zmq.Context()
socket = context.socket(zmq.PUSH)
socket.bind(text("bind", "tcp://*:5555"))
ready(socket)

data = {"city": "上海", "celsius": [21.5, -3.0], "sunny": True, "wind": None}

socket.send_json(data)
socket.send_string("多云转晴", encoding="utf-8")
socket.send_pyobj(data)
socket.send_multipart([b"message1", b"", b"message3"])
context.destroy()
