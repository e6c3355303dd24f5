//! `zmq_proxy`: libzmq's own loop between two sockets.

use super::check_restarting;
use super::socket::Core;
use crate::error::Result;

/// Passes messages both ways, and a copy of each to `capture`, until the context ends.
pub(crate) fn proxy(frontend: &Core, backend: &Core, capture: Option<&Core>) -> Result<()> {
    const CALL: &str = "zmq_proxy";
    let _frontend = frontend.enter(CALL)?;
    let _backend = if frontend.id() == backend.id() { None } else { Some(backend.enter(CALL)?) };
    let _capture = capture.map(|capture| capture.enter(CALL)).transpose()?;
    let capture = capture.map_or(std::ptr::null_mut(), Core::as_ptr);
    // SAFETY: all handles are open and entered by this thread until the call returns; null means no capture.
    check_restarting(CALL, || unsafe { zmq_sys::zmq_proxy(frontend.as_ptr(), backend.as_ptr(), capture) })?;
    Ok(())
}
