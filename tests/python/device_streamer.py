import zmq

from arguments import ready, text

context = zmq.Context()
frontend = context.socket(zmq.PULL)
frontend.bind(text("frontend", "tcp://*:5559"))
ready(frontend)

backend = context.socket(zmq.PUSH)
backend.bind(text("backend", "tcp://*:5560"))
ready(backend)

zmq.device(zmq.STREAMER, frontend, backend)
