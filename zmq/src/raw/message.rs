//! `zmq_msg_t`: initialised once, closed once, and never written to while someone else may see its bytes.

#[cfg(zmqx_layout)]
mod inside;
#[cfg(not(zmqx_layout))]
mod outside;

use std::cell::UnsafeCell;
use std::ffi::{CStr, c_int, c_void};
use std::mem::{self, MaybeUninit};
use std::ptr::{self, NonNull};
use std::slice;
use std::sync::Arc;

use zmq_sys::zmq_msg_t;

use super::{callback, check};
use crate::error::Result;
use crate::message::Message;

/// Owns an initialised `zmq_msg_t`, whose bytes are only read.
///
/// It may move to another thread: the counts of shared content are atomic. It is not `Sync`, because `zmq_msg_copy`
/// writes to the message that it copies.
///
/// libzmq moves messages by 16 bytes at a time: aligned so, none of these lie in two cache lines.
#[repr(C, align(16))]
pub(crate) struct RawMessage(UnsafeCell<MaybeUninit<zmq_msg_t>>);

impl RawMessage {
    /// Memory for `size` bytes that nobody has written yet.
    fn uninit(size: usize) -> Result<Self> {
        let mut message = MaybeUninit::uninit();
        // SAFETY: writes a message of that size, or fails and leaves nothing to close.
        check(unsafe { zmq_sys::zmq_msg_init_size(message.as_mut_ptr(), size) }, "zmq_msg_init_size")?;
        Ok(Self(UnsafeCell::new(message)))
    }

    /// A message over memory that `free` releases, given the data's address and `hint`. On failure `free` was not called.
    ///
    /// # Safety
    /// `len` bytes at `data` are readable, unchanging, until `free` is called: once, on any thread, or never.
    unsafe fn over(data: *const u8, len: usize, free: zmq_sys::zmq_free_fn, hint: *mut c_void) -> Result<Self> {
        let mut message = MaybeUninit::uninit();
        // SAFETY: the caller vouches for data and `free`; libzmq does not write to the data.
        let rc = unsafe { zmq_sys::zmq_msg_init_data(message.as_mut_ptr(), data.cast_mut().cast(), len, free, hint) };
        check(rc, "zmq_msg_init_data")?;
        Ok(Self(UnsafeCell::new(message)))
    }

    pub(crate) fn copy_of(bytes: &[u8]) -> Result<Self> {
        let message = Self::uninit(bytes.len())?;
        // SAFETY: the new message has room for as many bytes, which cannot overlap the borrowed ones.
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), message.data(), bytes.len()) };
        Ok(message)
    }

    pub(crate) fn from_static(bytes: &'static [u8]) -> Result<Self> {
        // SAFETY: the bytes are there for ever, so there is nothing to free.
        unsafe { Self::over(bytes.as_ptr(), bytes.len(), None, ptr::null_mut()) }
    }

    pub(crate) fn from_vec(bytes: Vec<u8>) -> Result<Self> {
        let capacity = ptr::without_provenance_mut(bytes.capacity());
        // SAFETY: the vector's memory is given away below, and freed with the capacity that it was allocated with.
        let message = unsafe { Self::over(bytes.as_ptr(), bytes.len(), Some(callback::free_vec), capacity) }?;
        mem::forget(bytes);
        Ok(message)
    }

    pub(crate) fn from_arc(bytes: Arc<[u8]>) -> Result<Self> {
        let (data, len) = (Arc::as_ptr(&bytes).cast::<u8>(), bytes.len());
        // SAFETY: this share of the memory is given away below, and with its length is all that dropping it needs.
        let message = unsafe { Self::over(data, len, Some(callback::free_arc), ptr::without_provenance_mut(len)) }?;
        mem::forget(bytes);
        Ok(message)
    }

    /// Asks the owner for its bytes once, at the place where it stays.
    pub(crate) fn from_owner<T: AsRef<[u8]> + Send + 'static>(owner: T) -> Result<Self> {
        let owner = callback::Owner::new(owner);
        let bytes: *const [u8] = owner.get().as_ref();
        // SAFETY: the owner, which stays where it is, keeps its bytes until it is dropped, by `free`.
        let message =
            unsafe { Self::over(bytes.cast(), bytes.len(), Some(callback::free_owner::<T>), owner.as_ptr()) }?;
        mem::forget(owner);
        Ok(message)
    }

    /// Another handle of the same content.
    pub(crate) fn share(&self) -> Self {
        let mut copy = Self::new();
        // SAFETY: both are initialised and on this thread; copying cannot fail for such messages (zmq_msg_copy(3)). It
        // writes to the source's flags, which the `UnsafeCell` allows; nobody holds a reference to these.
        let copied = unsafe { zmq_sys::zmq_msg_copy(copy.as_mut_ptr(), self.as_ptr()) };
        debug_assert_eq!(copied, 0, "zmq_msg_copy of an initialised message cannot fail");
        copy
    }

    #[inline]
    pub(crate) fn bytes(&self) -> &[u8] {
        let (data, len) = self.span();
        if len == 0 {
            return &[];
        }
        // SAFETY: the data has `len` bytes, and nobody writes to them while the message is borrowed: libzmq never does
        // after a message was sent or received, and `Fresh` does only through `&mut`.
        unsafe { slice::from_raw_parts(data, len) }
    }

    #[inline]
    fn data(&self) -> *mut u8 {
        // SAFETY: initialised, so the type check in libzmq passes; reads an address.
        unsafe { zmq_sys::zmq_msg_data(self.as_ptr()) }.cast()
    }

    pub(crate) fn get(&self, option: c_int) -> Result<c_int> {
        // SAFETY: initialised; libzmq checks the option's number.
        check(unsafe { zmq_sys::zmq_msg_get(self.as_ptr(), option) }, "zmq_msg_get")
    }

    pub(crate) fn property(&self, name: &CStr) -> Option<&CStr> {
        // SAFETY: initialised; the name is NUL-terminated and only read.
        let text = NonNull::new(unsafe { zmq_sys::zmq_msg_gets(self.as_ptr(), name.as_ptr()) }.cast_mut())?;
        // SAFETY: a NUL-terminated string of the message's metadata, which never changes and is let go when the message
        // is sent or closed; both need `&mut`.
        Some(unsafe { CStr::from_ptr(text.as_ptr()) })
    }

    #[inline]
    pub(crate) fn as_mut_ptr(&mut self) -> *mut zmq_msg_t {
        self.as_ptr()
    }

    #[inline]
    fn as_ptr(&self) -> *mut zmq_msg_t {
        self.0.get().cast()
    }
}

#[cfg(feature = "draft")]
impl RawMessage {
    pub(crate) fn routing_id(&self) -> u32 {
        // SAFETY: initialised; reads a number.
        unsafe { zmq_sys::zmq_msg_routing_id(self.as_ptr()) }
    }

    pub(crate) fn set_routing_id(&mut self, id: u32) -> Result<()> {
        // SAFETY: initialised, and ours to write.
        check(unsafe { zmq_sys::zmq_msg_set_routing_id(self.as_mut_ptr(), id) }, "zmq_msg_set_routing_id")?;
        Ok(())
    }

    pub(crate) fn group(&self) -> &CStr {
        // SAFETY: initialised, so this is the address of a NUL-terminated text in the message or its long group, which
        // lives as long as the message and changes only by `set_group`.
        unsafe { CStr::from_ptr(zmq_sys::zmq_msg_group(self.as_ptr())) }
    }

    /// A group longer than [`INLINE_GROUP`] cannot be replaced: libzmq would forget that it is stored elsewhere, so the
    /// bytes move to a new message first.
    pub(crate) fn set_group(&mut self, group: &CStr) -> Result<()> {
        if self.group().count_bytes() > INLINE_GROUP {
            *self = Self::copy_of(self.bytes())?;
        }
        // SAFETY: initialised, ours to write, with a group stored in place; the name is NUL-terminated and copied.
        check(unsafe { zmq_sys::zmq_msg_set_group(self.as_mut_ptr(), group.as_ptr()) }, "zmq_msg_set_group")?;
        Ok(())
    }
}

/// What libzmq keeps of a group's name inside the message.
#[cfg(feature = "draft")]
const INLINE_GROUP: usize = 14;

impl Drop for RawMessage {
    #[inline]
    fn drop(&mut self) {
        if !self.owns_nothing() {
            // SAFETY: initialised, and closed only here.
            unsafe { zmq_sys::zmq_msg_close(self.as_ptr()) };
        }
    }
}

/// A message with memory of its own that nobody else has seen, so that it can be written to.
pub(crate) struct Fresh(RawMessage);

impl Fresh {
    pub(crate) fn zeroed(size: usize) -> Result<Self> {
        let message = RawMessage::uninit(size)?;
        // SAFETY: the new message has room for as many bytes.
        unsafe { message.data().write_bytes(0, size) };
        Ok(Self(message))
    }

    pub(crate) fn copy_of(bytes: &[u8]) -> Result<Self> {
        RawMessage::copy_of(bytes).map(Self)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.bytes()
    }

    pub(crate) fn bytes_mut(&mut self) -> &mut [u8] {
        let len = self.bytes().len();
        // SAFETY: all `len` bytes are initialised, and this is the only message over them: it was made from memory of its
        // own and never shared.
        unsafe { slice::from_raw_parts_mut(self.0.data(), len) }
    }

    pub(crate) fn freeze(self) -> RawMessage {
        self.0
    }
}

/// In and out of C.
impl Message {
    /// The `zmq_msg_t *`, for calls to [`zmq::sys`](crate::sys) that only read. It is valid until the message moves.
    pub fn as_ptr(&self) -> *const zmq_msg_t {
        self.raw().as_ptr()
    }

    /// Takes over a message that C code made.
    ///
    /// # Safety
    /// `message` is initialised, its bytes are never written to again, and nobody else uses or closes it.
    pub unsafe fn from_raw(message: zmq_msg_t) -> Self {
        Self::from_raw_message(RawMessage(UnsafeCell::new(MaybeUninit::new(message))))
    }

    /// Gives the message away: the caller sends it or closes it with `zmq_msg_close`. Its bytes may be shared, and are
    /// never to be written to.
    pub fn into_raw(self) -> zmq_msg_t {
        let message = mem::ManuallyDrop::new(self);
        // SAFETY: a bitwise move, as libzmq itself moves messages; the original is not closed.
        unsafe { message.as_ptr().read() }
    }
}
