//! Asks the system what libzmq will ask it later, and would end the process for if the answer was no.

use std::collections::BTreeSet;
use std::ffi::c_int;
use std::fs::File;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::os::unix::net::UnixDatagram;
use std::thread;

use crate::errno::Errno;
use crate::error::{Error, ErrorKind, Result};

/// What the threads of a context shall be like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Threads {
    pub(crate) policy: Option<c_int>,
    pub(crate) priority: Option<c_int>,
    pub(crate) processors: BTreeSet<c_int>,
}

impl Threads {
    /// Has a thread try to become like that, in the steps that libzmq's threads take.
    pub(crate) fn rehearse(&self, call: &'static str) -> Result<()> {
        let threads = self.clone();
        let actor = thread::Builder::new().spawn(move || threads.become_one(call));
        let actor = actor.map_err(|error| Error::new(ErrorKind::TooMany, call, format!("no thread: {error}")))?;
        actor.join().unwrap_or_else(|_| Err(Error::new(ErrorKind::Other, call, "the thread panicked")))
    }

    fn become_one(&self, call: &'static str) -> Result<()> {
        // SAFETY: names the calling thread.
        let me = unsafe { libc::pthread_self() };
        let mut policy = 0;
        // SAFETY: a structure of integers.
        let mut parameters: libc::sched_param = unsafe { std::mem::zeroed() };
        // SAFETY: a live thread, and two places to write to.
        let rc = unsafe { libc::pthread_getschedparam(me, &raw mut policy, &raw mut parameters) };
        granted(rc, call)?;
        policy = self.policy.unwrap_or(policy);
        let real_time = policy == libc::SCHED_FIFO || policy == libc::SCHED_RR;
        if !real_time {
            parameters.sched_priority = 0;
        } else if let Some(priority) = self.priority {
            parameters.sched_priority = priority;
        }
        // SAFETY: a live thread, and parameters to read; the system judges them.
        let rc = unsafe { libc::pthread_setschedparam(me, policy, &raw const parameters) };
        granted(rc, call)?;
        if !real_time && self.priority.is_some_and(|priority| priority > 0) {
            // SAFETY: a number; on Linux it concerns this thread only, elsewhere what libzmq will do to the process.
            granted(if unsafe { libc::nice(-20) } == -1 { Errno::last().raw() } else { 0 }, call)?;
        }
        self.settle(call)
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn settle(&self, call: &'static str) -> Result<()> {
        if self.processors.is_empty() {
            return Ok(());
        }
        // SAFETY: a bit set; all zeros is the empty one.
        let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
        let processors = self.processors.iter().filter_map(|&processor| usize::try_from(processor).ok());
        for processor in processors.filter(|&processor| processor < PROCESSORS) {
            // SAFETY: within the set.
            unsafe { libc::CPU_SET(processor, &mut set) };
        }
        // SAFETY: this thread, and a set of that size to read.
        let rc = unsafe { libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &raw const set) };
        granted(if rc == -1 { Errno::last().raw() } else { 0 }, call)
    }

    /// libzmq has no other system's affinity.
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    fn settle(&self, _call: &'static str) -> Result<()> {
        Ok(())
    }
}

/// How many processors a set of them can name.
pub(crate) const PROCESSORS: usize = 1024;

/// Whether so many more descriptors can be had.
pub(crate) fn descriptors(count: usize, call: &'static str) -> Result<()> {
    let mut taken = Vec::new();
    for _ in 0..count {
        match File::open("/dev/null") {
            Ok(file) => taken.push(file),
            Err(error) => {
                let errno = Errno::new(error.raw_os_error().unwrap_or_default());
                // No such file, perhaps: that says nothing.
                let scarce = errno == Errno::EMFILE || errno == Errno::ENFILE;
                return if scarce { Err(Error::from_errno(errno, call)) } else { Ok(()) };
            }
        }
    }
    Ok(())
}

/// Whether a connection of this process may have that priority in the kernel.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) fn connection_priority(priority: c_int, call: &'static str) -> Result<()> {
    let socket = UnixDatagram::unbound().map_err(|error| system(&error, call))?;
    // SAFETY: an open descriptor, and an integer to read.
    let rc = unsafe {
        libc::setsockopt(socket.as_raw_fd(), libc::SOL_SOCKET, libc::SO_PRIORITY, (&raw const priority).cast(), INT)
    };
    granted(if rc == -1 { Errno::last().raw() } else { 0 }, call)
}

/// Other systems have no such thing, and libzmq does nothing with it.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(crate) fn connection_priority(_priority: c_int, _call: &'static str) -> Result<()> {
    Ok(())
}

/// The address family of a socket that listens; the reason, if it is none that does.
pub(crate) fn listening_family(descriptor: BorrowedFd<'_>, call: &'static str) -> Result<c_int> {
    let mut listens: c_int = 0;
    let mut len = INT;
    // SAFETY: an open descriptor, one integer to write, and its length.
    let rc = unsafe {
        libc::getsockopt(
            descriptor.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_ACCEPTCONN,
            (&raw mut listens).cast(),
            &raw mut len,
        )
    };
    granted(if rc == -1 { Errno::last().raw() } else { 0 }, call)?;
    if listens == 0 {
        return Err(Error::new(ErrorKind::InvalidInput, call, "the descriptor is a socket that does not listen"));
    }
    // SAFETY: a structure of integers.
    let mut address: libc::sockaddr_storage = unsafe { std::mem::zeroed() };
    let mut len = libc::socklen_t::try_from(size_of_val(&address)).unwrap_or_default();
    // SAFETY: an open descriptor, and a place of that length to write to.
    let rc = unsafe { libc::getsockname(descriptor.as_raw_fd(), (&raw mut address).cast(), &raw mut len) };
    granted(if rc == -1 { Errno::last().raw() } else { 0 }, call)?;
    Ok(address.ss_family.into())
}

const INT: libc::socklen_t = 4;

fn granted(errno: c_int, call: &'static str) -> Result<()> {
    if errno == 0 { Ok(()) } else { Err(Error::from_errno(Errno::new(errno), call)) }
}

fn system(error: &std::io::Error, call: &'static str) -> Error {
    Error::from_errno(Errno::new(error.raw_os_error().unwrap_or_default()), call)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_like_any_other_can_be_had() -> Result<()> {
        Threads::default().rehearse("test")
    }

    #[test]
    fn a_policy_that_does_not_exist_is_refused() {
        let threads = Threads { policy: Some(77), ..Threads::default() };
        assert_eq!(threads.rehearse("test").unwrap_err().kind(), ErrorKind::InvalidInput);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_processor_that_does_not_exist_is_refused() {
        let threads = Threads { processors: [1023].into(), ..Threads::default() };
        assert_eq!(threads.rehearse("test").unwrap_err().kind(), ErrorKind::InvalidInput);
    }

    #[test]
    fn more_descriptors_than_the_process_may_have_are_refused() {
        assert!(descriptors(3, "test").is_ok());
        // SAFETY: a structure of integers, filled by the call after it.
        let mut limit: libc::rlimit = unsafe { std::mem::zeroed() };
        // SAFETY: a place to write to.
        assert_eq!(unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit) }, 0);
        let limit = usize::try_from(limit.rlim_cur).unwrap().min(1 << 20);
        assert_eq!(descriptors(limit, "test").unwrap_err().kind(), ErrorKind::TooMany);
    }
}
