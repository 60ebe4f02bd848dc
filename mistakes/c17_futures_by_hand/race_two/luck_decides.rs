//! Mistake: leaves a tie to the lots that `select!` draws.
//! Breaks: "A tie goes to `one`"
//! Rejected by: a_tie_goes_to_one_and_the_other_one_is_not_polled_for_it
//! Told: that is luck

pub async fn race_two<A: Future, B: Future<Output = A::Output>>(one: A, other: B) -> A::Output {
    tokio::select! {
        output = one => output,
        output = other => output,
    }
}
