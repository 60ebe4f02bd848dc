//! What the course adds to a report, held to snapshots: the text is what a learner learns from.
//!
//! `src/answers.rs` beside this file stands for the code under test.

#[path = "src/answers.rs"]
mod answers;

use lab::{Lab, failure_of, for_seeds, ms, virtual_time};

/// Holds the report of a proof that must fail to the snapshot.
///
/// A macro, because a proof is named after the function that its closure is written in.
macro_rules! report {
    ($body:expr) => {
        insta::assert_snapshot!(failure_of(|| virtual_time($body)).expect("the proof fails"))
    };
}

#[test]
fn an_answer_is_not_written() {
    report!(async |_lab: Lab| answers::not_written().await);
}

#[test]
fn an_answer_that_is_not_written_is_noticed_inside_a_task() {
    report!(async |_lab: Lab| {
        let outcome = tokio::spawn(answers::not_written()).await;
        assert!(outcome.is_ok(), "the task should have finished");
    });
}

#[test]
fn an_answer_that_is_not_written_is_noticed_in_a_task_that_nobody_awaits() {
    report!(async |_lab: Lab| drop(tokio::spawn(answers::not_written())));
}

#[test]
fn a_seeded_run_names_the_variable_of_the_course() {
    let report = failure_of(|| {
        for_seeds(3, async |lab: Lab| {
            let time = lab.draw().times(ms(100), 1..=9);
            assert!(time < ms(100), "it took {time:?}");
        });
    });
    let report = report.expect("the proof fails");
    assert!(
        report.contains("(KATA_SEED=1 draws them again)"),
        "{report}"
    );
}

#[test]
fn a_panic_of_the_proofs_own_in_a_task_does_not_fail_it() {
    virtual_time(async |_lab: Lab| {
        let job = tokio::spawn(async { panic!("on purpose") });
        assert!(job.await.is_err(), "the job should have panicked");
    });
}
