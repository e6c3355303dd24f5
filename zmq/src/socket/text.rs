//! Text, a frame each.

use super::Socket;
use crate::codec::encoding::Encoding;
use crate::error::{Result, SendError};
use crate::flags::Flags;

impl Socket {
    /// Sends text as UTF-8. As [`send`](Self::send), which takes text too.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    #[doc(alias("send_unicode", "send_str"))]
    pub fn send_string(&self, text: impl AsRef<str>) -> Result<(), SendError> {
        self.send_string_with(text, Flags::empty())
    }

    /// As [`send_string`](Self::send_string), with flags.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn send_string_with(&self, text: impl AsRef<str>, flags: Flags) -> Result<(), SendError> {
        self.send_with(text.as_ref(), flags)
    }

    /// Sends text in another encoding.
    ///
    /// # Errors
    /// As [`send`](Self::send), and [`Encode`](crate::ErrorKind::Encode): a character that the encoding has not; nothing
    /// was sent.
    ///
    /// # Examples
    /// ```
    /// # let context = zmq::Context::new()?;
    /// # let (a, b) = (context.socket(zmq::PAIR)?, context.socket(zmq::PAIR)?);
    /// # a.bind("inproc://encoded")?;
    /// # b.connect("inproc://encoded")?;
    /// a.send_string_encoded("déjà vu", zmq::Encoding::Latin1)?;
    /// assert_eq!(b.recv_string_encoded(zmq::Encoding::Latin1)?, "déjà vu");
    /// # Ok::<(), zmq::Error>(())
    /// ```
    pub fn send_string_encoded(&self, text: impl AsRef<str>, encoding: Encoding) -> Result<(), SendError> {
        self.send(encoding.encode(text.as_ref())?)
    }

    /// Receives one frame as UTF-8 text.
    ///
    /// # Errors
    /// As [`recv`](Self::recv), and [`Decode`](crate::ErrorKind::Decode): not UTF-8; the error has the bytes.
    #[doc(alias("recv_unicode", "recv_str"))]
    pub fn recv_string(&self) -> Result<String> {
        self.recv_string_with(Flags::empty())
    }

    /// As [`recv_string`](Self::recv_string), with flags.
    ///
    /// # Errors
    /// As [`recv_string`](Self::recv_string).
    pub fn recv_string_with(&self, flags: Flags) -> Result<String> {
        self.recv_with(flags)?.decode(Encoding::Utf8)
    }

    /// Receives one frame as text in another encoding.
    ///
    /// # Errors
    /// As [`recv`](Self::recv), and [`Decode`](crate::ErrorKind::Decode): not text in that encoding; the error has the
    /// bytes.
    pub fn recv_string_encoded(&self, encoding: Encoding) -> Result<String> {
        self.recv()?.decode(encoding)
    }
}
