//! What several test programs need.
#![allow(dead_code, reason = "each program uses its part")]
#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use zmq::{Context, Socket, SocketType};

/// Longer than anything that goes well takes.
pub(crate) const LONG: Duration = Duration::from_secs(120);

/// An endpoint that nobody else in this process uses.
pub(crate) fn inproc() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("inproc://test-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Two sockets, connected, that do not block for ever.
pub(crate) fn pair(a: SocketType, b: SocketType) -> (Socket, Socket) {
    let context = Context::new().unwrap();
    let (a, b) = (context.socket(a).unwrap(), context.socket(b).unwrap());
    let endpoint = inproc();
    a.bind(&endpoint).unwrap();
    b.connect(&endpoint).unwrap();
    for socket in [&a, &b] {
        socket.set_linger(0).unwrap();
        socket.set_rcvtimeo(LONG).unwrap();
        socket.set_sndtimeo(LONG).unwrap();
    }
    (a, b)
}

/// Runs what must not block for ever, and fails the test if it does.
pub(crate) fn within<T: Send + 'static>(limit: Duration, f: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    let worker = thread::spawn(move || sender.send(f()));
    match receiver.recv_timeout(limit) {
        Ok(value) => value,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("still running after {limit:?}"),
        Err(mpsc::RecvTimeoutError::Disconnected) => std::panic::resume_unwind(worker.join().unwrap_err()),
    }
}

/// Runs a test's body in a process of its own, so that an abort is a failed test and not a dead runner.
pub(crate) fn in_child(test: &str, body: impl FnOnce()) {
    if let Some(status) = status_of_child(test, body) {
        assert!(status.success(), "{test}: {status}");
    }
}

/// How a test's body ends in a process of its own; `None` in that process.
pub(crate) fn status_of_child(test: &str, body: impl FnOnce()) -> Option<ExitStatus> {
    const MARK: &str = "ZMQ_TEST_CHILD";
    if std::env::var_os(MARK).is_some() {
        let (_ended, end) = mpsc::channel::<()>();
        thread::spawn(move || {
            if end.recv_timeout(LONG) == Err(mpsc::RecvTimeoutError::Timeout) {
                std::process::exit(HANGS);
            }
        });
        body();
        return None;
    }
    let mut child = Command::new(std::env::current_exe().expect("a process has an executable"));
    child.args([test, "--exact", "--nocapture"]).env(MARK, "1").stdout(Stdio::null());
    let status = child.status().expect("the test can run itself");
    assert_ne!(status.code(), Some(HANGS), "{test}: still running after {LONG:?}");
    Some(status)
}

const HANGS: i32 = 97;
