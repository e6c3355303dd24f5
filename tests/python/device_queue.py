import zmq

from arguments import ready, text

context = zmq.Context()
frontend = context.socket(zmq.XREP)
frontend.bind(text("frontend", "tcp://*:5559"))
ready(frontend)

backend = context.socket(zmq.XREQ)
backend.bind(text("backend", "tcp://*:5560"))
ready(backend)

zmq.device(zmq.QUEUE, frontend, backend)
