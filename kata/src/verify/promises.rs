//! Promises under check: each sentence of a task text that an answer can break has to be broken by
//! a mistake, and each mistake has to say which one it breaks.

use super::report::Report;
use super::rounds::{Judged, Kind};
use crate::course::{Course, KataId, MistakeHeader, Sentence, TaskText};
use crate::shortfall::Shortfall;

/// So many words tell which sentence is meant; fewer only where they are the whole of it.
const FEWEST_WORDS: usize = 3;

/// Checks and counts the promises of one kata.
pub(super) fn check(course: &Course, kata: &KataId, judged: &[&Judged], report: &mut Report) {
    let of_kind = |kind| judged.iter().filter(move |judged| judged.kind == kind);
    let Some(stub) = of_kind(Kind::Stub).next() else {
        return;
    };
    let shown = course.shown(&stub.file);
    let text = TaskText::of(&stub.source);
    if text.promises.is_empty() {
        let what = "promises nothing: no paragraph of its text begins with `Build`".to_owned();
        report.check(vec![Shortfall { file: shown, what }]);
        return;
    }
    let mut broken: Vec<&Sentence> = Vec::new();
    for mistake in of_kind(Kind::Mistake) {
        // A header that cannot be read is told elsewhere.
        let Ok(header) = MistakeHeader::parse(&mistake.source) else {
            continue;
        };
        let mut wrong = Vec::new();
        for words in &header.breaks {
            match breaks(&text, words) {
                // One that no test rejects breaks nothing that is looked at.
                Ok(promises) if mistake.is_rejected() => broken.extend(promises),
                Ok(_) => (),
                Err(why) => wrong.push(Shortfall {
                    file: course.shown(&mistake.file),
                    what: format!("breaks \"{words}\", {}", why.told(kata)),
                }),
            }
        }
        report.check(wrong);
    }
    for promise in &text.promises {
        report.promises.total += 1;
        let is_broken = broken.contains(&promise);
        report.promises.broken += usize::from(is_broken);
        let unbroken = (!is_broken).then(|| Shortfall {
            file: format!("{shown}:{}", promise.line),
            what: format!("no mistake breaks \"{}\"", promise.text),
        });
        report.check(unbroken.into_iter().collect());
    }
}

/// Why the words of a `Breaks:` are none that can be broken.
#[derive(Debug, PartialEq, Eq)]
enum NoPromise {
    /// They tell no sentence from another.
    TooFew,
    /// They stand where the text explains.
    Explained,
    /// The text does not hold them, or not in one sentence.
    NotThere,
}

impl NoPromise {
    fn told(&self, kata: &KataId) -> String {
        match self {
            NoPromise::TooFew => {
                format!("which is fewer than {FEWEST_WORDS} words: quote enough to tell which")
            }
            NoPromise::Explained => format!("which src/{kata}.rs explains and does not promise"),
            NoPromise::NotThere => {
                format!("which stands in no sentence of src/{kata}.rs")
            }
        }
    }
}

/// The promises that these words belong to; none where the docs of an item say them in passing.
fn breaks<'a>(text: &'a TaskText, words: &str) -> Result<Vec<&'a Sentence>, NoPromise> {
    let found = text.promising(words);
    let few = words.split_whitespace().count() < FEWEST_WORDS;
    let whole = |sentence: &&Sentence| sentence.text.split_whitespace().count() <= FEWEST_WORDS;
    // A row of a table is found by its first column.
    let row = |sentence: &&Sentence| sentence.text.starts_with('|');
    if few && !found.iter().any(|found| whole(found) || row(found)) {
        return Err(match found.is_empty() {
            true => NoPromise::NotThere,
            false => NoPromise::TooFew,
        });
    }
    if !found.is_empty() || !TaskText::holding(&text.named, words).is_empty() {
        return Ok(found);
    }
    match TaskText::holding(&text.explained, words).is_empty() {
        true => Err(NoPromise::NotThere),
        false => Err(NoPromise::Explained),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_break_the_sentence_that_they_stand_in() {
        let text = TaskText::of(
            "//! Why: it helps a lot.\n//!\n//! Build: all jobs start at the same instant. All end.\n//!\n//! | a | b |\n\
             //! | --- | --- |\n//! | `QUIT` | `BYE` and more |\n\n/// Runs all of the jobs.\nfn f() {}\n",
        );
        let found = |words| breaks(&text, words).map(|found| found.len());
        assert_eq!(found("start at the same"), Ok(1));
        assert_eq!(found("All end."), Ok(1), "a short one is quoted whole");
        assert_eq!(found("QUIT"), Ok(1), "a row is told by its first column");
        assert_eq!(found("the same"), Err(NoPromise::TooFew));
        assert_eq!(found("runs all of the jobs"), Ok(0), "said in passing");
        assert_eq!(found("helps a lot"), Err(NoPromise::Explained));
        assert_eq!(found("start one after another"), Err(NoPromise::NotThere));
    }
}
