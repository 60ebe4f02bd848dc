//! Another way: `select` of the `futures` crate. It gives the loser back, for whoever wants to go on
//! with it; here it is dropped at the end of the match.

use std::pin::pin;

use futures::future::{Either, select};

/// Awaits both at the same time and gives the output of the one that is done first; of `one`, if both
/// are.
///
/// Dropping the returned future drops both.
pub async fn race_two<A: Future, B: Future<Output = A::Output>>(one: A, other: B) -> A::Output {
    match select(pin!(one), pin!(other)).await {
        Either::Left((output, _)) => output,
        Either::Right((output, _)) => output,
    }
}
