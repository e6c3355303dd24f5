import zmq

from arguments import ready, text

context = zmq.Context()
frontend = context.socket(zmq.XSUB)
frontend.bind(text("frontend", "tcp://*:5559"))
ready(frontend)

backend = context.socket(zmq.XPUB)
backend.bind(text("backend", "tcp://*:5560"))
ready(backend)

zmq.device(zmq.FORWARDER, frontend, backend)
