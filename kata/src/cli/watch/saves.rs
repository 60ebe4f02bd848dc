//! Saves: which answer was written to, once for each time an editor saves it, and which is gone.
//!
//! The system tells of most changes at once, but not of all: not of those from the other side of a
//! mount. So every file is looked at now and then as well, which finds a rename and a file that
//! comes back, too.

use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, SystemTime};

use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use kata::course::{Course, KataId};

use super::Event;

/// How often every file is looked at.
const LOOK: Duration = Duration::from_millis(300);

/// Tells of saves until dropped.
pub struct Saves {
    /// None where the system has no room for another one.
    _watcher: Option<RecommendedWatcher>,
    _poke: Sender<()>,
}

/// Begins to tell of every save below `src/`.
pub fn watch(course: &Course, events: Sender<Event>) -> Saves {
    let (poke, pokes) = channel();
    let hears = poke.clone();
    let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| !event.kind.is_access()) {
            let _ = hears.send(());
        }
    });
    let watcher = watcher.and_then(|mut watcher| {
        watcher.watch(&course.root().join("src"), RecursiveMode::Recursive)?;
        Ok(watcher)
    });
    let mut files: Vec<File> = course
        .katas()
        .iter()
        .map(|kata| File::of(kata.clone(), course.stub(kata)))
        .collect();
    thread::spawn(move || {
        while let Some(closely) = next(&pokes) {
            for file in &mut files {
                if let Some(event) = file.look(closely)
                    && events.send(event).is_err()
                {
                    return;
                }
            }
        }
    });
    Saves {
        _watcher: watcher.ok(),
        _poke: poke,
    }
}

/// Waits for the next look: whether something is known to have changed. None when it is over.
fn next(pokes: &Receiver<()>) -> Option<bool> {
    match pokes.recv_timeout(LOOK) {
        Ok(()) => {
            // Editors write in several steps; what comes together is looked at once.
            while pokes.try_recv().is_ok() {}
            Some(true)
        }
        Err(RecvTimeoutError::Timeout) => Some(false),
        Err(RecvTimeoutError::Disconnected) => None,
    }
}

/// One answer, as it was when it was looked at last.
struct File {
    kata: KataId,
    path: PathBuf,
    held: Option<Vec<u8>>,
    stamp: Option<(SystemTime, u64)>,
    /// How many looks in a row did not find it.
    missed: usize,
}

impl File {
    fn of(kata: KataId, path: PathBuf) -> Self {
        let mut file = File {
            kata,
            path,
            held: None,
            stamp: None,
            missed: 0,
        };
        file.held = fs::read(&file.path).ok();
        file.stamp = file.stamped();
        file
    }

    /// When it was changed last, and how long it is.
    fn stamped(&self) -> Option<(SystemTime, u64)> {
        let found = fs::metadata(&self.path).ok()?;
        Some((found.modified().ok()?, found.len()))
    }

    /// Editors write a file in several steps, or write another and rename it. Only a change of what
    /// the file holds counts. Looking closely means to read it though it seems to be the same.
    fn look(&mut self, closely: bool) -> Option<Event> {
        let stamp = self.stamped();
        if stamp == self.stamp && !closely && self.missed == 0 {
            return None;
        }
        self.stamp = stamp;
        let Ok(now) = fs::read(&self.path) else {
            // What is just being replaced is there again at the next look.
            self.missed += 1;
            let gone = self.missed > 1 && self.held.take().is_some();
            return gone.then(|| Event::Gone(self.kata.clone()));
        };
        self.missed = 0;
        if now.is_empty() || self.held.as_ref() == Some(&now) {
            return None;
        }
        self.held = Some(now);
        Some(Event::Saved(self.kata.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_a_rename_a_deletion_and_a_return_are_found_by_looking() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("gather.rs");
        let write = |text: &str| fs::write(&path, text).expect("it can be written");
        write("one");
        let mut file = File::of(KataId::new("c05_x", "gather"), path.clone());
        let mut look = |closely| match file.look(closely) {
            Some(Event::Saved(_)) => "saved",
            Some(Event::Gone(_)) => "gone",
            _ => "",
        };
        assert_eq!(look(true), "", "nothing has changed");
        write("longer");
        assert_eq!([look(false), look(false)], ["saved", ""]);
        let beside = folder.path().join("beside");
        fs::write(&beside, "another").expect("it can be written");
        fs::rename(&beside, &path).expect("it can be renamed");
        assert_eq!(look(false), "saved", "renamed");
        fs::remove_file(&path).expect("it can be removed");
        assert_eq!([look(false), look(false), look(false)], ["", "gone", ""]);
        write("another");
        assert_eq!(look(false), "saved", "it is back");
    }
}
