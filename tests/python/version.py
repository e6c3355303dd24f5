import zmq

print("libzmq", zmq.zmq_version())
