//! `error_chain`: every layer adds what it was doing, and nothing is lost on the way up.

use std::error::Error;
use std::fmt;

use async_katas::c13_errors::error_chain::{Doing, chain, doing, find};
use lab::{Lab, expect_eq, ms, secs, virtual_time};
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

/// The texts of a chain, as one line that is easy to read.
fn line(error: &dyn Error) -> String {
    chain(error).join(" <- ")
}

/// Reads the settings, three layers down, and fails there.
async fn start(lab: &Lab) -> Result<(), Doing> {
    let open = lab.job("disk").takes(ms(10)).err(DiskError::NoSuchFile);
    let read = doing("opening app.toml", open);
    let settings = doing(String::from("reading the settings"), read);
    doing("starting the server", settings).await
}

#[test]
fn work_is_awaited_and_its_value_comes_back() {
    virtual_time(async |lab: Lab| {
        let work = lab.job("work").takes(secs(2)).ok::<_, DiskError>(7);
        let given = doing("counting pages", doing("opening the book", work)).await;
        expect_eq(
            given.map_err(|error| line(&error)),
            Ok(7),
            "the work succeeded, so its value should come back and no error",
        );
        expect_eq(
            lab.now(),
            secs(2),
            "your function should return at the instant the work ends",
        );
    });
}

#[test]
fn the_whole_chain_is_there_in_order() {
    virtual_time(async |lab: Lab| {
        let error = start(&lab).await.expect_err("the disk always fails here");
        expect_eq(
            line(&error),
            "starting the server <- reading the settings <- opening app.toml <- no such file"
                .to_owned(),
            "the chain should go from the error itself, the outermost, down to the root, each with \
             its own text alone; here a link was lost, doubled or moved",
        );
    });
}

#[test]
fn the_kind_can_still_be_matched() {
    virtual_time(async |lab: Lab| {
        let error = start(&lab).await.expect_err("the disk always fails here");
        expect_eq(
            find::<DiskError>(&error),
            Some(&DiskError::NoSuchFile),
            "the disk's own error was not found, though it stands somewhere below: either it was \
             kept only as a text, or not every source was looked at",
        );
        expect_eq(
            find::<fmt::Error>(&error).is_some(),
            false,
            "an error of a type that is not in the chain was found all the same",
        );
    });
}

#[test]
fn the_first_of_a_type_is_found_wherever_it_stands() {
    virtual_time(async |lab: Lab| {
        let broken = LineError {
            line: 7,
            source: DiskError::Full,
        };
        let work = lab.job("disk").takes(ms(10)).err::<(), _>(broken);
        let error = doing("reading the settings", work)
            .await
            .expect_err("the line is always broken here");
        expect_eq(
            find::<LineError>(&error).map(|error| error.line),
            Some(7),
            "an error that stands in the middle of the chain was not found: neither the top nor \
             the root are all there is",
        );
        expect_eq(
            find::<DiskError>(&error),
            Some(&DiskError::Full),
            "an error below one of another library was not found",
        );
        expect_eq(
            find::<Doing>(&error).map(|error| error.to_string()),
            Some("reading the settings".to_owned()),
            "the outermost error itself may be of the type asked for",
        );
    });
}

#[test]
fn an_error_without_a_source_is_a_chain_of_one() {
    virtual_time(async |_lab: Lab| {
        expect_eq(
            line(&DiskError::Full),
            "the disk is full".to_owned(),
            "the chain begins with the error itself, also where nothing is below it",
        );
        expect_eq(
            find::<DiskError>(&DiskError::Full),
            Some(&DiskError::Full),
            "the error itself was not found",
        );
    });
}
