//! `error_chain`: every layer adds what it was doing, and nothing is lost on the way up.

use std::error::Error;
use std::fmt;

use async_katas::c13_errors::error_chain::{Doing, chain, doing, find};
use futures::future::ready;
use lab::timeline::short;
use lab::{A_DAY, Lab, Way, expect_eq, fail, ms, nasty, virtual_time};
use thiserror::Error as ThisError;

/// The error of a disk.
#[derive(Debug, PartialEq, ThisError)]
enum DiskError {
    #[error("no such file")]
    NoSuchFile,
    #[error("the disk is full")]
    Full,
}

/// An error in the middle, of a type of its own.
#[derive(Debug, ThisError)]
#[error("line {line} is broken")]
struct LineError {
    line: usize,
    source: DiskError,
}

/// One of several errors of the same type, one below the other.
#[derive(Debug, ThisError)]
#[error("step {number}")]
struct StepError {
    number: usize,
    source: Option<Box<StepError>>,
}

/// An error of another library around one that is a `Doing`.
#[derive(Debug, ThisError)]
#[error("no settings")]
struct SettingsError(#[source] Doing);

/// The texts of a chain, as one line that is easy to read.
fn line(error: &dyn Error) -> String {
    chain(error).join(" <- ")
}

/// Whether the errors are at fault, or the list of them: what `Error::source` finds tells.
fn at_fault(error: &Doing, expected: &[&str]) -> String {
    let (mut own, mut next) = (Vec::new(), Some(error as &dyn Error));
    while let Some(error) = next.filter(|_| own.len() < 100) {
        own.push(error.to_string());
        next = error.source();
    }
    if own == expected {
        return "the errors themselves are right, in their texts and their sources, so it is `chain` \
                that should list just those to which `Error::source` leads, one after another"
            .to_owned();
    }
    let differs = own
        .iter()
        .zip(expected)
        .position(|(own, should)| own != should);
    match differs {
        Some(n) if n + 1 < expected.len() && own[n].contains(expected[n + 1]) => format!(
            "the text of a layer is {:?}, which has that of its source in it: it should be {:?} alone, \
             for whoever tells a chain tells the source as well",
            own[n], expected[n]
        ),
        Some(0) => format!(
            "the outermost error has the text {:?}, and should be the layer {:?}: every layer adds \
             one, also to an error that is a layer itself",
            own[0], expected[0]
        ),
        Some(n) => format!(
            "`Error::source` of the error {:?} gives {:?}, and should give {:?}, the next one below",
            own[n - 1],
            own[n],
            expected[n]
        ),
        None if own.len() < expected.len() => format!(
            "`Error::source` of the error {:?} gives nothing, and should give {:?}: a layer keeps the \
             error below it, and not only what that says",
            own[own.len() - 1],
            expected[own.len()]
        ),
        None => "`Error::source` of the root gives another error".to_owned(),
    }
}

/// Reads the settings, three layers down, and fails there.
async fn start(lab: &Lab) -> Result<(), Doing> {
    let open = lab.job("disk").takes(ms(10)).err(DiskError::NoSuchFile);
    let read = doing("opening app.toml", open);
    let settings = doing(String::from("reading the settings"), read);
    doing("starting the server", settings).await
}

/// The error of work that fails, with what was being done.
async fn while_doing(what: &str, error: impl Error + Send + Sync + 'static) -> Doing {
    let known = error.to_string();
    match doing(what, ready(Err::<(), _>(error))).await {
        Err(error) => error,
        Ok(()) => fail(format!(
            "the work failed with {known:?}, and `doing` says that it went well"
        )),
    }
}

/// That this was found. If it was not, how `find` looks at two short chains says why.
async fn found<T: fmt::Debug + PartialEq>(got: Option<T>, expected: T, cause: &str) {
    let missed = got.is_none();
    if got.as_ref() == Some(&expected) {
        return;
    }
    let why = match missed {
        true => how_find_looks().await,
        false => "",
    };
    expect_eq(got, Some(expected), format!("{cause}{why}"));
}

async fn how_find_looks() -> &'static str {
    let other = LineError {
        line: 7,
        source: DiskError::Full,
    };
    let its_own = while_doing("reading", DiskError::Full).await;
    let is_kept = its_own.source().is_some_and(<dyn Error>::is::<DiskError>);
    let own_top = find::<Doing>(&its_own).is_some();
    let other_top = find::<LineError>(&other).is_some();
    let below_other = find::<DiskError>(&other).is_some();
    let below_its_own = find::<DiskError>(&its_own).is_some();
    let alone = find::<DiskError>(&DiskError::Full).is_some();
    match (own_top && other_top, below_other, below_its_own) {
        (false, true, true) if is_kept && alone && !own_top && !other_top => {
            "; `find` finds the root, and nothing that stands above it"
        }
        _ if !is_kept => {
            "; the source of a `Doing` is another error than the work's own, which was kept only as \
             a text, if at all"
        }
        (true, false, false) => {
            "; `find` finds what stands at the top, and nothing that stands below it, not even one \
             step down: it has to ask each error for its source, and go on with that"
        }
        (true, false, true) => {
            "; `find` goes on from a `Doing` to its source, and not from an error of another type"
        }
        (true, true, false) => {
            "; `find` goes on from an error of another type to its source, and not from a `Doing`"
        }
        (false, ..) if own_top => {
            "; `find` finds a `Doing` that stands at the top, and not an error of another type that \
             stands there"
        }
        (false, true, _) | (false, _, true) if !other_top => {
            "; `find` finds what stands below an error, and not what stands at the top, the error \
             itself"
        }
        _ => "",
    }
}

#[test]
fn work_is_awaited_and_its_value_comes_back() {
    virtual_time(async |lab: Lab| {
        let work = lab.job("work").takes(ms(2003)).ok::<_, DiskError>(7);
        let given = doing("counting pages", doing("opening the book", work)).await;
        if given.is_err() && lab.now() < ms(2003) {
            fail(format!(
                "the work takes 2.003s and then succeeds, and your function gave an error of its own at {}: \
                 it waits for the work, and nobody has limited the wait",
                short(lab.now())
            ));
        }
        expect_eq(
            given.map_err(|error| error.to_string()),
            Ok(7),
            "the work succeeded, so its value should come back and no error",
        );
        expect_eq(
            lab.now(),
            ms(2003),
            "your function returned at another instant than that at which the work ended",
        );
    });
}

#[test]
fn work_that_takes_a_day_is_waited_for() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let work = lab.job("work").takes(A_DAY).ok::<_, DiskError>(7);
        expect_eq(
            doing("counting pages", work)
                .await
                .map_err(|error| error.to_string()),
            Ok(7),
            "the work took a day and succeeded, and its value did not come back: nobody has limited \
             the wait",
        );
    });
}

#[test]
fn the_whole_chain_is_there_in_order() {
    virtual_time(async |lab: Lab| {
        let Err(error) = start(&lab).await else {
            fail("the disk failed below three layers, and the outermost says that it went well");
        };
        let expected = [
            "starting the server",
            "reading the settings",
            "opening app.toml",
            "no such file",
        ];
        expect_eq(
            chain(&error),
            expected.map(str::to_owned).to_vec(),
            format!(
                "three layers were added to the error of a disk, and the chain goes from the \
                 outermost, the error itself, down to the root; {}",
                at_fault(&error, &expected)
            ),
        );
    });
}

#[test]
fn a_text_is_kept_as_it_is() {
    virtual_time(async |lab: Lab| {
        for text in nasty::TEXTS {
            lab.case(format!("doing {text:?}"));
            let error = while_doing(text, DiskError::Full).await;
            expect_eq(
                error.to_string(),
                text.to_string(),
                "the text of a `Doing` is not what was being done, as it was given",
            );
            expect_eq(
                chain(&error),
                vec![text.to_string(), "the disk is full".to_owned()],
                "an error was given a text, and the chain tells another one, or more or less than \
                 the two that there are",
            );
        }
    });
}

#[test]
fn links_of_the_same_text_are_each_a_link() {
    virtual_time(async |_lab: Lab| {
        let error = while_doing("reading", DiskError::Full).await;
        let error = while_doing("reading", error).await;
        let error = while_doing("the disk is full", error).await;
        expect_eq(
            line(&error),
            "the disk is full <- reading <- reading <- the disk is full".to_owned(),
            "some errors of the chain have the same text: each of them is a link of its own, and \
             has its place in the list",
        );
    });
}

#[test]
fn a_thousand_layers_are_all_there() {
    virtual_time(async |_lab: Lab| {
        let mut error = while_doing("1", DiskError::Full).await;
        for layer in 2..=1000 {
            error = while_doing(&layer.to_string(), error).await;
        }
        let texts = chain(&error);
        expect_eq(
            (texts.len(), texts.last().cloned()),
            (1001, Some("the disk is full".to_owned())),
            "a thousand layers were added to the error of a disk: the list should hold all of them, \
             and the root at its end",
        );
        found(
            find::<DiskError>(&error),
            &DiskError::Full,
            "the disk's own error was not found below a thousand layers",
        )
        .await;
    });
}

#[test]
fn the_kind_can_still_be_matched() {
    virtual_time(async |lab: Lab| {
        let Err(error) = start(&lab).await else {
            fail("the disk failed below three layers, and the outermost says that it went well");
        };
        found(
            find::<DiskError>(&error),
            &DiskError::NoSuchFile,
            "the disk's own error was not found, though it stands below three layers",
        )
        .await;
        lab.case("an error of a type that is not in the chain is looked for");
        expect_eq(
            find::<fmt::Error>(&error).is_some(),
            false,
            "an error of a type that is not in the chain was found all the same",
        );
    });
}

#[test]
fn an_error_is_found_wherever_it_stands() {
    virtual_time(async |_lab: Lab| {
        let broken = LineError {
            line: 7,
            source: DiskError::Full,
        };
        let error = while_doing("reading the settings", broken).await;
        found(
            find::<LineError>(&error).map(|error| error.line),
            7,
            "an error that stands in the middle of the chain, below the top and above the root, was \
             not found",
        )
        .await;
        found(
            find::<DiskError>(&error),
            &DiskError::Full,
            "an error below one of another library was not found",
        )
        .await;
        expect_eq(
            find::<Doing>(&error).map(|error| error.to_string()),
            Some("reading the settings".to_owned()),
            "the outermost error itself may be of the type asked for",
        );
    });
}

#[test]
fn the_first_of_several_of_a_type_is_found() {
    virtual_time(async |lab: Lab| {
        let Err(error) = start(&lab).await else {
            fail("the disk failed below three layers, and the outermost says that it went well");
        };
        expect_eq(
            find::<Doing>(&error).map(|error| error.to_string()),
            Some("starting the server".to_owned()),
            "three errors of the chain are a `Doing`: the first one, which is the error itself, \
             should be found",
        );
        let third = StepError {
            number: 3,
            source: None,
        };
        let second = StepError {
            number: 2,
            source: Some(Box::new(third)),
        };
        let first = StepError {
            number: 1,
            source: Some(Box::new(second)),
        };
        let error = while_doing("climbing", first).await;
        found(
            find::<StepError>(&error).map(|error| error.number),
            1,
            "steps 1, 2 and 3, one below the other, are of the type asked for, and stand below the \
             top: the first one should be found",
        )
        .await;
    });
}

#[test]
fn a_chain_needs_no_doing() {
    virtual_time(async |_lab: Lab| {
        let broken = LineError {
            line: 7,
            source: DiskError::Full,
        };
        expect_eq(
            line(&broken),
            "line 7 is broken <- the disk is full".to_owned(),
            "an error of another library has another one for its source, and no `Doing` is among \
             them: both should be in the list",
        );
        found(
            find::<DiskError>(&broken),
            &DiskError::Full,
            "the source of an error of another library was not found: no `Doing` is in that chain, \
             and none is needed",
        )
        .await;
    });
}

#[test]
fn a_doing_may_stand_anywhere_in_a_chain() {
    virtual_time(async |_lab: Lab| {
        let error = SettingsError(while_doing("opening app.toml", DiskError::Full).await);
        let error = while_doing("starting the server", error).await;
        expect_eq(
            line(&error),
            "starting the server <- no settings <- opening app.toml <- the disk is full".to_owned(),
            "an error of another library stands between one `Doing` and the next: all links should \
             be in the list, whatever their types",
        );
        found(
            find::<Doing>(&error).map(|error| error.to_string()),
            "starting the server".to_owned(),
            "an error of another library stands between one `Doing` and the next, and the first \
             `Doing`, which is the error itself, was not found",
        )
        .await;
        found(
            find::<SettingsError>(&error).map(|error| error.0.to_string()),
            "opening app.toml".to_owned(),
            "an error of another library stands between one `Doing` and the next, and was not found",
        )
        .await;
        found(
            find::<DiskError>(&error),
            &DiskError::Full,
            "an error of another library stands between one `Doing` and the next, and the root, below \
             all of them, was not found",
        )
        .await;
        let below = SettingsError(while_doing("opening app.toml", DiskError::Full).await);
        found(
            find::<Doing>(&below).map(|error| error.to_string()),
            "opening app.toml".to_owned(),
            "a `Doing` stands below an error of another library, and was not found",
        )
        .await;
    });
}

#[test]
fn an_error_without_a_source_is_a_chain_of_one() {
    virtual_time(async |lab: Lab| {
        expect_eq(
            line(&DiskError::Full),
            "the disk is full".to_owned(),
            "the chain begins with the error itself, also where nothing is below it",
        );
        expect_eq(
            find::<DiskError>(&DiskError::Full),
            Some(&DiskError::Full),
            "the error itself was not found, which has no source",
        );
        lab.case("an error of another type is looked for, and the only one has no source");
        expect_eq(
            find::<fmt::Error>(&DiskError::Full).is_some(),
            false,
            "an error of a type that is not in the chain was found all the same",
        );
    });
}

#[test]
fn work_is_awaited_in_whichever_way_the_call_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            for fails in [false, true] {
                lab.case(format!(
                    "work that fails: {fails}, and a call that is {way}"
                ));
                let begun = lab.now();
                let work = lab.job("work").takes(ms(503)).result(match fails {
                    true => Err(DiskError::Full),
                    false => Ok(7),
                });
                let given = lab.polled(way, doing("counting pages", work)).await;
                let lies_there = match way {
                    Way::Later => Way::LATER,
                    _ => ms(0),
                };
                expect_eq(
                    (given.map_err(|error| line(&error)), lab.now() - begun),
                    (
                        match fails {
                            true => Err("counting pages <- the disk is full".to_owned()),
                            false => Ok(7),
                        },
                        lies_there + ms(503),
                    ),
                    format!("work took 503ms from its first poll, and the call was {way}"),
                );
            }
        }
    });
}
