//! What is done with every message, without a call: by what `zmqx.h` says about the inside of a `zmq_msg_t`.
//!
//! That file holds for the libzmq that was compiled with it, which does not compile where it is wrong. On the usual ways no address
//! of a message goes to C from here: one that C may have kept the compiler makes somewhere else than where it is to stay, and
//! moves, and reading 64 bytes that were just written in other pieces makes the processor wait.

use std::cell::UnsafeCell;
use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::ptr;

use zmq_sys::zmq_msg_t;

use super::RawMessage;

const BODY: usize = size_of::<*const c_void>();
const SIZE: usize = zmq_sys::ZMQX_MSG_SIZE as usize;
const TYPE: usize = zmq_sys::ZMQX_MSG_TYPE as usize;
const FLAGS: usize = zmq_sys::ZMQX_MSG_FLAGS as usize;
const GROUP: usize = zmq_sys::ZMQX_MSG_GROUP as usize;

const VSM: u8 = zmq_sys::ZMQX_MSG_VSM.to_le_bytes()[0];
const LMSG: u8 = zmq_sys::ZMQX_MSG_LMSG.to_le_bytes()[0];
const ZCLMSG: u8 = zmq_sys::ZMQX_MSG_ZCLMSG.to_le_bytes()[0];

const MORE: u8 = 1;

/// So many bytes lie in the message itself.
const VSM_MAX: usize = SIZE - BODY;

/// What [`LMSG`] and [`ZCLMSG`] point to begins so.
#[repr(C)]
struct Content {
    data: *mut u8,
    size: usize,
}

/// A message, as words: what has a meaning is written by few stores, the rest not at all.
#[repr(C, packed(4))]
struct Image {
    metadata: *const c_void,
    body: Body,
    unused: MaybeUninit<[u8; WORD - BODY - size_of::<Body>()]>,
    /// With size, type, flags and routing id.
    word: u64,
    group: u64,
    rest_of_group: MaybeUninit<u64>,
}

/// The first bytes of a [`VSM`], or the address of a content.
type Body = [MaybeUninit<u64>; WORDS];

const WORDS: usize = 4;
const NOTHING: Body = [MaybeUninit::uninit(); WORDS];

/// Where the word with size and type begins.
const WORD: usize = 40;

const _: () = assert!(size_of::<Image>() == size_of::<zmq_msg_t>() && align_of::<Image>() <= align_of::<zmq_msg_t>());
const _: () = assert!(WORD < SIZE && SIZE < TYPE && TYPE < FLAGS && FLAGS < WORD + 8 && GROUP == WORD + 8);

#[inline]
fn message(body: Body, kind: u8, size: u8) -> RawMessage {
    const AT_SIZE: usize = SIZE - WORD;
    const AT_TYPE: usize = TYPE - WORD;
    let mut word = [0; 8];
    word[AT_SIZE] = size;
    word[AT_TYPE] = kind;
    let image = Image {
        metadata: ptr::null(),
        body,
        unused: MaybeUninit::uninit(),
        word: u64::from_ne_bytes(word),
        group: 0,
        rest_of_group: MaybeUninit::uninit(),
    };
    let mut place = MaybeUninit::<zmq_msg_t>::uninit();
    // SAFETY: an image is as large as a message, and not more aligned.
    unsafe { place.as_mut_ptr().cast::<Image>().write(image) };
    RawMessage(UnsafeCell::new(place))
}

/// Up to 8 of the bytes from `at` on, as they lie in memory, and zeros after the last: by registers, for bytes that were copied to
/// memory and are then moved in other pieces make the processor wait.
#[inline]
fn word(bytes: &[u8], at: usize) -> u64 {
    let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) else { return 0 };
    let little = if let Some(whole) = rest.first_chunk() {
        u64::from_le_bytes(*whole)
    } else if let Some(last) = bytes.last_chunk() {
        u64::from_le_bytes(*last) >> (8 * (8 - rest.len()))
    } else if let (Some(first), Some(last)) = (rest.first_chunk(), rest.last_chunk()) {
        u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << (8 * (rest.len() - 4))
    } else {
        rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
    };
    little.to_le()
}

impl RawMessage {
    /// An empty message.
    #[inline]
    pub(crate) fn new() -> Self {
        message(NOTHING, VSM, 0)
    }

    /// A copy of `bytes`; where there is no memory, `abort` ends the process.
    #[inline]
    pub(crate) fn copy_or(bytes: &[u8], abort: fn(usize) -> !) -> Self {
        if let Ok(size) = u8::try_from(bytes.len())
            && bytes.len() <= VSM_MAX
        {
            if bytes.len() > size_of::<Body>() {
                return Self::full(bytes, size);
            }
            let mut body = NOTHING;
            for (index, place) in body.iter_mut().enumerate() {
                place.write(word(bytes, 8 * index));
            }
            return message(body, VSM, size);
        }
        // SAFETY: allocates, or gives null.
        let content = unsafe { zmq_sys::zmqx_msg_content(bytes.len()) }.cast::<Content>();
        if content.is_null() {
            abort(bytes.len());
        }
        // SAFETY: just made.
        let data = unsafe { (*content).data };
        // SAFETY: the new memory has room for as many bytes.
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), data, bytes.len()) };
        let mut body = NOTHING;
        // SAFETY: an address is not larger than the body, and written as not aligned.
        unsafe { body.as_mut_ptr().cast::<*mut Content>().write_unaligned(content) };
        message(body, LMSG, 0)
    }

    /// A copy of more bytes than the words have.
    #[cold]
    fn full(bytes: &[u8], size: u8) -> Self {
        let copy = message(NOTHING, VSM, size);
        let body = copy.0.get().cast::<u8>().wrapping_add(BODY);
        // SAFETY: the body has room for as many bytes, and is not where the borrowed ones are.
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), body, bytes.len()) };
        copy
    }

    /// Where its bytes are, and how many.
    #[inline]
    pub(super) fn span(&self) -> (*const u8, usize) {
        match self.byte(TYPE) {
            VSM => (self.0.get().cast::<u8>().cast_const().wrapping_add(BODY), self.byte(SIZE).into()),
            LMSG | ZCLMSG => {
                // SAFETY: initialised, and of such a type.
                let content = unsafe { self.0.get().cast::<u8>().add(BODY).cast::<*const Content>().read() };
                // SAFETY: it lives as long as the message, and these fields do not change.
                unsafe { ((*content).data, (*content).size) }
            }
            _ => self.rare_span(),
        }
    }

    #[cold]
    fn rare_span(&self) -> (*const u8, usize) {
        // SAFETY: initialised; reads an address.
        let data = unsafe { zmq_sys::zmq_msg_data(self.as_ptr()) };
        // SAFETY: initialised; reads a size.
        (data.cast::<u8>().cast_const(), unsafe { zmq_sys::zmq_msg_size(self.as_ptr()) })
    }

    #[inline]
    pub(crate) fn more(&self) -> bool {
        self.byte(FLAGS) & MORE != 0
    }

    #[inline]
    pub(crate) fn set_more(&mut self, more: bool) {
        let flags = self.byte(FLAGS) & !MORE | if more { MORE } else { 0 };
        // SAFETY: initialised, and ours to write.
        unsafe { self.0.get().cast::<u8>().add(FLAGS).write(flags) };
    }

    /// Whether there is nothing that closing it would release.
    #[inline]
    pub(super) fn owns_nothing(&self) -> bool {
        // SAFETY: initialised, and begins with that address.
        let metadata = unsafe { self.0.get().cast::<*const c_void>().read() };
        self.byte(TYPE) == VSM && metadata.is_null() && self.byte(GROUP) == 0
    }

    /// `at`: one of the offsets above.
    #[inline]
    fn byte(&self, at: usize) -> u8 {
        // SAFETY: initialised, and written to by nobody now: this is the only thread that may.
        unsafe { self.0.get().cast::<u8>().add(at).read() }
    }
}
