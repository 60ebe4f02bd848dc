//! Mistake: polls `one` once, and if it is pending, waits for `other` alone.
//! Breaks: "It is ready in the very poll in which the first of them is done"
//! Rejected by: it_is_ready_in_the_poll_in_which_the_first_is_done
//! Told: each poll should poll both

use futures::future::FutureExt;

pub async fn race_two<A: Future, B: Future<Output = A::Output>>(one: A, other: B) -> A::Output {
    match one.now_or_never() {
        Some(output) => output,
        None => other.await,
    }
}
