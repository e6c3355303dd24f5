"""Compares what a peer sends with a Python expression, and sends what an expression says, in the form asked for."""

import datetime

import zmq

from arguments import text

NAMES = {"datetime": datetime}


def receive(socket, form, detail):
    if form == "json":
        return socket.recv_json()
    if form == "pyobj":
        return socket.recv_pyobj()
    if form == "string":
        return socket.recv_string(encoding=detail)
    return socket.recv_multipart()


def send(socket, form, detail, value):
    if form == "json":
        socket.send_json(value)
    elif form == "pyobj":
        socket.send_pyobj(value, protocol=int(detail))
    elif form == "string":
        socket.send_string(value, encoding=detail)
    else:
        socket.send_multipart(value)


def same(one, other):
    """Equal, and of the same types throughout: 1 is not True, a list is no tuple."""
    if type(one) is not type(other):
        return False
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return same(list(one.items()), list(other.items()))
    return repr(one) == repr(other)


def compare(socket, form, detail, expected):
    try:
        received = receive(socket, form, detail)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "same" if same(received, expected) else f"{received!r} instead of {expected!r}"


def main():
    context = zmq.Context()
    socket = context.socket(zmq.PAIR)
    socket.connect(text("connect", "tcp://localhost:5555"))
    while True:
        action, form, detail, expression = (part.decode() for part in socket.recv_multipart())
        if action == "end":
            break
        expected = eval(expression, NAMES)
        if action == "compare":
            socket.send_string(compare(socket, form, detail, expected))
        else:
            send(socket, form, detail, expected)


if __name__ == "__main__":
    main()
