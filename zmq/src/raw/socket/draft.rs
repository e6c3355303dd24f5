//! The draft C calls on one socket.

use std::ffi::{CStr, c_int};
use std::sync::atomic::Ordering;

use super::{CLOSED, Core, PINS, SHARED, shared};
use crate::errno::Errno;
use crate::error::{Error, ErrorKind, Result};
use crate::raw::check_restarting;

impl Core {
    /// Lets many threads use the socket. Called by its owner, who has it for itself.
    pub(crate) fn share(&self) -> Result<()> {
        const CALL: &str = "into_shared";
        let mut is_locked = [0; size_of::<i32>()];
        self.get(zmq_sys::ZMQ_THREAD_SAFE, &mut is_locked)?;
        if i32::from_ne_bytes(is_locked) == 0 {
            let detail = format!("{} is no thread-safe socket type", self.kind);
            return Err(Error::new(ErrorKind::Unsupported, CALL, detail));
        }
        let share = |state: u64| (state & (PINS | CLOSED) == 0).then_some(state | SHARED);
        match self.state.fetch_update(Ordering::AcqRel, Ordering::Acquire, share) {
            Ok(_) => Ok(()),
            Err(_) => Err(Error::new(ErrorKind::Busy, CALL, "the socket is registered with a poller")),
        }
    }

    /// Refuses what libzmq does to a thread-safe socket without its lock.
    pub(crate) fn refuse_if_shared(&self, call: &'static str) -> Result<()> {
        if self.is_shared() { Err(shared::refused(call)) } else { Ok(()) }
    }

    pub(crate) fn join(&self, group: &CStr) -> Result<()> {
        self.text_call("zmq_join", zmq_sys::zmq_join, group)
    }

    pub(crate) fn leave(&self, group: &CStr) -> Result<()> {
        self.text_call("zmq_leave", zmq_sys::zmq_leave, group)
    }

    /// Connects, and says by which routing id messages reach the peer.
    pub(crate) fn connect_peer(&self, endpoint: &CStr) -> Result<u32> {
        const CALL: &str = "zmq_connect_peer";
        let _entered = self.enter(CALL)?;
        loop {
            // SAFETY: `_entered` admits this thread to the open handle; the text is NUL-terminated and only read.
            let id = unsafe { zmq_sys::zmq_connect_peer(self.as_ptr(), endpoint.as_ptr()) };
            match (id, Errno::last()) {
                (0, Errno::EINTR) => {}
                // libzmq says so where the option is on; elsewhere this number means another thing.
                (0, Errno::EFAULT) => {
                    let detail = "with the option immediate there is no peer before it is connected";
                    return Err(Error::from_errno(Errno::EINVAL, CALL).with_detail(detail));
                }
                (0, errno) => return Err(Error::from_errno(errno, CALL)),
                (id, _) => return Ok(id),
            }
        }
    }

    /// What the peer of that routing id is ready for.
    pub(crate) fn peer_state(&self, id: &[u8]) -> Result<c_int> {
        const CALL: &str = "zmq_socket_get_peer_state";
        let _entered = self.enter(CALL)?;
        check_restarting(CALL, || {
            // SAFETY: as above; libzmq reads `len` bytes of the id.
            unsafe { zmq_sys::zmq_socket_get_peer_state(self.as_ptr(), id.as_ptr().cast(), id.len()) }
        })
    }

    /// As [`monitor`](Self::monitor), with reports of that version to a socket that is made of that type.
    pub(crate) fn monitor_versioned(&self, endpoint: Option<&CStr>, events: u64, version: c_int) -> Result<()> {
        const CALL: &str = "zmq_socket_monitor_versioned";
        self.refuse_if_shared(CALL)?;
        let _entered = self.enter(CALL)?;
        let endpoint = endpoint.map_or(std::ptr::null(), CStr::as_ptr);
        check_restarting(CALL, || {
            // SAFETY: as above; null stands for "no endpoint".
            unsafe {
                zmq_sys::zmq_socket_monitor_versioned(self.as_ptr(), endpoint, events, version, zmq_sys::ZMQ_PAIR)
            }
        })?;
        Ok(())
    }

    /// Asks for a report about each connection's queues.
    pub(crate) fn monitor_pipes_stats(&self) -> Result<()> {
        const CALL: &str = "zmq_socket_monitor_pipes_stats";
        self.refuse_if_shared(CALL)?;
        let _entered = self.enter(CALL)?;
        // SAFETY: as above.
        check_restarting(CALL, || unsafe { zmq_sys::zmq_socket_monitor_pipes_stats(self.as_ptr()) })?;
        Ok(())
    }
}
