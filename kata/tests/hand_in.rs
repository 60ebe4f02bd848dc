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
    for (folder, holds) in [(&empty, "it is empty"), (&two, "it holds one, other")] {
        let (found, notes) = take(folder);
        assert_eq!(found, HandedIn::Nothing);
        assert!(
            notes[0].ends_with(holds),
            "what is there is not told: {notes:?}"
        );
        assert!(notes[0].contains("no answer was found"), "{notes:?}");
    }
}

#[test]
fn files_that_a_program_renamed_are_told_with_the_name_that_is_read() {
    let class = tempfile::tempdir().unwrap();
    let nora = class.path().join("nora");
    for file in ["at_once (1).rs", "at_once.rs.txt", "At-Once.rs"] {
        write(&nora.join(file));
        let (found, notes) = take(&nora);
        assert_eq!(found, HandedIn::Nothing, "{file} is nobody's answer");
        let told = format!("{file} was not read: an answer to at_once is called at_once.rs");
        assert_eq!(notes, [told]);
        fs::remove_file(nora.join(file)).unwrap();
    }

    write(&nora.join("src/c01_sync_vs_async/at_once.rs"));
    write(&nora.join("src/c01_sync_vs_async/at_once (2).rs"));
    write(&nora.join("src/c01_sync_vs_async/gather.rs"));
    write(&nora.join("src/gather.rs"));
    let (found, notes) = take(&nora);
    assert_eq!(found, HandedIn::Answer(ANSWER.to_owned()));
    let place = "was not read: the place of that answer is src/c05_concurrency/gather.rs";
    let renamed = "c01_sync_vs_async/at_once (2).rs was not read: an answer to at_once is called \
                   at_once.rs";
    assert_eq!(
        notes,
        [
            format!("gather.rs {place}"),
            renamed.to_owned(),
            format!("c01_sync_vs_async/gather.rs {place}"),
        ]
    );
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
    match take(class.path()).0 {
        HandedIn::NoText(why) => assert!(why.contains("looks like UTF-16"), "{why}"),
        other => panic!("{other:?}"),
    }
}

mod archives {
    use std::io::{Cursor, Write};

    use flate2::{Compression, write::GzEncoder};
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    const FILE: &str = "src/c01_sync_vs_async/at_once.rs";

    fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in entries {
            archive
                .start_file(*name, SimpleFileOptions::default())
                .unwrap();
            archive.write_all(content).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    /// Names are written as they are: the crate's own way refuses those that lead out.
    fn header(name: &str, kind: tar::EntryType, size: u64) -> tar::Header {
        let mut header = tar::Header::new_gnu();
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(kind);
        header.set_size(size);
        header.set_mode(0o644);
        header.set_cksum();
        header
    }

    fn tar(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = tar::Builder::new(Vec::new());
        for (name, content) in entries {
            let header = header(name, tar::EntryType::Regular, content.len() as u64);
            archive.append(&header, *content).unwrap();
        }
        archive.into_inner().unwrap()
    }

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(content).unwrap();
        packed.finish().unwrap()
    }

    fn both(entries: &[(&str, &[u8])]) -> [(&'static str, Vec<u8>); 2] {
        [
            ("nora.zip", zip(entries)),
            ("nora.tar.gz", gzip(&tar(entries))),
        ]
    }

    #[test]
    fn an_archive_is_read_like_the_folder_that_it_holds() {
        let class = tempfile::tempdir().unwrap();
        let answer = ANSWER.as_bytes();
        let around = format!("katas-main/{FILE}");
        for (entries, noted) in [
            ([(FILE, answer), ("target/debug/big", &[7; 9])], None),
            (
                [("at_once.rs", answer), ("__MACOSX/._at_once.rs", b"")],
                None,
            ),
            (
                [(around.as_str(), answer), ("katas-main/Cargo.toml", b"[")],
                Some("katas-main"),
            ),
        ] {
            for (name, archive) in both(&entries) {
                let nora = class.path().join(name);
                fs::write(&nora, &archive).unwrap();
                assert!(Submission::is_one(&nora));
                let (found, notes) = take(&nora);
                assert_eq!(
                    found,
                    HandedIn::Answer(ANSWER.to_owned()),
                    "{name} {entries:?}"
                );
                let notes = notes.join("\n");
                match noted {
                    None => assert_eq!(notes, ""),
                    Some(folder) => {
                        assert!(
                            notes.contains(&format!("in its folder {folder}")),
                            "{notes}"
                        );
                        assert!(notes.contains("Cargo.toml differs"), "{notes}");
                    }
                }

                let folder = class.path().join("folder");
                fs::create_dir_all(&folder).unwrap();
                fs::rename(&nora, folder.join(name)).unwrap();
                let (found, notes) = take(&folder);
                assert_eq!(
                    found,
                    HandedIn::Answer(ANSWER.to_owned()),
                    "{name} in a folder"
                );
                assert!(
                    notes[0].contains(&format!("in its folder {name}")),
                    "{notes:?}"
                );
                fs::remove_dir_all(&folder).unwrap();
            }
        }
    }

    #[test]
    fn names_and_links_in_an_archive_lead_nowhere() {
        let class = tempfile::tempdir().unwrap();
        let secret = class.path().join("secret/at_once.rs");
        write(&secret);
        let (up, root) = (format!("nora/../../{FILE}"), format!("/{FILE}"));
        let own: &[u8] = b"pub fn own() {}\n";
        let entries: [(&str, &[u8]); 4] = [
            (&up, b"up"),
            (&root, b"root"),
            ("C:/src/c01_sync_vs_async/at_once.rs", b"drive"),
            (FILE, own),
        ];
        for (name, archive) in both(&entries) {
            let nora = class.path().join(name);
            fs::write(&nora, archive).unwrap();
            let own = String::from_utf8(own.to_vec()).unwrap();
            assert_eq!(take(&nora).0, HandedIn::Answer(own), "{name}");
        }

        let mut linked = ZipWriter::new(Cursor::new(Vec::new()));
        let target = secret.to_str().unwrap();
        linked
            .add_symlink(FILE, target, SimpleFileOptions::default())
            .unwrap();
        let zip = linked.finish().unwrap().into_inner();
        for kind in [tar::EntryType::Symlink, tar::EntryType::Link] {
            let mut linked = tar::Builder::new(Vec::new());
            let mut header = header(FILE, kind, 0);
            header.set_link_name(target).unwrap();
            header.set_cksum();
            linked.append(&header, &[][..]).unwrap();
            let tar = gzip(&linked.into_inner().unwrap());
            for (name, archive) in [("linked.zip", &zip), ("linked.tgz", &tar)] {
                let nora = class.path().join(name);
                fs::write(&nora, archive).unwrap();
                assert!(refused(&nora).contains("it is a link"), "{name}");
            }
        }
    }

    #[test]
    fn an_archive_that_unpacks_to_more_than_anybody_hands_in_is_given_up() {
        let class = tempfile::tempdir().unwrap();
        let zeros = vec![0; 16 << 20];
        let nora = class.path().join("nora.zip");
        fs::write(&nora, zip(&[(FILE, &zeros)])).unwrap();
        assert!(refused(&nora).contains("it is larger than 4096 KiB"));

        let many: Vec<String> = (0..17).map(|n| format!("src/{n}.rs")).collect();
        let many: Vec<(&str, &[u8])> = many
            .iter()
            .map(|name| (name.as_str(), &zeros[..4 << 20]))
            .collect();
        for (name, archive) in both(&many) {
            let nora = class.path().join(name);
            fs::write(&nora, archive).unwrap();
            let (found, notes) = take(&nora);
            assert_eq!(found, HandedIn::Nothing);
            assert!(
                notes[0].contains("holds more than 64 MiB of code"),
                "{notes:?}"
            );
        }

        // A quarter of a gigabyte in a megabyte.
        let mut bomb = gzip(header("big", tar::EntryType::Regular, 1 << 30).as_bytes());
        bomb.extend(gzip(&zeros).repeat(17));
        let nora = class.path().join("nora.tgz");
        fs::write(&nora, bomb).unwrap();
        let (found, notes) = take(&nora);
        assert_eq!(found, HandedIn::Nothing);
        assert!(
            notes[0].contains("unpacks to more than 256 MiB"),
            "{notes:?}"
        );

        // The same of files that are each too large to be kept, and take no room packed.
        let one = zip(&[("big.rs", &zeros)]);
        let mut one = zip::ZipArchive::new(Cursor::new(one)).unwrap();
        let mut bomb = ZipWriter::new(Cursor::new(Vec::new()));
        for number in 0..70 {
            let big = one.by_index_raw(0).unwrap();
            bomb.raw_copy_file_rename(big, format!("src/{number}.rs"))
                .unwrap();
        }
        let nora = class.path().join("nora.zip");
        fs::write(&nora, bomb.finish().unwrap().into_inner()).unwrap();
        let (found, notes) = take(&nora);
        assert_eq!(found, HandedIn::Nothing);
        assert!(
            notes[0].contains("unpacks to more than 256 MiB"),
            "{notes:?}"
        );
    }

    #[test]
    fn what_is_no_archive_after_all_is_told() {
        let class = tempfile::tempdir().unwrap();
        for (name, bytes, told) in [
            (
                "text.zip",
                b"hello".to_vec(),
                "is neither a zip nor a tar.gz archive",
            ),
            (
                "cut.zip",
                zip(&[(FILE, b"x")])[..40].to_vec(),
                "is a broken zip archive",
            ),
            (
                "cut.tar.gz",
                gzip(&tar(&[(FILE, b"x")]))[..40].to_vec(),
                "is a broken tar.gz archive",
            ),
        ] {
            let nora = class.path().join(name);
            fs::write(&nora, bytes).unwrap();
            let (found, notes) = take(&nora);
            assert_eq!(found, HandedIn::Nothing);
            assert!(notes[0].contains(told), "{name}: {notes:?}");
        }
        assert!(!Submission::is_one(&class.path().join("roster.csv")));
    }
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
                    HandedIn::Refused(_) | HandedIn::NoText(_) | HandedIn::Nothing => (),
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
