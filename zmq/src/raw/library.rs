//! Questions to the library itself: its version, what it can do, and key pairs.

use std::ffi::{CStr, c_char, c_int};

use super::check;
use crate::error::Result;

pub(crate) fn version() -> (c_int, c_int, c_int) {
    let (mut major, mut minor, mut patch) = (0, 0, 0);
    // SAFETY: writes three integers.
    unsafe { zmq_sys::zmq_version(&raw mut major, &raw mut minor, &raw mut patch) };
    (major, minor, patch)
}

pub(crate) fn has(capability: &CStr) -> bool {
    // SAFETY: reads a NUL-terminated string.
    unsafe { zmq_sys::zmq_has(capability.as_ptr()) == 1 }
}

/// A key's text form, with its NUL.
pub(crate) type KeyText = [u8; 41];

/// A new pair: public, secret.
pub(crate) fn curve_keypair() -> Result<(KeyText, KeyText)> {
    let (mut public, mut secret) = ([0; 41], [0; 41]);
    // SAFETY: writes 41 bytes to each buffer.
    let rc = unsafe {
        zmq_sys::zmq_curve_keypair(public.as_mut_ptr().cast::<c_char>(), secret.as_mut_ptr().cast::<c_char>())
    };
    check(rc, "zmq_curve_keypair")?;
    Ok((public, secret))
}

/// The public key of a secret one.
pub(crate) fn curve_public(secret: &KeyText) -> Result<KeyText> {
    let mut public = [0; 41];
    let Ok(secret) = CStr::from_bytes_until_nul(secret) else {
        return Err(crate::Error::from_errno(crate::Errno::EINVAL, "zmq_curve_public"));
    };
    // SAFETY: reads a NUL-terminated string, writes 41 bytes.
    let rc = unsafe { zmq_sys::zmq_curve_public(public.as_mut_ptr().cast::<c_char>(), secret.as_ptr()) };
    check(rc, "zmq_curve_public")?;
    Ok(public)
}
