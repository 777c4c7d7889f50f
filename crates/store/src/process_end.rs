//! How a process ends that has had a sealed database open: at once.
//!
//! SQLCipher and libcrypto take themselves down when a process begins to end (`atexit`): they free what every open
//! database points at, under threads that still read, write or close one. That ended in a segmentation fault now
//! and then. Nothing of theirs has to be taken down, the log is made for a process that stops anywhere; so this
//! room leaves their turn out. It never delays an end and never changes its status.

/// Sees to it that SQLCipher and libcrypto are not taken down under threads that use them. Call it where SQLCipher
/// has just been used for the first time: what is said last has its turn first.
pub(crate) fn without_taking_down() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    linux::end_at_once();
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(
    unsafe_code,
    reason = "the C library's own on_exit, which alone tells the status; no crate has it"
)]
mod linux {
    use std::ffi::{c_int, c_void};
    use std::ptr::null_mut;
    use std::sync::Once;

    unsafe extern "C" {
        fn on_exit(function: extern "C" fn(c_int, *mut c_void), argument: *mut c_void) -> c_int;
        fn _exit(status: c_int) -> !;
    }

    extern "C" fn end(status: c_int, _argument: *mut c_void) {
        // SAFETY: `_exit` takes any status and touches no memory of this process. Rust has written out its own
        // standard output before the C library's turn came.
        unsafe { _exit(status) }
    }

    pub(super) fn end_at_once() {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            // SAFETY: `end` lives as long as the process, does not unwind, and reads no argument.
            let refused = unsafe { on_exit(end, null_mut()) };
            if refused != 0 {
                tracing::warn!("the end of the process could not be made safe");
            }
        });
    }
}

#[cfg(test)]
mod tests;
