//! Free callbacks: libzmq runs them on I/O threads and, inside a send, on the caller's own.

use std::cell::Cell;

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// Runs what a free callback has to do, with the thread marked. Called from an `extern "C"` function, where a panic aborts.
pub(crate) fn enter(f: impl FnOnce()) {
    DEPTH.set(DEPTH.get() + 1);
    f();
    DEPTH.set(DEPTH.get() - 1);
}

/// Whether this thread is inside a free callback, where waiting for libzmq would never end.
pub(crate) fn is_running() -> bool {
    DEPTH.get() > 0
}
