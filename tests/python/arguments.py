"""The `name=value` arguments of the scripts; `examples/src/lib.rs` reads the same ones."""

import sys

import zmq

ENDLESS = sys.maxsize


def text(name, default):
    for argument in sys.argv[1:]:
        if argument.startswith(name + "="):
            return argument[len(name) + 1 :]
    return default


def number(name, default):
    return int(text(name, default))


def ready(socket):
    print("ready", socket.get_string(zmq.LAST_ENDPOINT))


def attach(socket, endpoint):
    if endpoint.startswith(">"):
        socket.connect(endpoint[1:])
    else:
        socket.bind(endpoint)
