//! Knows whether this process is a forked child, by a number that every fork raises.

use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, Ordering};

static GENERATION: AtomicU32 = AtomicU32::new(0);

/// How many forks lie between this process and the one that loaded the library.
#[inline]
pub(crate) fn generation() -> u32 {
    GENERATION.load(Ordering::Relaxed)
}

/// Asks the C library to count forks from now on.
pub(crate) fn watch() {
    // No `Once`: a fork while another thread is in it would leave it locked in the child. Asked twice, the C library
    // counts every fork twice, which does no harm.
    static WATCHED: AtomicBool = AtomicBool::new(false);
    if WATCHED.load(Ordering::Acquire) {
        return;
    }
    #[cfg(unix)]
    {
        extern "C" fn in_child() {
            GENERATION.fetch_add(1, Ordering::Relaxed);
        }
        // SAFETY: the handler only adds to an atomic, which is allowed in the child of a threaded process. A failure
        // (out of memory) leaves fork detection off, as it is on systems without fork.
        unsafe { libc::pthread_atfork(None, None, Some(in_child)) };
    }
    WATCHED.store(true, Ordering::Release);
}

/// A static that begins anew in a forked child: another thread may have been in the middle of changing the parent's,
/// and nobody would ever unlock it. The parent's is leaked there.
pub(crate) struct PerProcess<T: 'static> {
    current: AtomicPtr<Slot<T>>,
}

struct Slot<T> {
    generation: u32,
    value: T,
}

impl<T: Default + Send + Sync> PerProcess<T> {
    pub(crate) const fn new() -> Self {
        Self { current: AtomicPtr::new(ptr::null_mut()) }
    }

    pub(crate) fn get(&self) -> &'static T {
        watch();
        let mut current = self.current.load(Ordering::Acquire);
        loop {
            // SAFETY: null, or a box that was leaked below and is never freed.
            if let Some(slot) = unsafe { current.as_ref() }
                && slot.generation == generation()
            {
                return &slot.value;
            }
            let fresh = Box::into_raw(Box::new(Slot { generation: generation(), value: T::default() }));
            match self.current.compare_exchange(current, fresh, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => current = fresh,
                Err(winner) => {
                    // SAFETY: made above, and nobody else has seen it.
                    drop(unsafe { Box::from_raw(fresh) });
                    current = winner;
                }
            }
        }
    }
}
