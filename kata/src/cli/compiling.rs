//! What the compiler says of an answer, for this terminal where there is one.

use std::borrow::Cow;
use std::fs;

use console::{Term, style};
use tokio_lab_timeline::Style;

use kata::bench::{Diagnostic, Judgement};
use kata::course::Course;
use kata::learn::{Pristine, changed};

use super::width::{self, columns};

/// So many of the compiler's warnings are shown: what is wrong with the first behaviour stands below.
const MOST_WARNINGS: usize = 3;

/// Why an answer does not compile: that the proof cannot call it any more, where that is so, and what
/// the compiler says. It says so at every call, and nowhere that the answer has changed.
pub fn errors(course: &Course, judgement: &Judgement) -> (String, String) {
    let is_in_proof = |error: &&Diagnostic| {
        let place = error.place.as_ref();
        place.is_some_and(|place| place.file.starts_with("tests/"))
    };
    let (proofs, own): (Vec<_>, Vec<_>) = judgement.errors.iter().partition(is_in_proof);
    let signatures = match proofs.is_empty() {
        true => Vec::new(),
        false => signatures(course, judgement),
    };
    let mut changed = String::new();
    for signature in &signatures {
        let line = format!("The signature must stay `{signature}`: the tests call it so.");
        let line = textwrap::fill(&line, columns());
        changed += &format!("{}\n\n", style(line).red().bold());
    }
    let mut text = String::new();
    let shown = match signatures.is_empty() {
        true => proofs.len(),
        false => 1,
    };
    for error in own.into_iter().chain(proofs.iter().copied().take(shown)) {
        text += &format!("{}\n\n", compilers(error).trim_end());
    }
    text += &and_more(proofs.len(), shown, "errors where the tests call it");
    (changed, text)
}

/// What the compiler warns of in the learner's file: that a future is not awaited is the commonest
/// of all faults here, and the compiler says so.
pub fn warnings(judgement: &Judgement) -> String {
    let all = &judgement.warnings;
    let mut text = String::new();
    for warning in all.iter().take(MOST_WARNINGS) {
        text += &format!("{}\n\n", compilers(warning).trim_end());
    }
    text + &and_more(all.len(), MOST_WARNINGS, "warnings")
}

/// That there are more of these messages than are shown, where there are.
fn and_more(all: usize, shown: usize, what: &str) -> String {
    match all.saturating_sub(shown) {
        0 => String::new(),
        more => {
            let more = format!("… and {more} more of the compiler's {what}");
            format!("{}\n\n", style(more).dim())
        }
    }
}

/// The signatures of the stub that the answer has changed.
fn signatures(course: &Course, judgement: &Judgement) -> Vec<String> {
    let kata = &judgement.kata;
    let (Ok(stub), Ok(answer)) = (
        Pristine::of(course).stub(kata),
        fs::read_to_string(course.stub(kata)),
    ) else {
        return Vec::new();
    };
    changed(&stub, &answer)
}

fn compilers(message: &Diagnostic) -> Cow<'_, str> {
    match width::of(&Term::stdout()) {
        Some(width) => message.drawn(Style {
            colour: console::colors_enabled(),
            width,
            ..Style::default()
        }),
        None => Cow::Borrowed(&message.rendered),
    }
}
