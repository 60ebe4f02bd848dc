//! Hostile: includes a file by a macro under another name.
//! Earns: nothing
//! Verdict: forbidden

use std::include as take;

take!("../../../../../../solutions/c01_sync_vs_async/at_once.rs");
