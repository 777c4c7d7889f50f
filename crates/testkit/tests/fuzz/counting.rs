//! An allocator that counts, thread by thread, how many bytes are allocated and how many were at most.
//!
//! Owns the counting. What C libraries take (SQLite, zstd's own tables) does not pass here. An input that takes more
//! than [`NEVER`] is refused the memory: the process ends, and the input at work stays on the disk.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// See the module.
pub struct Counting;

/// Twice of what an input may take.
const NEVER: isize = 512 << 20;

thread_local! {
    // Constant and without a destructor: reading them allocates nothing.
    static NOW: Cell<isize> = const { Cell::new(0) };
    static MOST: Cell<isize> = const { Cell::new(0) };
    static LIMITED: Cell<bool> = const { Cell::new(false) };
}

/// Counts from here on, on this thread.
pub fn begin() {
    NOW.set(0);
    MOST.set(0);
    LIMITED.set(true);
}

/// Returns the most bytes that were allocated at a time since [`begin`], and stops limiting.
pub fn peak() -> usize {
    LIMITED.set(false);
    usize::try_from(MOST.get()).unwrap_or(0)
}

fn taken(bytes: usize) -> bool {
    let now = NOW
        .get()
        .saturating_add(isize::try_from(bytes).unwrap_or(isize::MAX));
    if LIMITED.get() && now > NEVER {
        return false;
    }
    NOW.set(now);
    MOST.set(MOST.get().max(now));
    true
}

fn given_back(bytes: usize) {
    NOW.set(NOW.get().saturating_sub_unsigned(bytes));
}

#[expect(
    unsafe_code,
    reason = "an allocator cannot be written otherwise; it hands everything on to the system's"
)]
// SAFETY: every call goes to `System` with the same layout, or returns null, which stands for "no memory".
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if !taken(layout.size()) {
            return std::ptr::null_mut();
        }
        // SAFETY: the caller's promises are `System`'s.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if !taken(layout.size()) {
            return std::ptr::null_mut();
        }
        // SAFETY: the caller's promises are `System`'s.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        given_back(layout.size());
        // SAFETY: the caller's promises are `System`'s.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        if !taken(new_size) {
            return std::ptr::null_mut();
        }
        given_back(layout.size());
        // SAFETY: the caller's promises are `System`'s.
        unsafe { System.realloc(pointer, layout, new_size) }
    }
}
