//! Hostile: its limit of memory is the largest of numbers.
//! Kata: buffered_copy
//! Like: solutions/c10_files/buffered_copy.rs
//! Instead of: pub const MAX_HELD: usize = 64 * 1024;
//! Says: pub const MAX_HELD: usize = usize::MAX;
//! Earns: whatever
//! Verdict: failed
