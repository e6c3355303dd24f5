//! The name of a context's threads, as text.

use super::guard::CONTEXT_SET;
use super::number::ContextOption;
use crate::context::Context;
use crate::error::{Error, Result};

const CONTEXT_GET: &str = "zmq_ctx_get_ext";

impl Context {
    /// What the names of this context's threads begin with, 1 to 15 bytes; a slash and libzmq's name follow, as far as the
    /// system's 15 bytes for a thread's name go. Set it before the first socket.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput): empty, or too long.
    ///
    /// # Examples
    /// ```
    /// let context = zmq::Context::new()?;
    /// context.set_thread_name_prefix("work")?;
    /// assert_eq!(context.thread_name_prefix()?, "work");
    /// # Ok::<(), zmq::Error>(())
    /// ```
    ///
    /// libzmq: zmq_ctx_set_ext(3), ZMQ_THREAD_NAME_PREFIX
    #[doc(alias = "ZMQ_THREAD_NAME_PREFIX")]
    pub fn set_thread_name_prefix(&self, prefix: impl AsRef<str>) -> Result<()> {
        let mut prefix = prefix.as_ref().as_bytes().to_vec();
        if prefix.is_empty() || prefix.len() > LONGEST {
            let detail = format!("the prefix has 1 to {LONGEST} bytes, not {}", prefix.len());
            return Err(Error::new(crate::ErrorKind::InvalidInput, CONTEXT_SET, detail));
        }
        // libzmq takes four bytes for a number; it stops at the NUL.
        prefix.push(0);
        self.raw.set_ext(ContextOption::THREAD_NAME_PREFIX.raw(), &prefix)
    }

    /// What the names of this context's threads begin with; empty if nothing was set.
    ///
    /// libzmq: zmq_ctx_get_ext(3), ZMQ_THREAD_NAME_PREFIX
    #[doc(alias = "ZMQ_THREAD_NAME_PREFIX")]
    pub fn thread_name_prefix(&self) -> Result<String> {
        // libzmq does not say how much it wrote, and takes room for four bytes for that of a number.
        let mut buffer = vec![0; LONGEST + 2];
        self.raw.get_ext(ContextOption::THREAD_NAME_PREFIX.raw(), &mut buffer)?;
        buffer.retain(|&byte| byte != 0);
        String::from_utf8(buffer).map_err(|error| Error::decode(CONTEXT_GET, "not UTF-8", error.into_bytes()))
    }
}

/// libzmq has room for 16 with the NUL.
const LONGEST: usize = 15;
