//! What is taken of a submission, however it is handed in, and whatever stands in its place.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use kata::course::{Course, KataId};
use kata::grade::{HandedIn, Submission};

const ANSWER: &str = "pub async fn at_once() {}\n";

fn course() -> &'static Course {
    static COURSE: LazyLock<Course> = LazyLock::new(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        Course::open(root).unwrap()
    });
    &COURSE
}

fn write(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, ANSWER).unwrap();
}

/// What was taken for `at_once`, and the notes.
fn take(path: &Path) -> (HandedIn, Vec<String>) {
    let submission = Submission::take(course(), path);
    let at_once = KataId::new("c01_sync_vs_async", "at_once");
    let found = submission
        .handed_in
        .into_iter()
        .find(|(kata, _)| *kata == at_once);
    (
        found.map_or(HandedIn::Nothing, |(_, found)| found),
        submission.notes,
    )
}

fn refused(path: &Path) -> String {
    match take(path) {
        (HandedIn::Refused(why), _) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn answers_are_found_however_a_folder_is_laid_out() {
    let class = tempfile::tempdir().unwrap();
    for (way, noted) in [
        ("src/c01_sync_vs_async/at_once.rs", None),
        ("c01_sync_vs_async/at_once.rs", None),
        ("at_once.rs", None),
        ("SRC/c01_sync_vs_async/at_once.rs", Some("SRC")),
        (
            "async-katas-main/src/c01_sync_vs_async/at_once.rs",
            Some("async-katas-main"),
        ),
        ("upload/nora/at_once.rs", Some("upload/nora")),
    ] {
        let nora = class.path().join("nora");
        write(&nora.join(way));
        write(&nora.join(".DS_Store"));
        write(&nora.join("__MACOSX/._at_once.rs"));
        let (found, notes) = take(&nora);
        assert_eq!(found, HandedIn::Answer(ANSWER.to_owned()), "{way}");
        let notes = notes.join("\n");
        match noted {
            Some(folder) => assert!(
                notes.contains(&format!("in its folder {folder}")),
                "{notes}"
            ),
            None => assert_eq!(notes, "", "{way}"),
        }
        fs::remove_dir_all(&nora).unwrap();
    }
}

#[test]
fn a_folder_without_answers_is_a_submission_of_nothing_and_says_why() {
    let class = tempfile::tempdir().unwrap();
    let empty = class.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let two = class.path().join("two");
    write(&two.join("one/at_once.rs"));
    write(&two.join("other/at_once.rs"));
    for folder in [&empty, &two] {
        let (found, notes) = take(folder);
        assert_eq!(found, HandedIn::Nothing);
        assert!(notes[0].contains("no answer is in it"), "{notes:?}");
    }
}

#[test]
fn a_file_that_an_editor_wrote_as_utf_16_is_told_what_it_is() {
    let class = tempfile::tempdir().unwrap();
    let file = class.path().join("at_once.rs");
    let utf_16: Vec<u8> = "\u{feff}pub"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    fs::write(file, utf_16).unwrap();
    assert!(refused(class.path()).contains("looks like UTF-16"));
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    use std::process::Command;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[test]
    fn links_lead_nowhere_at_any_level() {
        let class = tempfile::tempdir().unwrap();
        let ada = class.path().join("ada");
        write(&ada.join("src/c01_sync_vs_async/at_once.rs"));
        let eve = |name: &str| class.path().join(name);

        symlink(&ada, eve("whole")).unwrap();
        let (found, notes) = take(&eve("whole"));
        assert_eq!(found, HandedIn::Nothing);
        assert!(notes[0].contains("it is a link"), "{notes:?}");
        let (found, _) = take(&class.path().join("whole/"));
        assert_eq!(found, HandedIn::Nothing, "nor with a slash behind it");

        fs::create_dir(eve("src")).unwrap();
        symlink(ada.join("src"), eve("src/src")).unwrap();
        assert_eq!(take(&eve("src")).0, HandedIn::Nothing);

        fs::create_dir_all(eve("chapter/src")).unwrap();
        symlink(
            ada.join("src/c01_sync_vs_async"),
            eve("chapter/src/c01_sync_vs_async"),
        )
        .unwrap();
        assert!(refused(&eve("chapter")).contains("the chapter is a link"));

        fs::create_dir_all(eve("file")).unwrap();
        symlink(
            ada.join("src/c01_sync_vs_async/at_once.rs"),
            eve("file/at_once.rs"),
        )
        .unwrap();
        assert!(refused(&eve("file")).contains("it is a link"));
    }

    #[test]
    fn a_file_that_changes_while_it_is_read_keeps_nobody_waiting() {
        let class = tempfile::tempdir().unwrap();
        let file = class.path().join("at_once.rs");
        let (fifo, link) = (class.path().join("fifo"), class.path().join("link"));
        let made = Command::new("mkfifo").arg(&fifo).status().unwrap();
        assert!(made.success());
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    write(&class.path().join("new"));
                    let _ = fs::rename(class.path().join("new"), &file);
                    let _ = fs::hard_link(&fifo, class.path().join("again"));
                    let _ = fs::rename(class.path().join("again"), &file);
                    let _ = symlink("/dev/zero", &link);
                    let _ = fs::rename(&link, &file);
                }
            });
            for _ in 0..500 {
                match take(class.path()).0 {
                    HandedIn::Answer(text) => assert_eq!(text, ANSWER),
                    HandedIn::Refused(_) | HandedIn::Nothing => (),
                }
            }
            over.store(true, Ordering::Relaxed);
        });
    }

    #[test]
    fn names_that_are_no_text_are_told_apart() {
        let named = |bytes: &[u8]| kata::grade::shown(Path::new(OsStr::from_bytes(bytes)));
        assert_eq!(named(b"a\xff"), "a\\xff");
        assert_eq!(named(b"a\\xff"), "a\\\\xff");
        assert_eq!(named("김민수".as_bytes()), "김민수");
        assert_ne!(named(b"\xfe"), named(b"\xff"));
    }
}
