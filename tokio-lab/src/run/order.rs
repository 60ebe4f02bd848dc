//! What a tool that runs the tests has ordered: read once, before any code under test runs.

use std::io;
use std::sync::OnceLock;

use lab_record::{BENCH_VARIABLE, Order};

/// The seed that variation starts from when nobody asks for another.
const FIXED_SEED: u64 = 1;

/// The environment variable that holds another seed.
const SEED_VARIABLE: &str = "KATA_SEED";

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

/// The seed that this process's variation starts from.
///
/// # Panics
/// If `KATA_SEED` is not a number.
pub(crate) fn base_seed() -> u64 {
    if let Some(seed) = order().and_then(|order| order.seed) {
        return seed;
    }
    match std::env::var(SEED_VARIABLE) {
        Ok(text) => text.parse().unwrap_or_else(|_| {
            panic!("{SEED_VARIABLE} is `{text}`, but a seed is a whole number from 0 to 2^64 - 1")
        }),
        Err(_) => FIXED_SEED,
    }
}
