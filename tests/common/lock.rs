//! Locks of a proof's own, which outlive a panic of the code under test.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Takes a lock, also where an answer has panicked while it was held: what a proof keeps behind its
/// locks is whole between any two statements.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
