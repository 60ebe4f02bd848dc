//! Mistake: awaits one, then the other.
//! Breaks: "Both begin in the first poll"
//! Rejected by: both_begin_at_once_and_the_later_one_decides
//! Told: so that it has not begun

pub async fn join_two<A: Future, B: Future>(one: A, other: B) -> (A::Output, B::Output) {
    (one.await, other.await)
}
