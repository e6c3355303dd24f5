"""A round trip over each transport of a libzmq that this pyzmq was not compiled with, plain and with CURVE.

Arguments: the version that libzmq has to say, then endpoints.
"""

import sys

import zmq


def round_trip(endpoint, curve):
    with zmq.Context() as context, context.socket(zmq.REP) as server, context.socket(zmq.REQ) as client:
        for socket in (server, client):
            socket.rcvtimeo = 120000
            socket.linger = 0
        if curve:
            public, secret = zmq.curve_keypair()
            server.curve_server = True
            server.curve_secretkey = secret
            client.curve_serverkey = public
            client.curve_publickey, client.curve_secretkey = zmq.curve_keypair()
        server.bind(endpoint)
        client.connect(server.last_endpoint)
        parts = [b"", b"x" * 100_000, bytes(range(256))]
        client.send_multipart(parts)
        assert server.recv_multipart() == parts
        server.send_pyobj({"answer": 42})
        assert client.recv_pyobj() == {"answer": 42}


version, *endpoints = sys.argv[1:]
assert zmq.zmq_version() == version, zmq.zmq_version()
assert zmq.has("curve")
for endpoint in endpoints:
    for curve in (False, True):
        # CURVE is for connections; within a process there is none.
        if not (curve and endpoint.startswith("inproc:")):
            round_trip(endpoint, curve)
            print(endpoint, "with CURVE" if curve else "plain")
