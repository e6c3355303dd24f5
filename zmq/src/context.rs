//! [`Context`]: what sockets are made in, and how it ends.

use std::fmt;
use std::sync::{Arc, Mutex, Once, PoisonError};
use std::time::Duration;

use crate::errno::Errno;
use crate::error::Result;
use crate::options::{ContextOption, Defaults};
use crate::raw::context::RawContext;
use crate::raw::fork::PerProcess;
use crate::socket::Socket;
use crate::socket_type::SocketType;
use crate::timeout::Timeout;

/// A container of sockets and of the I/O threads that serve them. Clones are handles of the same context.
///
/// Every socket keeps its context alive. When the last handle is dropped the context is terminated, which waits until
/// lingering messages are delivered: what was sent before `main` returns arrives. A socket whose peer never comes waits
/// for ever, unless its linger is bounded: see [`Context::set_linger`].
///
/// Returning from `main` is what waits. `std::process::exit` drops nothing, and a detached thread is not waited for;
/// only [`Context::instance`] is then terminated too, if no socket of it is open.
///
/// # Examples
/// ```
/// let context = zmq::Context::new()?;
/// let server = context.socket(zmq::REP)?;
/// let client = context.socket(zmq::REQ)?;
/// server.bind("inproc://context-example")?;
/// client.connect("inproc://context-example")?;
/// client.send("Hello")?;
/// assert_eq!(server.recv()?, "Hello");
/// # Ok::<(), zmq::Error>(())
/// ```
///
/// libzmq: zmq_ctx_new(3)
#[derive(Clone)]
#[doc(alias = "zmq_ctx_new")]
pub struct Context {
    pub(crate) raw: Arc<RawContext>,
    pub(crate) defaults: Arc<Defaults>,
}

impl Context {
    /// A new context with one I/O thread.
    ///
    /// # Errors
    /// [`TooMany`](crate::ErrorKind::TooMany): no descriptor is left, for a libzmq that takes one now. The built-in one takes what it
    /// needs with the first endpoint of a socket, or the first wait, which then fails with this.
    pub fn new() -> Result<Self> {
        Ok(Self::from_raw_context(RawContext::new()?))
    }

    /// A new context with that many I/O threads; 0 serves `inproc://` only.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput): a negative number.
    pub fn with_io_threads(threads: i32) -> Result<Self> {
        let context = Self::new()?;
        context.set(ContextOption::IO_THREADS, threads)?;
        Ok(context)
    }

    /// The context of the whole process, made at the first call, and again when it was closed or the process forked.
    ///
    /// It lives until the process ends, and is then terminated if no socket of it is open: what those sockets sent is
    /// delivered.
    ///
    /// # Errors
    /// As [`Context::new`].
    pub fn instance() -> Result<Self> {
        let Instance { context, at_exit } = INSTANCE.get();
        let mut instance = context.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(context) = instance.as_ref()
            && !context.is_closed()
        {
            return Ok(context.clone());
        }
        let context = Self::new()?;
        let closed = instance.replace(context.clone());
        at_exit.call_once(|| crate::raw::at_exit(end_instance));
        // Not under the lock: its end may wait, and what is freed meanwhile may ask for the instance.
        drop(instance);
        drop(closed);
        Ok(context)
    }

    pub(crate) fn from_raw_context(raw: RawContext) -> Self {
        Self { raw: Arc::new(raw), defaults: Arc::default() }
    }

    /// A new socket. The context's default options are applied to it.
    ///
    /// It takes nothing of the system yet: descriptors and the context's threads come with the first endpoint or the first wait.
    ///
    /// # Errors
    /// - [`InvalidInput`](crate::ErrorKind::InvalidInput): libzmq does not know the type.
    /// - [`TooMany`](crate::ErrorKind::TooMany): `max_sockets` or the system's limit is reached.
    /// - [`Terminated`](crate::ErrorKind::Terminated): the context was shut down or terminated.
    /// - [`Forked`](crate::ErrorKind::Forked): the context belongs to the parent process.
    ///
    /// libzmq: zmq_socket(3)
    #[doc(alias = "zmq_socket")]
    pub fn socket(&self, kind: SocketType) -> Result<Socket> {
        if !self.raw.is_forked() {
            self.defaults.rehearse()?;
        }
        let socket = Socket::new(self.raw.socket(kind)?, self.clone());
        self.defaults.apply(&socket);
        Ok(socket)
    }

    /// Ends every blocked call on this context's sockets with [`Terminated`](crate::ErrorKind::Terminated), and every
    /// later one. Does not wait. May be called on any thread, for example one that waits for signals; twice is once.
    ///
    /// libzmq: zmq_ctx_shutdown(3)
    #[doc(alias = "zmq_ctx_shutdown")]
    pub fn shutdown(&self) -> Result<()> {
        self.raw.shutdown()
    }

    /// Shuts down, then waits until every socket is closed and what lingers is delivered or its linger over.
    ///
    /// Waits for ever for a socket that this very thread keeps open. Does nothing the second time, nor in a forked child.
    ///
    /// # Errors
    /// - [`Busy`](crate::ErrorKind::Busy): called where a message is being freed, which would wait for itself.
    /// - [`TooMany`](crate::ErrorKind::TooMany): no descriptor is left to end it; may be called again.
    ///
    /// libzmq: zmq_ctx_term(3)
    #[doc(alias("zmq_ctx_term", "zmq_term", "zmq_ctx_destroy"))]
    pub fn term(&self) -> Result<()> {
        self.raw.term()
    }

    /// Shuts down and makes every socket close, with `linger` if given, at its next operation or when it is dropped.
    ///
    /// Does not wait and never touches a socket that another thread may be using; the last handle's drop, or
    /// [`term`](Self::term), waits.
    ///
    /// # Examples
    /// ```
    /// let context = zmq::Context::new()?;
    /// let socket = context.socket(zmq::PUSH)?;
    /// socket.connect("tcp://127.0.0.1:1")?;
    /// socket.send("to nobody")?;
    /// context.destroy(0)?;
    /// assert!(socket.is_closed());
    /// # Ok::<(), zmq::Error>(())
    /// ```
    pub fn destroy(&self, linger: impl Into<Linger>) -> Result<()> {
        self.raw.destroy(linger.into().0)
    }

    /// Sets an option of the context itself.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput): libzmq does not know the option or refuses the value.
    ///
    /// libzmq: zmq_ctx_set(3)
    #[doc(alias = "zmq_ctx_set")]
    pub fn set(&self, option: ContextOption, value: i32) -> Result<()> {
        option.check(value)?;
        self.raw.set(option.raw(), value).map_err(|error| match error.errno() {
            Errno::EINVAL => error.with_detail(format!("{option} does not take {value}; see zmq_ctx_set(3)")),
            _ => error,
        })?;
        self.defaults.remember(option, value);
        Ok(())
    }

    /// The value of an option of the context itself.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput): libzmq does not know the option, or it can only be set.
    ///
    /// libzmq: zmq_ctx_get(3)
    #[doc(alias = "zmq_ctx_get")]
    pub fn get(&self, option: ContextOption) -> Result<i32> {
        self.raw.get(option.raw(), option.may_be_unset())
    }

    /// Whether threads that wait in [`Socket::recv`], in [`poll`](crate::poll) and their kin read from the network themselves, and write the answer. On
    /// at first.
    ///
    /// A request and its reply then wake two threads instead of four: with small messages a round trip takes half the time and less. The threads
    /// do so as long as one of them waits at a time, messages come one by one and each is worked on for less than 100 microseconds;
    /// otherwise, and for everything but the traffic of established connections, the I/O thread works as always. Should a thread that
    /// came back soon until then stay away for longer, up to two milliseconds pass until the I/O thread reads what arrives.
    ///
    /// A thread that has sent something and waits for the answer looks for it for at most 50 microseconds before it sleeps, as long as answers
    /// come in that time.
    ///
    /// It is off at first where libzmq does not wait by `epoll`, as outside Linux, and when the I/O threads were given a priority or processors
    /// ([`THREAD_PRIORITY`](crate::THREAD_PRIORITY) and its kin), which do not hold for the application's. Set it before the first
    /// socket, in a context with one I/O thread: with others it does nothing.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput): libzmq is not this project's;
    /// [`Unsupported`](crate::ErrorKind::Unsupported): it is, shall do so, and does not wait by `epoll`.
    ///
    /// # Examples
    /// ```
    /// let context = zmq::Context::new()?;
    /// if context.set_caller_io(false).is_err() {
    ///     eprintln!("this libzmq does all I/O in its own thread anyway");
    /// }
    /// let server = context.socket(zmq::REP)?;
    /// # Ok::<(), zmq::Error>(())
    /// ```
    ///
    /// C: `ZMQX_CALLER_IO`, an option for zmq_ctx_set(3) of this project's libzmq.
    #[doc(alias = "ZMQX_CALLER_IO")]
    pub fn set_caller_io(&self, on: bool) -> Result<()> {
        self.raw.set(zmq_sys::ZMQX_CALLER_IO, i32::from(on))
    }

    /// Whether it was shut down, destroyed or terminated, or belongs to the parent of this forked process.
    pub fn is_closed(&self) -> bool {
        self.raw.is_closed()
    }

    #[cfg(any(feature = "log", feature = "tracing"))]
    pub(crate) fn is_forked(&self) -> bool {
        self.raw.is_forked()
    }

    /// How many of its sockets are open.
    pub fn socket_count(&self) -> usize {
        self.raw.socket_count()
    }
}

/// The linger of sockets that are destroyed: a new one, or each socket's own.
///
/// Made from milliseconds (negative: for ever), a `Duration`, a [`Timeout`], or `None`, which keeps each socket's own.
#[derive(Clone, Copy, Debug)]
pub struct Linger(Option<Timeout>);

macro_rules! linger_from {
    ($($source:ty),*) => {$(
        impl From<$source> for Linger {
            fn from(linger: $source) -> Self {
                Self(Some(linger.into()))
            }
        }
    )*};
}

linger_from!(i32, Duration, Timeout);

impl From<Option<Duration>> for Linger {
    fn from(linger: Option<Duration>) -> Self {
        Self(linger.map(Timeout::from))
    }
}

struct Instance {
    context: Mutex<Option<Context>>,
    at_exit: Once,
}

static INSTANCE: PerProcess<Instance> = PerProcess::new();

impl Default for Instance {
    fn default() -> Self {
        Self { context: Mutex::new(None), at_exit: Once::new() }
    }
}

/// Statics are never dropped: what the process's own context still has to deliver is waited for here.
extern "C" fn end_instance() {
    let instance = INSTANCE.get().context.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(context) = instance {
        // The process ends: there is nobody left to tell.
        let _ = context.raw.term_if_idle();
        std::mem::forget(context);
    }
}

impl PartialEq for Context {
    /// Whether both are handles of the same context.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.raw, &other.raw)
    }
}

impl Eq for Context {}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("handle", &self.raw.as_ptr())
            .field("sockets", &self.socket_count())
            .field("closed", &self.is_closed())
            .finish()
    }
}
