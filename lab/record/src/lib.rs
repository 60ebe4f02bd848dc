//! What a test run leaves behind for a tool to read: one line a finished test, sealed with a key.
//!
//! An exit status is no evidence: code under test can end the process with status 0. A test
//! counts as finished only when its record is there and its seal fits. The key reaches the test
//! process on standard input, before any code under test runs, and is never written down.
//!
//! The seal is SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, 2012), a keyed hash.

use std::fmt;
use std::fs::OpenOptions;
use std::hash::Hasher;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use siphasher::sip128::{Hasher128, SipHasher24};

pub use tokio_lab_timeline as timeline;

use timeline::Timeline;

/// The environment variable that makes a test process expect an [`Order`] on standard input.
pub const BENCH_VARIABLE: &str = "KATA_BENCH";

/// How a test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Everything that the test expects came true.
    Passed,
    /// The code under test is still a `todo!`.
    NotWritten,
    /// An expectation was not met, or the code under test panicked.
    Failed,
    /// Nothing could wake the code under test, or it never gave way.
    Hung,
}

/// What one finished test has to say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The test's path as libtest names it: `c05_concurrency::gather::runs_all_jobs_at_once`.
    pub test: String,
    /// How it ended.
    pub outcome: Outcome,
    /// The report as a person reads it, without colour. Empty for a test that passed.
    pub message: String,
    /// The likely cause in a sentence. Empty for a test that passed.
    pub cause: String,
    /// The stable name of the kind of cause, where a rule of the lab has found it: `in_reverse`,
    /// `one_missing`.
    #[serde(default)]
    pub cause_name: Option<String>,
    /// The timeline that the test expected, where it expected one.
    pub expected: Option<Timeline>,
    /// The timeline that the run recorded, of each lane the first thousand items.
    pub actual: Timeline,
}

/// What a tool writes to a test process's standard input, as one line of JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// The key of the seals.
    pub key: Key,
    /// The file that records are appended to.
    pub records: PathBuf,
    /// The seed of this run's variation; none for the fixed one.
    pub seed: Option<u64>,
    /// The one test that is to run, by its path as libtest names it; none for all of them. Told
    /// here and not in the arguments, which code under test can read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<String>,
}

/// A secret of 128 bits, 32 hexadecimal digits when written.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Key([u8; 16]);

impl Key {
    /// A key made of the given bytes, which should come from a good source of randomness.
    pub fn new(bytes: [u8; 16]) -> Self {
        Key(bytes)
    }

    fn seal(&self, text: &str) -> String {
        let mut hasher = SipHasher24::new_with_key(&self.0);
        hasher.write(text.as_bytes());
        hex(&hasher.finish128().as_bytes())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(secret)")
    }
}

impl From<Key> for String {
    fn from(key: Key) -> String {
        hex(&key.0)
    }
}

impl TryFrom<String> for Key {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || "a key is 32 hexadecimal digits".to_owned();
        if text.len() != 32 || !text.is_ascii() {
            return Err(wrong());
        }
        let mut bytes = [0; 16];
        for (i, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * i..2 * i + 2], 16).map_err(|_| wrong())?;
        }
        Ok(Key(bytes))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Record {
    /// Appends the record to the file that the order names, sealed, in one write.
    ///
    /// # Errors
    /// Whatever opening or writing the file gives.
    pub fn append(&self, order: &Order) -> io::Result<()> {
        let json = serde_json::to_string(self)?;
        let line = format!("{} {json}\n", order.key.seal(&json));
        OpenOptions::new()
            .append(true)
            .create(true)
            .open(&order.records)?
            .write_all(line.as_bytes())
    }
}

/// Reads the records of a file, in the order in which they were written.
///
/// Lines whose seal does not fit are counted, not believed: the second value is their number. A
/// file that is not there holds no records.
///
/// # Errors
/// Whatever reading the file gives, other than that it does not exist.
pub fn read(path: &Path, key: &Key) -> io::Result<(Vec<Record>, usize)> {
    let bytes = match std::fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((Vec::new(), 0)),
        other => other?,
    };
    let mut records = Vec::new();
    let mut forged = 0;
    for line in bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
    {
        let record = std::str::from_utf8(line)
            .ok()
            .and_then(|line| line.split_once(' '))
            .filter(|(seal, json)| key.seal(json) == *seal)
            .and_then(|(_, json)| serde_json::from_str(json).ok());
        match record {
            Some(record) => records.push(record),
            None => forged += 1,
        }
    }
    Ok((records, forged))
}
