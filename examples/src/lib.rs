//! Programs that use the `zmq` crate, under `examples/`.
