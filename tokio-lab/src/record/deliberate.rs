//! Panics that a test asked for, loud ones: the hook for panics hears of them, and the run, which
//! would take them for faults of the code under test, does not.

use std::cell::Cell;

thread_local! {
    static DELIBERATE: Cell<bool> = const { Cell::new(false) };
}

/// Whether the calling thread panics because a test told it to.
pub(crate) fn is_deliberate() -> bool {
    DELIBERATE.get()
}

/// Runs what panics because a test told it to.
pub(crate) fn deliberately(panic: impl FnOnce()) {
    struct Reset;
    impl Drop for Reset {
        fn drop(&mut self) {
            DELIBERATE.set(false);
        }
    }
    let _reset = Reset;
    DELIBERATE.set(true);
    panic();
}
