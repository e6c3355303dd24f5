//! Free callbacks: libzmq runs them on I/O threads and, inside a send, on the caller's own.

use std::cell::Cell;
use std::ffi::c_void;
use std::ptr::{self, NonNull};
use std::sync::Arc;

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// Runs what a free callback has to do, with the thread marked. Called from an `extern "C"` function, where a panic aborts.
fn enter(f: impl FnOnce()) {
    DEPTH.set(DEPTH.get() + 1);
    f();
    DEPTH.set(DEPTH.get() - 1);
}

/// Whether this thread is inside a free callback, where waiting for libzmq would never end.
pub(crate) fn is_running() -> bool {
    DEPTH.get() > 0
}

/// A value that stays at its address until it is dropped, here or by [`free_owner`].
pub(super) struct Owner<T>(NonNull<T>);

impl<T> Owner<T> {
    pub(super) fn new(value: T) -> Self {
        Self(NonNull::from(Box::leak(Box::new(value))))
    }

    pub(super) fn get(&self) -> &T {
        // SAFETY: the box was leaked by `new` and is taken back only by the drop.
        unsafe { self.0.as_ref() }
    }

    pub(super) fn as_ptr(&self) -> *mut c_void {
        self.0.as_ptr().cast()
    }
}

impl<T> Drop for Owner<T> {
    fn drop(&mut self) {
        // SAFETY: leaked by `new`, and taken back once.
        drop(unsafe { Box::from_raw(self.0.as_ptr()) });
    }
}

/// Drops an [`Owner`] that was forgotten. The value's drop is the user's code.
pub(super) extern "C" fn free_owner<T: Send>(_data: *mut c_void, owner: *mut c_void) {
    enter(|| drop(NonNull::new(owner.cast::<T>()).map(Owner)));
}

/// Frees the memory of a `Vec<u8>` that was forgotten, given its capacity.
pub(super) extern "C" fn free_vec(data: *mut c_void, capacity: *mut c_void) {
    // SAFETY: libzmq calls this once, with the address and the capacity of the vector given to it.
    drop(unsafe { Vec::<u8>::from_raw_parts(data.cast(), 0, capacity.addr()) });
}

/// Gives up a share of an `Arc<[u8]>` that was forgotten, given its length.
pub(super) extern "C" fn free_arc(data: *mut c_void, len: *mut c_void) {
    let bytes = ptr::slice_from_raw_parts(data.cast::<u8>().cast_const(), len.addr());
    // SAFETY: as for `free_vec`: the address and the length of the share given to libzmq.
    drop(unsafe { Arc::from_raw(bytes) });
}
