//! What a tool that runs the tests has ordered: read once, before any code under test runs.

use std::io;
use std::sync::OnceLock;

use lab_record::{BENCH_VARIABLE, Order};

/// The order of the tool that runs this process, if one does.
///
/// # Panics
/// If a tool announced an order and did not send a valid one.
pub(crate) fn order() -> Option<&'static Order> {
    static ORDER: OnceLock<Option<Order>> = OnceLock::new();
    ORDER
        .get_or_init(|| {
            std::env::var_os(BENCH_VARIABLE)?;
            let mut line = String::new();
            io::stdin()
                .read_line(&mut line)
                .expect("standard input can be read");
            Some(serde_json::from_str(&line).unwrap_or_else(|error| {
                panic!("{BENCH_VARIABLE} is set, but standard input holds no order: {error}")
            }))
        })
        .as_ref()
}
