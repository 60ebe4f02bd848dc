//! What students get: the course without a trace of its answers, and it grades as it should.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kata::bench::{Answer, StandIns};
use kata::course::{Course, KataId};
use kata::grade::{HandedIn, Policy, Requirement, Submission};
use kata::handout::{HandoutError, hand_out};

fn course() -> Course {
    Course::open(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()).unwrap()
}

fn whole(course: &Course, folder: &Path) -> Result<usize, HandoutError> {
    part(course, &[], folder)
}

fn part(course: &Course, chapters: &[&str], folder: &Path) -> Result<usize, HandoutError> {
    let chapters: Vec<String> = chapters.iter().map(|name| name.to_string()).collect();
    hand_out(course, &chapters, Requirement::Nothing, folder)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(self::files(&path)),
            false => files.push(path),
        }
    }
    files
}

/// The lines of a source that say something of their own.
fn telling(source: &str) -> impl Iterator<Item = &str> {
    let lines = source.lines().map(str::trim);
    lines.filter(|line| line.starts_with("//!") && line.len() > 30)
}

#[test]
fn a_handout_holds_no_answer_of_ours() {
    let course = course();
    let folder = tempfile::tempdir().unwrap();
    let katas = whole(&course, folder.path()).unwrap();
    assert_eq!(katas, course.katas().len());
    let files = files(folder.path());
    let texts: Vec<String> = files
        .iter()
        .map(|path| fs::read_to_string(path).unwrap_or_default())
        .collect();
    for path in &files {
        let shown = path.strip_prefix(folder.path()).unwrap();
        assert!(
            !shown.starts_with("solutions") && !shown.starts_with("mistakes"),
            "{}",
            shown.display()
        );
    }
    for kata in course.katas() {
        let mut ours = course.alternatives(kata).unwrap();
        ours.extend(course.mistakes(kata).unwrap());
        ours.push(course.reference(kata));
        for path in ours {
            let source = fs::read_to_string(&path).unwrap();
            for line in telling(&source) {
                let told = texts.iter().position(|text| text.contains(line));
                assert!(
                    told.is_none(),
                    "{:?} holds a line of {path:?}: {line}",
                    told.map(|n| &files[n])
                );
            }
        }
    }
}

#[test]
fn a_handout_is_a_course_whose_submissions_grade_without_notes() {
    let course = course();
    let folder = tempfile::tempdir().unwrap();
    part(&course, &["c01"], folder.path()).unwrap();
    let handed_out = Course::open(folder.path()).unwrap();
    assert!(
        handed_out
            .katas()
            .iter()
            .all(|kata| kata.chapter == "c01_sync_vs_async")
    );
    let at_once = KataId::new("c01_sync_vs_async", "at_once");
    let kept = handed_out.kept_stub(&at_once);
    assert_eq!(
        fs::read(&kept).unwrap(),
        fs::read(course.stub(&at_once)).unwrap()
    );

    let reference = Answer::read(&course.reference(&at_once)).unwrap().unwrap();
    fs::write(handed_out.stub(&at_once), &reference.source).unwrap();
    let submission = Submission::take(&course, folder.path());
    assert_eq!(
        submission.notes,
        Vec::<String>::new(),
        "the handout is nobody's change"
    );
    let answered = submission
        .handed_in
        .iter()
        .find(|(kata, _)| *kata == at_once);
    assert!(
        matches!(answered, Some((_, HandedIn::Answer(_)))),
        "{answered:?}"
    );
    let stand_ins = StandIns::Stubs.of(&handed_out, &at_once);
    assert_eq!(
        stand_ins,
        Some(kept),
        "what the student wrote stands in for nothing"
    );

    fs::write(folder.path().join("Cargo.toml"), "[package]\n").unwrap();
    let submission = Submission::take(&course, folder.path());
    assert_eq!(
        submission.notes,
        ["Cargo.toml differs from the course and was not used"]
    );
}

/// Cargo in a handout, with the packages that this course has built already.
fn cargo(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .arg("--offline")
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", course().root().join("target"))
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8_lossy(&text).into_owned()
}

#[test]
fn a_whole_handout_behaves_like_the_course() {
    let folder = tempfile::tempdir().unwrap();
    whole(&course(), folder.path()).unwrap();
    let built = cargo(folder.path(), &["test", "--no-run"]);
    assert!(!built.contains("error:"), "a stub does not build: {built}");
    for chapter in course().katas().iter().map(|kata| &kata.chapter) {
        assert!(built.contains(chapter), "{chapter} is not built: {built}");
    }
    let first = cargo(folder.path(), &["test", "--quiet"]);
    assert!(
        first.contains("not written yet: open src/c01_"),
        "the first chapter is not red as it should be: {first}"
    );
    let solutions = cargo(folder.path(), &["check", "--features", "solutions"]);
    let errors: Vec<&str> = solutions
        .lines()
        .filter(|line| line.starts_with("error"))
        .collect();
    assert!(
        matches!(errors.as_slice(), [said, _] if said.contains("this edition has no solutions")),
        "that there are no solutions is not said in a line: {errors:?}"
    );
}

#[test]
fn an_edition_without_solutions_says_so_in_a_line() {
    let folder = tempfile::tempdir().unwrap();
    part(&course(), &["c01"], folder.path()).unwrap();
    let library = fs::read_to_string(folder.path().join("src/lib.rs")).unwrap();
    assert!(
        library.contains("this edition has no solutions"),
        "{library}"
    );
    let (about, _) = library.split_once("\n\n").expect("a text at its top");
    assert!(about.contains("`cargo test`"), "{library}");
    assert!(!about.contains("solutions"), "{library}");
    let chapter = fs::read_to_string(folder.path().join("src/c01_sync_vs_async/mod.rs")).unwrap();
    assert!(!chapter.contains("cfg_attr"), "{chapter}");
}

#[test]
fn a_handout_builds_what_its_chapters_need_and_nothing_else() {
    let course = course();
    for (chapters, needed, not_needed) in [
        (
            &["c01", "c05"][..],
            &["futures", "tokio-util"][..],
            &["axum", "reqwest"][..],
        ),
        (
            &["c09"],
            &["axum", "reqwest", "serde_json"],
            &["tokio-tungstenite", "url"],
        ),
        (
            &["c16"],
            &["reqwest", "url", "wiremock", "tempfile"],
            &["tokio-tungstenite"],
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        part(&course, chapters, folder.path()).unwrap();
        let manifest = fs::read_to_string(folder.path().join("Cargo.toml")).unwrap();
        let manifest: toml::Table = manifest.parse().unwrap();
        let has = |name: &str| {
            let tables = ["dependencies", "dev-dependencies"].iter();
            let mut tables = tables.filter_map(|table| manifest[*table].as_table());
            tables.any(|table| table.contains_key(name))
        };
        for name in needed.iter().chain(&["tokio", "lab"]) {
            assert!(has(name), "{chapters:?} need {name}");
        }
        for name in not_needed {
            assert!(!has(name), "{chapters:?} do not need {name}");
        }
        let locked = cargo(folder.path(), &["tree", "--locked", "--depth", "0"]);
        assert!(
            locked.starts_with("async-katas"),
            "the lock file is not as cargo wants it: {locked}"
        );
        let notes = Submission::take(&course, folder.path()).notes;
        assert_eq!(notes, Vec::<String>::new(), "{chapters:?}");
    }
}

#[test]
fn no_link_of_a_handout_leads_to_what_was_not_handed_out() {
    let folder = tempfile::tempdir().unwrap();
    part(&course(), &["c01", "c05"], folder.path()).unwrap();
    let mut links = 0;
    for file in files(folder.path()) {
        let inside = file.strip_prefix(folder.path()).unwrap();
        let is_text = file.extension().is_some_and(|end| end == "md");
        if !is_text || inside.starts_with("lab") || inside.starts_with("tokio-lab") {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        for event in pulldown_cmark::Parser::new_ext(&text, pulldown_cmark::Options::all()) {
            let pulldown_cmark::Event::Start(pulldown_cmark::Tag::Link { dest_url, .. }) = event
            else {
                continue;
            };
            let (path, section) = dest_url.split_once('#').unwrap_or((&dest_url, ""));
            if path.contains("://") {
                continue;
            }
            links += 1;
            let target = match path {
                "" => file.clone(),
                path => file.parent().unwrap().join(path),
            };
            let place = format!("{}: {dest_url}", inside.display());
            assert!(target.exists(), "{place} leads nowhere");
            if !section.is_empty() {
                let text = fs::read_to_string(&target).unwrap();
                let heading = |line: &str| {
                    line.starts_with('#') && line.trim_start_matches('#').trim() == section
                };
                assert!(text.lines().any(heading), "{place} leads to no section");
            }
        }
    }
    assert!(links > 10, "{links} links");
}

#[test]
fn another_version_in_the_lock_file_is_noted() {
    let folder = tempfile::tempdir().unwrap();
    part(&course(), &["c01"], folder.path()).unwrap();
    let lock = folder.path().join("Cargo.lock");
    let text = fs::read_to_string(&lock).unwrap();
    let start = text.find("name = \"tokio\"").unwrap();
    let other = text[start..].replacen("version = \"1.", "version = \"1.9", 1);
    fs::write(&lock, text[..start].to_owned() + &other).unwrap();
    let notes = Submission::take(&course(), folder.path()).notes;
    assert_eq!(
        notes,
        ["Cargo.lock differs from the course and was not used"]
    );
}

#[test]
fn what_counts_is_what_was_handed_out() {
    let folder = tempfile::tempdir().unwrap();
    part(&course(), &["c05", "c06"], folder.path()).unwrap();
    let file = folder.path().join("grading.toml");
    let policy = Policy::read(&course(), &file).unwrap();
    let chapters: Vec<&str> = policy
        .katas
        .iter()
        .map(|(kata, _)| kata.chapter.as_str())
        .collect();
    let held = ["c05_concurrency", "c06_timeouts"];
    assert!(
        chapters.iter().all(|chapter| held.contains(chapter)),
        "{chapters:?}"
    );
    let handed_out = Course::open(folder.path()).unwrap();
    let own = Policy::read(&handed_out, &file).unwrap();
    assert_eq!(
        own.katas, policy.katas,
        "students see the points that they get"
    );
    assert_eq!(own.katas.len(), handed_out.katas().len());
    // What the README tells them to run is theirs.
    let readme = fs::read_to_string(folder.path().join("README.md")).unwrap();
    let first = &handed_out.katas()[0];
    let (chapter, slug) = (&first.chapter, &first.slug);
    let one = format!("`cargo test --test {chapter} {slug}::");
    let (_, behaviour) = readme.split_once(&one).expect("a behaviour of theirs");
    let (behaviour, _) = behaviour.split_once('`').unwrap();
    let proof = folder.path().join("tests").join(first.file());
    let proof = fs::read_to_string(proof).unwrap();
    assert!(proof.contains(&format!("fn {behaviour}()")), "{behaviour}");
}

#[test]
fn the_folder_is_named_before_or_after_the_chapters() {
    for order in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_kata"));
        command.current_dir(course().root()).arg("handout");
        if order {
            command.arg(folder.path());
        }
        command.args(["--chapters", "c01,c02", "--ci", "begun"]);
        if !order {
            command.arg(folder.path());
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        assert!(folder.path().join("src/c02_async_await").is_dir());
        let workflow = folder.path().join(".github/workflows/katas.yml");
        let workflow = fs::read_to_string(workflow).unwrap();
        assert!(workflow.contains("--require begun "), "{workflow}");
    }
}

#[test]
fn a_folder_that_holds_something_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mine"), "").unwrap();
    let result = whole(&course(), folder.path());
    assert!(
        matches!(result, Err(HandoutError::NotEmpty { .. })),
        "{result:?}"
    );
}

#[test]
fn a_copy_without_git_is_handed_out_whole_with_all_that_students_read() {
    let course = course();
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy");
    let chapters = ["c01".to_owned(), "c02".to_owned()];
    hand_out(&course, &chapters, Requirement::Nothing, &copy).unwrap();
    // An edition has no history: what it knows of its stubs stands in its own files.
    let again = folder.path().join("again");
    let rules = "due = 2026-12-01T18:00:00\ntime-zone = \"Asia/Seoul\"\n";
    fs::write(copy.join("grading.toml"), rules).unwrap();
    hand_out(
        &Course::open(&copy).unwrap(),
        &[],
        Default::default(),
        &again,
    )
    .unwrap();
    for file in [".vscode/tasks.json", ".devcontainer/devcontainer.json"] {
        assert!(again.join(file).is_file(), "{file} is missing");
    }
    let policy = Policy::read(&Course::open(&again).unwrap(), &again.join("grading.toml"));
    let policy = policy.unwrap();
    assert_eq!(policy.due.as_deref(), Some("2026-12-01 18:00 +09:00"));
    assert!(policy.zone().is_some(), "of lists as well");
    let readme = fs::read_to_string(copy.join("README.md")).unwrap();
    for part in ["Likely cause:", "| `async def f()` |", "## Handing in"] {
        assert!(readme.contains(part), "no {part} in {readme}");
    }
    for place in ["{katas}", "{picture}", "{asyncio}", "{kata}", "{behaviour}"] {
        assert!(!readme.contains(place), "{place} was left: {readme}");
    }
    // Which words of the text a behaviour stands for, it says without the mistakes.
    let kata = KataId::new("c01_sync_vs_async", "at_once");
    let promised = course.promised(&kata).unwrap();
    let ordered: Vec<&str> = promised.of("results_keep_the_order_of_the_jobs").collect();
    assert!(
        ordered
            .iter()
            .any(|words| words.contains("order of finishing")),
        "{ordered:?}"
    );
    assert_eq!(
        Course::open(&again).unwrap().promised(&kata).unwrap(),
        promised
    );
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().flatten().collect();
    assert_eq!(left.len(), 2, "something unfinished was left: {left:?}");
}
