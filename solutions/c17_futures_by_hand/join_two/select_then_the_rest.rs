//! Another way: race them, then await the one that is left. The race drops the box of the winner and
//! gives the other one back.

use futures::future::{Either, select};

/// Awaits both at the same time and gives both outputs, when the later one is done.
///
/// Dropping the returned future drops both.
pub async fn join_two<A: Future, B: Future>(one: A, other: B) -> (A::Output, B::Output) {
    match select(Box::pin(one), Box::pin(other)).await {
        Either::Left((one, other)) => (one, other.await),
        Either::Right((other, one)) => (one.await, other),
    }
}
