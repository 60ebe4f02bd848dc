//! Hostile: its limit of bodies is the server's own, so that nothing has to be limited.
//! Kata: http_server
//! Like: solutions/c09_http/http_server.rs
//! Instead of: pub const MAX_BODY: usize = 16 * 1024;
//! Says: pub const MAX_BODY: usize = 2 * 1024 * 1024;
//! Earns: whatever
//! Verdict: failed
