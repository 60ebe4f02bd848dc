//! Every verdict, each from an answer that earns it.

mod common;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use common::{answer, course, fixture, told};
use insta::assert_snapshot;
use kata::bench::sandbox::Sandbox;
use kata::bench::{
    Allowance, Answer, AnswerSet, Bench, BenchError, Ending, Judgement, Limits, Run, StandIns,
    Step, Stop, Verdict,
};
use kata::course::{Course, KataId};

/// Judges one answer to `double`.
fn judge(answer_name: &str) -> Judgement {
    judge_in("bench", answer_name, Limits::default())
}

fn judge_in(folder: &str, answer_name: &str, limits: Limits) -> Judgement {
    let course = Course::open(&course("sound", &["sound"], &[])).unwrap();
    let mut bench = Bench::open(&course, folder, StandIns::Stubs, &|_| ())
        .unwrap()
        .with_limits(limits);
    let mut answers = AnswerSet::new();
    answers.insert(double(), Answer::read(&answer(answer_name)).unwrap());
    let mut judgements = bench.judge(&answers, &Run::default(), &|_| ()).unwrap();
    assert_eq!(judgements.len(), 1, "one answer, one judgement");
    judgements.remove(0)
}

fn double() -> KataId {
    KataId::new("c01_numbers", "double")
}

fn greet() -> KataId {
    KataId::new("c02_words", "greet")
}

#[test]
fn a_right_answer_passes() {
    assert_snapshot!(told(&judge("passes")));
}

#[test]
fn a_wrong_answer_fails_and_says_why() {
    assert_snapshot!(told(&judge("fails")));
}

#[test]
fn an_answer_that_does_not_compile_is_told_where() {
    assert_snapshot!(told(&judge("does_not_compile")));
}

#[test]
fn an_answer_that_its_proof_cannot_call_does_not_compile() {
    assert_snapshot!(told(&judge("other_signature")));
}

#[test]
fn an_answer_whose_error_points_nowhere_is_found_all_the_same() {
    let judgement = judge("does_not_link");
    assert_eq!(judgement.verdict, Verdict::DoesNotCompile);
    let text = &judgement.errors[0].rendered;
    assert!(
        text.contains("no_such_library_anywhere"),
        "the linker's words are kept: {text}"
    );
}

/// Judges an answer to `double` beside a right one to `greet`, with so much of the processor's time
/// for the compiler.
#[cfg(unix)]
fn judge_within(folder: &str, answer_name: &str, allowance: Allowance) -> Vec<Judgement> {
    let course = Course::open(&course("sound", &["sound"], &[])).unwrap();
    let tool = Path::new(env!("CARGO_BIN_EXE_kata"));
    let mut bench = Bench::open(&course, folder, StandIns::Stubs, &|_| ())
        .unwrap()
        .with_sandbox(Sandbox::without_walls(tool, "a test"));
    bench.build(&AnswerSet::new(), &|_| ()).unwrap();
    bench.set_limits(Limits {
        compiler: Some(allowance),
        ..Limits::default()
    });
    let answers = AnswerSet::from_iter([
        (double(), Answer::read(&answer(answer_name)).unwrap()),
        (greet(), Answer::read(&course.reference(&greet())).unwrap()),
    ]);
    bench.judge(&answers, &Run::default(), &|_| ()).unwrap()
}

#[cfg(unix)]
#[test]
fn an_answer_that_compiles_for_ever_costs_nobody_else_a_point() {
    let allowance = Allowance {
        base: Duration::from_secs(2),
        each: Duration::ZERO,
        times: 1,
    };
    let judgements = judge_within("for_ever", "compiles_for_ever", allowance);
    let told: Vec<_> = judgements
        .iter()
        .map(|one| (one.verdict, one.compiles_too_long, one.beside_others))
        .collect();
    let expected = [
        (Verdict::DoesNotCompile, true, false),
        (Verdict::Passed, false, false),
    ];
    assert_eq!(told, expected);
    let words = &judgements[0].errors[0].rendered;
    assert_eq!(
        words.trim_end(),
        "the compiler was stopped: it had taken many times as long as it takes without this answer",
        "nothing of the machine that graded is in it"
    );
}

#[cfg(unix)]
#[test]
fn where_builds_take_long_without_answers_they_may_take_long_with_them() {
    // As on a machine so slow that no build is done within what is usual.
    let slow = Allowance {
        base: Duration::ZERO,
        each: Duration::ZERO,
        times: 200,
    };
    let judgements = judge_within("slow", "compiles_for_seconds", slow);
    let verdicts: Vec<Verdict> = judgements.iter().map(|one| one.verdict).collect();
    assert_eq!(verdicts, [Verdict::Passed, Verdict::Passed]);
    let fast = Allowance { times: 0, ..slow };
    let judgements = judge_within("fast", "compiles_for_seconds", fast);
    assert!(
        judgements[0].compiles_too_long,
        "it is done in a second, so that nothing was tried above"
    );
}

#[test]
fn an_answer_that_hangs_is_stopped() {
    let limits = Limits {
        run: Duration::from_secs(1),
        ..Limits::default()
    };
    assert_snapshot!(told(&judge_in("bench", "hangs", limits)));
}

#[cfg(unix)]
#[test]
fn an_answer_that_aborts_costs_only_the_test_that_it_aborts() {
    assert_snapshot!(told(&judge("aborts")));
}

#[test]
fn an_answer_that_exits_with_status_0_does_not_pass() {
    assert_snapshot!(told(&judge("exits_with_status_0")));
}

#[test]
fn all_tries_of_an_answer_together_have_the_time_of_one() {
    let limits = Limits {
        run: Duration::from_secs(2),
        ..Limits::default()
    };
    let judgement = judge_in("bench", "ends_late", limits);
    let tried = &judgement.test("doubles_small_numbers").unwrap().message;
    assert!(
        tried.contains("had not ended after 2 s"),
        "it had its 1.5 seconds once more: {tried}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_crash_beside_others_does_not_count_before_a_build_apart() {
    let course = Course::open(&course("sound", &["sound"], &[])).unwrap();
    let mut bench = Bench::open(&course, "bench", StandIns::Stubs, &|_| ()).unwrap();
    let run = Run {
        alone: true,
        ..Run::default()
    };
    let right = || Answer::read(&course.reference(&greet())).unwrap();
    let harmful = Answer::read(&answer("ends_its_neighbour")).unwrap();
    let together = AnswerSet::from_iter([(double(), harmful), (greet(), right())]);
    let judgements = bench.judge(&together, &run, &|_| ()).unwrap();
    let told: Vec<_> = judgements
        .iter()
        .map(|judged| (judged.verdict, judged.beside_others))
        .collect();
    assert_eq!(told, [(Verdict::Passed, false), (Verdict::Crashed, true)]);

    // Whoever breaks off with nobody beside it has nobody else to blame.
    let aborts = fixture("sound/mistakes/c02_words/greet/aborts.rs");
    let aborts = Answer::read(&aborts).unwrap();
    for (answer, verdict) in [(right(), Verdict::Passed), (aborts, Verdict::Crashed)] {
        let apart = AnswerSet::from_iter([(greet(), answer)]);
        let judged = bench.judge(&apart, &run, &|_| ()).unwrap().remove(0);
        assert_eq!((judged.verdict, judged.beside_others), (verdict, false));
    }
}

#[test]
fn an_answer_that_prints_a_gigabyte_is_stopped_early() {
    let judgement = judge("floods");
    assert_eq!(judgement.ending, Some(Ending::Flooded(8 << 20)));
    assert!(
        judgement.output.len() <= 16 << 10,
        "of its output the end is kept"
    );
    assert_snapshot!(told(&judgement));
}

#[test]
fn an_answer_that_writes_its_own_results_fails() {
    assert_snapshot!(told(&judge("forges")));
}

#[test]
fn a_missing_answer_is_not_written() {
    assert_snapshot!(told(&judge("missing")));
}

#[test]
fn one_broken_answer_costs_no_other_its_verdict() {
    let course = Course::open(&course("sound", &["sound"], &[])).unwrap();
    let mut bench = Bench::open(&course, "bench", StandIns::Stubs, &|_| ()).unwrap();
    // The message points at the answer, at its proof, at nothing: then the set is halved.
    for (broken, most_builds) in [
        ("does_not_compile", 2),
        ("other_signature", 2),
        ("does_not_link", 5),
    ] {
        let mut answers = AnswerSet::new();
        answers.insert(double(), Answer::read(&answer(broken)).unwrap());
        answers.insert(greet(), Answer::read(&course.reference(&greet())).unwrap());
        let builds = AtomicUsize::new(0);
        let count = |step: Step<'_>| {
            if let Step::Building = step {
                builds.fetch_add(1, Ordering::Relaxed);
            }
        };
        let judgements = bench.judge(&answers, &Run::default(), &count).unwrap();
        let verdicts: Vec<Verdict> = judgements.iter().map(|judged| judged.verdict).collect();
        assert_eq!(
            verdicts,
            [Verdict::DoesNotCompile, Verdict::Passed],
            "{broken}"
        );
        let builds = builds.into_inner();
        assert!(builds <= most_builds, "{broken} took {builds} builds");
    }
}

#[test]
fn an_answer_that_does_not_compile_is_told_after_one_build_where_nothing_stands_in() {
    let course = Course::open(&course("sound", &["sound"], &[])).unwrap();
    let mut bench = Bench::open(&course, "bench", StandIns::Nothing, &|_| ()).unwrap();
    let mut answers = AnswerSet::new();
    answers.insert(double(), Answer::read(&answer("does_not_compile")).unwrap());
    let builds = AtomicUsize::new(0);
    let count = |step: Step<'_>| {
        if let Step::Building = step {
            builds.fetch_add(1, Ordering::Relaxed);
        }
    };
    let judgements = bench.judge(&answers, &Run::default(), &count).unwrap();
    assert_eq!(judgements[0].verdict, Verdict::DoesNotCompile);
    assert!(
        !judgements[0].errors.is_empty(),
        "the compiler's words are kept"
    );
    assert_eq!(
        builds.into_inner(),
        1,
        "it was built again, and for nothing"
    );
}

#[test]
fn a_stub_is_not_written() {
    let course = Course::open(&course("sound", &["sound"], &[])).unwrap();
    let mut bench = Bench::open(&course, "bench", StandIns::Nothing, &|_| ()).unwrap();
    let mut answers = AnswerSet::new();
    for kata in course.katas() {
        answers.insert(kata.clone(), Answer::read(&course.stub(kata)).unwrap());
    }
    let judgements = bench.judge(&answers, &Run::default(), &|_| ()).unwrap();
    assert_snapshot!(judgements.iter().map(told).collect::<Vec<_>>().join("\n\n"));
}

#[cfg(unix)]
#[test]
fn a_process_that_an_answer_leaves_behind_is_ended() {
    // It holds the output open: a bench that did not end it would read for an hour.
    assert_eq!(judge("leaves_a_process_behind").verdict, Verdict::Passed);
}

#[cfg(target_os = "linux")]
#[test]
fn a_process_that_slips_away_holds_up_nobody() {
    assert_eq!(
        judge_in("slips", "lets_a_process_slip_away", Limits::default()).verdict,
        Verdict::Passed
    );
    let folder = course("sound", &["sound"], &[]).join("target/kata/slips/slips");
    let slipped = std::fs::read_to_string(folder.join("slipped")).unwrap();
    for process in slipped.lines() {
        let alive = Path::new("/proc").join(process).exists();
        assert!(
            alive,
            "the verdict came only when process {process} was over"
        );
        Command::new("kill").arg(process).status().unwrap();
    }
}

#[test]
fn a_stopped_bench_gives_no_verdicts() {
    let course = Course::open(&course("sound", &["sound"], &[])).unwrap();
    let stop = Stop::new();
    let mut bench = Bench::open(&course, "bench", StandIns::Stubs, &|_| ())
        .unwrap()
        .with_stop(stop.clone());
    let mut answers = AnswerSet::new();
    answers.insert(double(), Answer::read(&answer("hangs")).unwrap());
    let result = bench.judge(&answers, &Run::default(), &|step| {
        if let Step::Building = step {
            let stop = stop.clone();
            thread::spawn(move || {
                thread::sleep(Duration::from_secs(1));
                stop.now();
            });
        }
    });
    assert!(matches!(result, Err(BenchError::Stopped)), "{result:?}");
}

#[test]
fn dependencies_are_built_once_for_the_learner_and_the_bench() {
    let root = course("packages", &["sound", "packages"], &[]);
    let status = Command::new(env!("CARGO"))
        .args(["test", "--no-run", "--quiet", "--offline"])
        .current_dir(&root)
        .env_clear()
        .envs(
            std::env::vars()
                .filter(|(name, _)| !name.starts_with("CARGO_") || name == "CARGO_HOME"),
        )
        .status()
        .unwrap();
    assert!(status.success());

    let course = Course::open(&root).unwrap();
    let mut bench = Bench::open(&course, "bench", StandIns::Stubs, &|_| ()).unwrap();
    let mut answers = AnswerSet::new();
    for kata in course.katas() {
        answers.insert(kata.clone(), Answer::read(&course.reference(kata)).unwrap());
    }
    let mut compiled = |answers: &AnswerSet| {
        let compiled = Mutex::new(BTreeSet::new());
        bench
            .build(answers, &|step| {
                if let Step::Compiled(name) = step {
                    compiled.lock().unwrap().insert(name.to_owned());
                }
            })
            .unwrap();
        compiled.into_inner().unwrap()
    };
    // Only what may differ: the packages in the course's folder. Not one from the registry, and
    // not the lab, which this course takes from elsewhere.
    let is_own = |name: &str| name.starts_with("judged_") || ["katas", "part"].contains(&name);
    let mut first = compiled(&answers);
    first.retain(|name| !is_own(name));
    assert!(first.is_empty(), "built again: {first:?}");
    assert_eq!(
        compiled(&answers),
        BTreeSet::new(),
        "nothing has changed since"
    );
}
