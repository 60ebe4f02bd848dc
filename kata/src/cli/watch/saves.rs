//! Saves: which answer was written to, once for each time an editor saves it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::mpsc::Sender;

use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use kata::course::{Course, KataId};

use super::Event;

/// Tells of every save below `src/`, until dropped.
///
/// Editors write a file in several steps, or write another and rename it. Only a change of what
/// the file holds counts.
pub fn watch(course: &Course, events: Sender<Event>) -> Result<RecommendedWatcher, notify::Error> {
    let mut last: BTreeMap<KataId, Vec<u8>> = course
        .katas()
        .iter()
        .map(|kata| {
            (
                kata.clone(),
                fs::read(course.stub(kata)).unwrap_or_default(),
            )
        })
        .collect();
    let files = course.root().join("src");
    let stubs: Vec<(KataId, std::path::PathBuf)> = course
        .katas()
        .iter()
        .map(|kata| (kata.clone(), course.stub(kata)))
        .collect();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        if event.kind.is_access() {
            return;
        }
        for path in &event.paths {
            let Some((kata, file)) = stubs.iter().find(|(_, file)| same(file, path)) else {
                continue;
            };
            // A file that is just being replaced is not there; its next event tells.
            let Ok(now) = fs::read(file) else { continue };
            if !now.is_empty() && last.get(kata) != Some(&now) {
                last.insert(kata.clone(), now);
                let _ = events.send(Event::Saved(kata.clone()));
            }
        }
    })?;
    watcher.watch(&files, RecursiveMode::Recursive)?;
    Ok(watcher)
}

/// Systems report one file under several names: `/private/var` is `/var` on macOS.
fn same(file: &Path, reported: &Path) -> bool {
    let end = |path: &Path| {
        path.components()
            .rev()
            .take(3)
            .map(|c| c.as_os_str().to_owned())
            .collect::<Vec<_>>()
    };
    file == reported || end(file) == end(reported)
}
