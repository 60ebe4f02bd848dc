//! Mistake: waits until both are done, and gives what came first then.
//! Breaks: "It is ready in the very poll in which the first of them is done"
//! Rejected by: the_first_one_wins_and_the_other_one_is_dropped, it_is_ready_in_the_poll_in_which_the_first_is_done
//! Told: first

use std::cell::RefCell;

use futures::future::join;

pub async fn race_two<A: Future, B: Future<Output = A::Output>>(one: A, other: B) -> A::Output {
    let first = RefCell::new(None);
    let note = |output| {
        first.borrow_mut().get_or_insert(output);
    };
    join(async { note(one.await) }, async { note(other.await) }).await;
    match first.into_inner() {
        Some(output) => output,
        None => std::future::pending().await,
    }
}
