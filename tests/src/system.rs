//! What tests need of the operating system and safe Rust does not offer: forks, signals, limits, processor time.

use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// Sends a signal to a process.
pub fn kill(pid: u32, signal: i32) {
    let pid = i32::try_from(pid).expect("a process id");
    // SAFETY: no memory is involved; the process is a child of this one that was not waited for.
    unsafe { libc::kill(pid, signal) };
}

/// Forks, runs `child` in the copy, and ends that without unwinding or cleaning up: code 0, or 101 if it panicked.
///
/// Gives the exit code in the parent, or 128 and the signal.
pub fn fork(child: impl FnOnce()) -> i32 {
    // SAFETY: the child goes on with this thread alone, as the test wants it.
    let pid = unsafe { libc::fork() };
    assert!(pid >= 0, "fork: {}", std::io::Error::last_os_error());
    if pid == 0 {
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(child));
        // SAFETY: ends the process.
        unsafe { libc::_exit(if result.is_ok() { 0 } else { 101 }) };
    }
    let mut status = 0;
    // SAFETY: waits for our own child; the watchdog of the test ends both.
    let waited = unsafe { libc::waitpid(pid, &raw mut status, 0) };
    assert_eq!(waited, pid);
    if libc::WIFEXITED(status) { libc::WEXITSTATUS(status) } else { 128 + libc::WTERMSIG(status) }
}

/// Handles a signal by doing nothing, and blocks it on this thread.
pub fn block_signal(signal: i32) {
    handle(signal);
    // SAFETY: both calls write or read a set of this frame.
    unsafe {
        let mut set = std::mem::zeroed();
        libc::sigemptyset(&raw mut set);
        libc::sigaddset(&raw mut set, signal);
        assert_eq!(libc::pthread_sigmask(libc::SIG_BLOCK, &raw const set, std::ptr::null_mut()), 0);
    }
}

/// Sends a signal to this thread.
pub fn raise_here(signal: i32) {
    // SAFETY: a thread may send itself signals.
    assert_eq!(unsafe { libc::pthread_kill(libc::pthread_self(), signal) }, 0);
}

/// Lets this process open no descriptor with that number or a higher one.
pub fn limit_descriptors(count: u64) {
    set_limit(libc::RLIMIT_NOFILE, count);
}

/// Lets this process have at most that many bytes of address space.
pub fn limit_memory(bytes: u64) {
    set_limit(libc::RLIMIT_AS, bytes);
}

fn set_limit(resource: libc::__rlimit_resource_t, value: u64) {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: writes the struct.
    assert_eq!(unsafe { libc::getrlimit(resource, &raw mut limit) }, 0);
    limit.rlim_cur = value.min(limit.rlim_max);
    // SAFETY: reads the struct.
    assert_eq!(unsafe { libc::setrlimit(resource, &raw const limit) }, 0);
}

/// How many descriptors this process has open.
pub fn open_descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").map_or(0, |entries| entries.count() - 1)
}

/// The processor time that the calling thread has used.
pub fn thread_cpu_time() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: writes the struct.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    Duration::new(time.tv_sec.try_into().unwrap_or_default(), time.tv_nsec.try_into().unwrap_or_default())
}

/// Sends a signal to the thread that made it, again and again until it is dropped. The handler is installed without
/// `SA_RESTART`, so that each one interrupts a system call.
#[derive(Debug)]
pub struct Bombardment {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

static HANDLED: AtomicU32 = AtomicU32::new(0);

impl Bombardment {
    /// Begins.
    pub fn every(interval: Duration) -> Self {
        handle(libc::SIGUSR1);
        // SAFETY: no arguments.
        let target = unsafe { libc::pthread_self() } as usize;
        let (stop, stopped) = channel();
        let thread = std::thread::spawn(move || {
            while stopped.recv_timeout(interval) == Err(RecvTimeoutError::Timeout) {
                // SAFETY: the target thread owns this bombardment, whose drop waits for this thread.
                unsafe { libc::pthread_kill(target as libc::pthread_t, libc::SIGUSR1) };
            }
        });
        Self { stop: Some(stop), thread: Some(thread) }
    }

    /// How many signals were handled in this process.
    pub fn hits() -> u32 {
        HANDLED.load(Ordering::Relaxed)
    }
}

impl Drop for Bombardment {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Installs a handler, without `SA_RESTART`, that counts.
pub fn handle(signal: i32) {
    extern "C" fn count(_signal: i32) {
        HANDLED.fetch_add(1, Ordering::Relaxed);
    }
    // SAFETY: an all-zero sigaction is one without flags and with an empty mask.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = count as extern "C" fn(i32) as usize;
    // SAFETY: the handler only touches an atomic; the struct is read.
    assert_eq!(unsafe { libc::sigaction(signal, &raw const action, std::ptr::null_mut()) }, 0);
}

/// Says what each thread of a process waits in, for a hang's report.
pub(crate) fn describe_threads(pid: u32) {
    let Ok(tasks) = std::fs::read_dir(format!("/proc/{pid}/task")) else { return };
    for task in tasks.flatten() {
        let read = |name: &str| std::fs::read_to_string(task.path().join(name)).unwrap_or_default();
        eprintln!("thread {}: {} {}", task.file_name().display(), read("comm").trim(), read("wchan").trim());
    }
}

/// Whether the kernel has TIPC.
pub fn try_tipc() -> std::io::Result<()> {
    open(libc::AF_TIPC).map(drop)
}

/// Whether the kernel has vsock, with a port to give.
pub fn try_vsock_binding() -> std::io::Result<()> {
    listen_on_vsock().map(drop)
}

/// Whether a vsock of this machine reaches another one of it.
pub fn try_vsock() -> std::io::Result<()> {
    let (_listener, port) = listen_on_vsock()?;
    let socket = open(libc::AF_VSOCK)?;
    let address = vsock_address(libc::VMADDR_CID_LOCAL, port);
    // SAFETY: reads an address of the length that is given.
    checked(unsafe { libc::connect(socket.as_raw_fd(), (&raw const address).cast(), VSOCK_LENGTH) })
}

fn listen_on_vsock() -> std::io::Result<(OwnedFd, u32)> {
    let socket = open(libc::AF_VSOCK)?;
    let mut address = vsock_address(libc::VMADDR_CID_ANY, libc::VMADDR_PORT_ANY);
    let mut length = VSOCK_LENGTH;
    // SAFETY: reads an address of the length that is given.
    checked(unsafe { libc::bind(socket.as_raw_fd(), (&raw const address).cast(), length) })?;
    // SAFETY: no memory is involved.
    checked(unsafe { libc::listen(socket.as_raw_fd(), 1) })?;
    // SAFETY: writes an address of at most the length that is given.
    checked(unsafe { libc::getsockname(socket.as_raw_fd(), (&raw mut address).cast(), &raw mut length) })?;
    Ok((socket, address.svm_port))
}

fn vsock_address(cid: u32, port: u32) -> libc::sockaddr_vm {
    // SAFETY: all zero is an address.
    let mut address: libc::sockaddr_vm = unsafe { std::mem::zeroed() };
    address.svm_family = libc::AF_VSOCK as libc::sa_family_t;
    address.svm_cid = cid;
    address.svm_port = port;
    address
}

fn open(family: i32) -> std::io::Result<OwnedFd> {
    // SAFETY: no memory is involved.
    let fd = unsafe { libc::socket(family, libc::SOCK_STREAM | libc::SOCK_CLOEXEC, 0) };
    checked(fd.min(0))?;
    // SAFETY: a descriptor that nobody else has.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

fn checked(rc: i32) -> std::io::Result<()> {
    if rc == 0 { Ok(()) } else { Err(std::io::Error::last_os_error()) }
}

const VSOCK_LENGTH: libc::socklen_t = size_of::<libc::sockaddr_vm>() as libc::socklen_t;
