"""The other end of authentication: clients, servers with pyzmq's authenticator, and certificates. Told line by line what to do."""

import shlex
import sys

import zmq
import zmq.auth
from zmq.auth.thread import ThreadAuthenticator
from zmq.utils.monitor import recv_monitor_message

from arguments import ready

OUTCOMES = zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_HANDSHAKE_FAILED_AUTH
context = zmq.Context()


def connect(endpoint, mechanism, *credentials):
    client = context.socket(zmq.PUSH)
    client.linger = 0
    monitor = client.get_monitor_socket(OUTCOMES)
    if mechanism == "plain":
        client.plain_username, client.plain_password = (word.encode() for word in credentials)
    elif mechanism == "curve":
        client.curve_serverkey, client.curve_publickey, client.curve_secretkey = (
            word.encode() for word in credentials
        )
    client.connect(endpoint)
    event = recv_monitor_message(monitor)
    if event["event"] == zmq.EVENT_HANDSHAKE_SUCCEEDED:
        client.linger = -1
        client.send(b"hello")
        print("let in")
    else:
        print("refused", event["value"])
    client.disable_monitor()
    client.close()


def knock(endpoint):
    """Tries to get in without credentials, and sends if it can."""
    client = context.socket(zmq.PUSH)
    client.linger = 0
    client.connect(endpoint)
    client.send(b"hello")
    print("knocked")
    return client


def serve(directory):
    """Lets in the user admin, and whoever has a certificate in the directory."""
    authenticator = ThreadAuthenticator(context)
    authenticator.start()
    authenticator.configure_plain("*", {"admin": "secret"})
    authenticator.configure_curve("*", directory)
    server_public, server_secret = zmq.curve_keypair()
    servers = [context.socket(zmq.PULL) for _ in range(3)]
    null, plain, curve = servers
    null.zap_domain = b"global"
    plain.plain_server = True
    curve.curve_server, curve.curve_secretkey = True, server_secret
    print("key", server_public.decode())
    for server in servers:
        server.bind("tcp://127.0.0.1:*")
        ready(server)
    return authenticator, servers


def main():
    authenticator, sockets = None, []
    for line in sys.stdin:
        match shlex.split(line):
            case ["connect", endpoint, mechanism, *credentials]:
                connect(endpoint, mechanism, *credentials)
            case ["knock", endpoint]:
                sockets.append(knock(endpoint))
            case ["serve", directory]:
                authenticator, sockets = serve(directory)
            case ["deny", address]:
                authenticator.deny(address)
                print("denied")
            case ["receive", index]:
                print("from", sockets[int(index)].recv(copy=False).get("User-Id"))
            case ["create", directory, name]:
                zmq.auth.create_certificates(directory, name, {"email": "me@example.org"})
                print("created")
            case ["load", path]:
                public, secret = zmq.auth.load_certificate(path)
                print(public.decode(), secret.decode() if secret else "none")
            case ["load_all", directory]:
                print(*(key.decode() for key in zmq.auth.load_certificates(directory)))
    if authenticator:
        authenticator.stop()
    for socket in sockets:
        socket.close(linger=0)


main()
