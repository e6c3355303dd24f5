"""The benchmark's roles over pyzmq; what they do and say is in bench/README.md."""

import sys
import threading
import time

import zmq

SERVER_PUBLIC = b"rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
SERVER_SECRET = b"JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"
CLIENT_PUBLIC = b"Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
CLIENT_SECRET = b"D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"
LOST = 3


class Arguments:
    def __init__(self, words):
        self.endpoint = ""
        self.size, self.count, self.subscribers = 64, 1, 1
        self.curve, self.leave, self.lose = 0, 0, 0
        for word in words:
            name, _, value = word.partition("=")
            if not hasattr(self, name):
                sys.exit(f"there is no argument `{name}`")
            setattr(self, name, value if name == "endpoint" else int(value))


class Check:
    """Checks what arrives: every number once and in turn, every length."""

    def __init__(self, arguments):
        self.size, self.expected, self.last = arguments.size, 1, arguments.count
        self.probes, self.started, self.ended = 0, 0.0, 0.0

    def take(self, message):
        number = int.from_bytes(message[:8], "little")
        if number != self.expected or len(message) != self.size:
            self.refuse(number, len(message))
            return
        if number == 1:
            self.started = time.perf_counter()
        if number == self.last:
            self.ended = time.perf_counter()
        self.expected += 1

    def refuse(self, number, length):
        if number == 0 and self.expected == 1:
            self.probes += 1
            return
        print(
            f"lost: message {self.expected} of {self.size} bytes was to come, and number {number} of {length} bytes came",
            file=sys.stderr,
        )
        sys.exit(LOST)


def say(line):
    # In one piece: another thread may say something at the same time.
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def wait_for_word():
    sys.stdin.readline()


def open_socket(context, kind, arguments):
    socket = context.socket(kind)
    if kind in (zmq.PUB, zmq.SUB):
        socket.set_hwm(0)
    if arguments.curve and kind in (zmq.PULL, zmq.REP, zmq.PUB):
        socket.curve_server = True
        socket.curve_secretkey = SERVER_SECRET
    elif arguments.curve:
        socket.curve_serverkey = SERVER_PUBLIC
        socket.curve_publickey, socket.curve_secretkey = CLIENT_PUBLIC, CLIENT_SECRET
    return socket


def send_all(socket, arguments):
    rest = bytes(arguments.size - 8)
    for number in range(1, arguments.count + 1):
        if number != arguments.lose:
            socket.send(number.to_bytes(8, "little") + rest)


def report_rate(checks, count):
    seconds = max(check.ended for check in checks) - min(check.started for check in checks)
    say(f"result count={count} seconds={seconds:e}")


def push(context, arguments):
    socket = open_socket(context, zmq.PUSH, arguments)
    socket.connect(arguments.endpoint)
    send_all(socket, arguments)
    say("sent")
    if not arguments.leave:
        wait_for_word()
    socket.close()


def pull(context, arguments):
    socket = open_socket(context, zmq.PULL, arguments)
    socket.bind(arguments.endpoint)
    say("ready")
    check = Check(arguments)
    while check.expected <= check.last:
        check.take(socket.recv())
    report_rate([check], arguments.count)
    socket.close()


def req(context, arguments):
    socket = open_socket(context, zmq.REQ, arguments)
    socket.connect(arguments.endpoint)
    rest = bytes(arguments.size - 8)
    check, times = Check(arguments), []
    start = time.perf_counter()
    for number in range(1, arguments.count + 1):
        socket.send(number.to_bytes(8, "little") + rest)
        check.take(socket.recv())
        end = time.perf_counter()
        times.append(end - start)
        start = end
    # The first tenth, but not more than 1,000, only warms up.
    times = sorted(times[min(len(times) // 10, 1000) :])
    mean, p50, p99 = sum(times) / len(times), times[len(times) // 2], times[len(times) * 99 // 100]
    say(f"result count={arguments.count} mean={mean:e} p50={p50:e} p99={p99:e}")
    socket.close()


def rep(context, arguments):
    socket = open_socket(context, zmq.REP, arguments)
    socket.bind(arguments.endpoint)
    say("ready")
    for _ in range(arguments.count):
        socket.send(socket.recv())
    say("sent")
    wait_for_word()
    socket.close()


def publish(context, arguments):
    """Publishes messages without a number until it is told that each subscriber has one, then those that count."""
    socket = open_socket(context, zmq.PUB, arguments)
    socket.bind(arguments.endpoint)
    say("ready")
    listener = threading.Thread(target=wait_for_word)
    listener.start()
    while listener.is_alive():
        socket.send(bytes(arguments.size))
        time.sleep(0.01)
    send_all(socket, arguments)
    say("sent")
    wait_for_word()
    socket.close()


def subscribe(context, arguments):
    """Receives with all subscribers in turn, message by message."""
    pairs = []
    for _ in range(arguments.subscribers):
        socket = open_socket(context, zmq.SUB, arguments)
        socket.connect(arguments.endpoint)
        socket.subscribe(b"")
        pairs.append((socket, Check(arguments)))
    for socket, check in pairs:
        while check.probes == 0:
            check.take(socket.recv())
    say("ready")
    for number in range(1, arguments.count + 1):
        for socket, check in pairs:
            while check.expected <= number:
                check.take(socket.recv())
    report_rate([check for _, check in pairs], arguments.count * arguments.subscribers)
    for socket, _ in pairs:
        socket.close()


def both(context, arguments, thread, here):
    other = threading.Thread(target=thread, args=(context, arguments))
    other.start()
    here(context, arguments)
    other.join()


def main():
    arguments = Arguments(sys.argv[2:])
    context = zmq.Context()
    context.max_sockets = arguments.subscribers + 1023
    roles = {"push": push, "pull": pull, "req": req, "rep": rep, "pub": publish, "sub": subscribe}
    pairs = {"pipe": (push, pull), "echo": (rep, req)}
    role = sys.argv[1]
    if role in pairs:
        both(context, arguments, *pairs[role])
    elif role in roles:
        roles[role](context, arguments)
    else:
        sys.exit(f"there is no role `{role}`")
    context.term()


main()
