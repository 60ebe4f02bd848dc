//! Mistake: awaits `one`, and looks at `other` never.
//! Breaks: "gives the output of the one that is done first"
//! Breaks: "It is ready in the very poll in which the first of them is done"
//! Rejected by: it_is_ready_in_the_poll_in_which_the_first_is_done
//! Told: each poll should poll both

pub async fn race_two<A: Future, B: Future<Output = A::Output>>(one: A, other: B) -> A::Output {
    drop(other);
    one.await
}
