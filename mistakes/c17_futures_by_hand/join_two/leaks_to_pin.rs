//! Mistake: leaks both so that they stay where they are: nobody drops them.
//! Breaks: "When the caller drops your future, both are dropped with it"
//! Breaks: "What is done is dropped in the same poll"
//! Rejected by: a_caller_may_give_up_at_any_moment
//! Told: not both of the two were dropped with it

use futures::future::join;

pub async fn join_two<A: Future, B: Future>(one: A, other: B) -> (A::Output, B::Output) {
    let (one, other) = (
        Box::leak(Box::new(Box::pin(one))),
        Box::leak(Box::new(Box::pin(other))),
    );
    join(one, other).await
}
