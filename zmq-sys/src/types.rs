//! The types of `zmq.h` that differ between targets, and so are not in the generated declarations.

/// A message. Only `zmq_msg_*` functions look inside.
#[repr(C)]
#[cfg_attr(target_pointer_width = "64", repr(align(8)))]
#[cfg_attr(target_pointer_width = "32", repr(align(4)))]
#[derive(Debug, Copy, Clone)]
pub struct zmq_msg_t {
    pub __: [libc::c_uchar; 64],
}

/// A file descriptor, or on Windows a socket.
#[cfg(not(windows))]
pub type zmq_fd_t = libc::c_int;
/// A file descriptor, or on Windows a socket.
#[cfg(windows)]
pub type zmq_fd_t = usize;

/// The signals that `zmq_ppoll` blocks.
#[cfg(unix)]
pub type sigset_t = libc::sigset_t;
/// The signals that `zmq_ppoll` blocks; Windows has none.
#[cfg(not(unix))]
pub type sigset_t = libc::c_void;

/// A buffer of `zmq_sendiov` and `zmq_recviov`.
#[cfg(unix)]
pub type iovec = libc::iovec;
/// A buffer of `zmq_sendiov` and `zmq_recviov`.
#[cfg(not(unix))]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct iovec {
    pub iov_base: *mut libc::c_void,
    pub iov_len: usize,
}
