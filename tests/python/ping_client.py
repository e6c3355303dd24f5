import zmq

from arguments import ENDLESS, number, text


class PingPort:
    def __init__(self):
        self.url = text("connect", "tcp://localhost:5555")
        self.tries = number("tries", ENDLESS)
        self.socket = zmq.Context().socket(zmq.REQ)
        self.socket.connect(self.url)
        self.poller = zmq.Poller()
        self.poller.register(self.socket, zmq.POLLIN)

    def ping(self):
        self.socket.send_string("ping test")
        self.tries -= 1
        if self.poller.poll(number("timeout_ms", 5555)):
            resp = self.socket.recv().decode("utf-8")
            print(resp)
        else:
            print(f"no response from {self.url}")
            self.socket.setsockopt(zmq.LINGER, 0)
            self.socket.close()
            self.poller.unregister(self.socket)
            if self.tries == 0:
                return
            print("--- reconnecting ---")
            self.socket = zmq.Context().socket(zmq.REQ)
            self.socket.connect(self.url)
            self.poller = zmq.Poller()
            self.poller.register(self.socket, zmq.POLLIN)
            self.ping()


if __name__ == "__main__":
    obj = PingPort()
    obj.ping()
