//! What is on the wire, and how long silence may last.

use std::time::Duration;

pub(crate) const CLIENT: &[u8] = b"MDPC01";
pub(crate) const WORKER: &[u8] = b"MDPW01";

pub(crate) const READY: &[u8] = &[1];
pub(crate) const REQUEST: &[u8] = &[2];
pub(crate) const REPLY: &[u8] = &[3];
pub(crate) const HEARTBEAT: &[u8] = &[4];
pub(crate) const DISCONNECT: &[u8] = &[5];

/// The broker's service that tells whether there is a worker for the service named in the request.
pub(crate) const DISCOVERY: &str = "mmi.service";
/// This example's own: asks the broker to dismiss its workers, and to end.
pub(crate) const END: &str = "mmi.end";

pub(crate) const HEARTBEAT_INTERVAL: Duration = Duration::from_millis(50);
/// Who is silent for so long is gone.
pub(crate) const LIVENESS: Duration = Duration::from_millis(300);
