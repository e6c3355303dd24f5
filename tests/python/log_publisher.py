import logging
import time

import zmq
from zmq.log.handlers import PUBHandler

from arguments import ENDLESS, number, ready, text

context = zmq.Context()
publisher = context.socket(zmq.PUB)
publisher.bind(text("bind", "tcp://127.0.0.1:5558"))
ready(publisher)

handler = PUBHandler(publisher, root_topic="app")
handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s\n"), logging.WARNING)
logging.getLogger().addHandler(handler)
logging.getLogger().setLevel(logging.DEBUG)

for i in range(1, number("messages", ENDLESS)):
    logging.info(f"tick {i}")
    logging.warning(f"disk::{i} % full")
    time.sleep(number("interval_ms", 1000) / 1000)
