//! Values that libzmq takes and later ends the process for, or reads past: refused here, whatever libzmq is linked.

use zmq_sys::{BUILD_INFO, Source};

use super::number::{ContextOption, SocketOption};
use super::wire::SET;
use crate::error::{Error, ErrorKind, Result};
use crate::raw::rehearse::{self, Threads};

pub(super) const CONTEXT_SET: &str = "zmq_ctx_set";

/// The longest topic of a libzmq without our patches: that goes one call deeper for each byte of one when it forgets it,
/// and the stacks of threads are small.
const TOPIC: usize = 16 << 10;

/// The largest batch: libzmq ends the process when it cannot have that memory for a new connection.
const BATCH: i32 = 64 << 20;

/// More threads than anyone has a use for: libzmq ends the process when it cannot have one.
const IO_THREADS: i32 = 1024;

/// More sockets than a process can have descriptors for, as systems are set up: libzmq makes a list of that length.
const MAX_SOCKETS: i32 = 1 << 20;

/// Called with every value on its way to `zmq_setsockopt`.
pub(super) fn socket_option(option: SocketOption, value: &[u8]) -> Result<()> {
    let number = value.try_into().ok().map(i32::from_ne_bytes);
    match (option, number) {
        // libzmq reads an `int` without looking at the length.
        (SocketOption::XSUB_VERBOSE_UNSUBSCRIBE, None) => refuse(option, "takes a number"),
        // Names of that form are libzmq's own; one that it gives again is a failed assertion.
        (SocketOption::ROUTING_ID | SocketOption::CONNECT_ROUTING_ID, _) if value.first() == Some(&0) => {
            refuse(option, "does not begin with a zero byte")
        }
        (SocketOption::SUBSCRIBE | SocketOption::UNSUBSCRIBE, _)
            if value.len() > TOPIC && BUILD_INFO.source != Source::Vendored =>
        {
            refuse(option, &format!("is at most {TOPIC} bytes long, not {}", value.len()))
        }
        (SocketOption::TOS, Some(256..)) => refuse(option, "is at most 255"),
        (SocketOption::BUSY_POLL, Some(..=-1)) => refuse(option, "is not negative"),
        (SocketOption::IN_BATCH_SIZE | SocketOption::OUT_BATCH_SIZE, Some(size)) if size > BATCH => {
            refuse(option, &format!("is at most {BATCH}"))
        }
        // libzmq closes it in the end, whoever owns it.
        (SocketOption::USE_FD, Some(descriptor)) if descriptor != -1 => {
            refuse(option, "takes -1 only; a descriptor is handed over by `bind_fd`")
        }
        (SocketOption::PRIORITY, Some(priority)) => rehearse::connection_priority(priority, SET)
            .map_err(|error| error.with_detail(format!("this process may not use {option} {priority}"))),
        _ => Ok(()),
    }
}

fn refuse(option: SocketOption, why: &str) -> Result<()> {
    Err(Error::new(ErrorKind::InvalidInput, SET, format!("{option} {why}")))
}

impl ContextOption {
    /// Refuses what libzmq would end the process for, as far as that can be said of one value by itself.
    pub(crate) fn check(self, value: i32) -> Result<()> {
        let refuse = |why: &str| Err(Error::new(ErrorKind::InvalidInput, CONTEXT_SET, format!("{self} {why}")));
        match self {
            Self::IO_THREADS if value > IO_THREADS => refuse(&format!("is at most {IO_THREADS}")),
            Self::MAX_SOCKETS if value > MAX_SOCKETS => refuse(&format!("is at most {MAX_SOCKETS}")),
            Self::THREAD_AFFINITY_CPU_ADD if usize::try_from(value).is_ok_and(|cpu| cpu >= rehearse::PROCESSORS) => {
                refuse(&format!("is below {}", rehearse::PROCESSORS))
            }
            Self::THREAD_AFFINITY_CPU_ADD if value >= 0 => {
                let threads = Threads { processors: [value].into(), ..Threads::default() };
                threads.rehearse(CONTEXT_SET).map_err(|error| {
                    error.with_detail(format!("{self}: this process cannot use the processor {value}"))
                })
            }
            _ => Ok(()),
        }
    }

    /// Whether -1 is a value and not an error.
    pub(crate) fn may_be_unset(self) -> bool {
        self == Self::THREAD_SCHED_POLICY
    }
}
