import zmq

from arguments import attach, ready, text

context = zmq.Context()
frontend = context.socket(zmq.XSUB)
attach(frontend, text("frontend", "tcp://*:5559"))
ready(frontend)

backend = context.socket(zmq.XPUB)
attach(backend, text("backend", "tcp://*:5560"))
ready(backend)

zmq.device(zmq.FORWARDER, frontend, backend)
