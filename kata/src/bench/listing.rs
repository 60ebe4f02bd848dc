//! Listing: which tests a kata has. What is listed has to come back as a record, or it counts as
//! incomplete.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use super::clearing::Scratch;
use super::process::{self, Bounds, Ending, Lines, Tail};
use super::{Bench, BenchError, running};
use crate::course::KataId;

/// No code of an answer runs while a binary lists its tests: it takes milliseconds, but for a
/// machine that is very busy.
const TO_LIST: Duration = Duration::from_secs(60);

/// Asks the binary for the tests of these katas, kata by kata, in the order in which the proof holds them.
pub(super) fn list<'k>(
    bench: &Bench<'_>,
    binary: &Path,
    judged: impl IntoIterator<Item = &'k KataId>,
) -> Result<BTreeMap<KataId, Vec<(String, String)>>, BenchError> {
    let folder = Scratch::new().map_err(BenchError::write(&std::env::temp_dir()))?;
    let mut command = running::shut_in(bench, binary, folder.path(), None, false)?;
    command
        .args(["--list", "--format", "terse"])
        .current_dir(bench.layout.member());
    let mut names = Vec::new();
    let mut stdout = Lines::new(4 << 10, |line: &[u8]| {
        let line = String::from_utf8_lossy(line);
        names.extend(line.trim_end().strip_suffix(": test").map(str::to_owned));
    });
    let mut stderr = Tail::new(4 << 10);
    let bounds = Bounds {
        time: TO_LIST,
        output: 16 << 20,
        threads: None,
        stop: &bench.stop,
        enough: None,
    };
    let ending = process::run(command, b"", bounds, &mut stdout, &mut stderr)?;
    if ending != Ending::Exited(0) {
        let message = format!(
            "its test binary does not list its tests: {ending}\n{}",
            stderr.text()
        );
        return Err(BenchError::Course { message });
    }
    let mut tests = BTreeMap::new();
    for kata in judged {
        let path = bench.course.proof(kata);
        let proof = fs::read_to_string(&path).unwrap_or_default();
        let prefix = format!("{}::{}::", kata.chapter, kata.slug);
        let mut own: Vec<(String, String)> = names
            .iter()
            .filter_map(|name| Some((name.clone(), name.strip_prefix(&prefix)?.to_owned())))
            .collect();
        own.sort_by_key(|(_, name)| {
            let function = name.rsplit("::").next().unwrap_or(name);
            proof.find(&format!("fn {function}(")).unwrap_or(usize::MAX)
        });
        tests.insert(kata.clone(), own);
    }
    Ok(tests)
}
