//! Public types of well-known crates, tested with `tokio-lab` alone. The tests are in `tests/gallery`:
//! `cargo test` here runs them.
//!
//! Three of the crates are pinned to a version with a bug that is known and mended since. Their tests
//! show the failing picture, kept as a snapshot: `delay_queue`, `moka`, `bb8`.
