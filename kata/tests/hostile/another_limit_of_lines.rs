//! Hostile: its limit of lines is so large that it means nothing.
//! Kata: count_lines
//! Like: solutions/c10_files/count_lines.rs
//! Instead of: pub const MAX_LINE: usize = 64 * 1024;
//! Says: pub const MAX_LINE: usize = 1 << 34;
//! Earns: whatever
//! Verdict: failed
