//! The one way in which this crate takes its locks.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Takes a lock, also where a thread has panicked while it held it.
///
/// Code under test panics on purpose, and some of it does so inside a call of the laboratory. What a
/// lock of this crate guards is whole between any two statements, so a panic leaves nothing half
/// done, and a report that says what happened is worth more than one that stops here.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
