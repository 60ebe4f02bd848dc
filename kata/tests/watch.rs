//! `cargo kata watch` as a learner uses it: the real program in a pseudo-terminal.
//!
//! Each step waits for what must appear.

mod common;

use std::fs;
use std::io::{Read, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use common::{answer, course};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Whatever has not appeared by then will not: the first build builds dependencies.
const PATIENCE: Duration = Duration::from_secs(120);

const DOUBLE: &str = "src/c01_numbers/double.rs";
const GREET: &str = "src/c02_words/greet.rs";

/// So many rows or columns.
fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).expect("a terminal is never empty")
}

/// The program in a terminal, and what that terminal shows.
struct Terminal {
    screen: Arc<Mutex<vt100::Parser>>,
    keys: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
}

impl Terminal {
    fn open(root: &Path, arguments: &[&str]) -> Self {
        Terminal::of_width(80, root, arguments)
    }

    fn of_width(cols: u16, root: &Path, arguments: &[&str]) -> Self {
        let size = PtySize {
            rows: 24,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system()
            .openpty(size)
            .expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_kata"));
        command.args(arguments);
        command.cwd(root);
        command.env("TERM", "xterm-256color");
        command.env_remove("CARGO_MANIFEST_DIR");
        let child = pair
            .slave
            .spawn_command(command)
            .expect("the program starts");
        drop(pair.slave);
        let screen = Arc::new(Mutex::new(vt100::Parser::new(cells(24), cells(cols), 0)));
        let mut output = pair.master.try_clone_reader().expect("a reader");
        let shown = Arc::clone(&screen);
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = output.read(&mut buffer) {
                shown
                    .lock()
                    .expect("nobody panicked")
                    .process(&buffer[..length]);
            }
        });
        let keys = pair.master.take_writer().expect("a writer");
        Terminal {
            screen,
            keys,
            master: pair.master,
            child,
        }
    }

    fn contents(&self) -> String {
        self.screen
            .lock()
            .expect("nobody panicked")
            .screen()
            .contents()
    }

    fn wait_for(&self, text: &str) -> String {
        let begun = Instant::now();
        loop {
            let contents = self.contents();
            if contents.contains(text) {
                return contents;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "`{text}` never appeared; there is:\n{contents}"
            );
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn wait_until_gone(&self, text: &str) {
        let begun = Instant::now();
        while self.contents().contains(text) {
            assert!(begun.elapsed() < PATIENCE, "`{text}` never went away");
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn press(&mut self, keys: &str) {
        self.keys
            .write_all(keys.as_bytes())
            .expect("the terminal takes keys");
        self.keys.flush().expect("the terminal takes keys");
    }

    fn resize(&self, rows: u16, cols: u16) {
        self.screen
            .lock()
            .expect("nobody panicked")
            .screen_mut()
            .set_size(cells(rows), cells(cols));
        let size = PtySize {
            rows,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        };
        self.master
            .resize(size)
            .expect("the terminal can be resized");
    }

    /// Waits for the end: the exit status, and whether the terminal is as it was before.
    fn end(mut self) -> u32 {
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("it can be asked") {
                break status.exit_code();
            }
            if begun.elapsed() > PATIENCE {
                let _ = self.child.kill();
                panic!("it never ended; there is:\n{}", self.contents());
            }
            thread::sleep(Duration::from_millis(20));
        };
        while self
            .screen
            .lock()
            .expect("nobody panicked")
            .screen()
            .alternate_screen()
        {
            assert!(
                begun.elapsed() < PATIENCE,
                "the terminal was left in its other screen"
            );
            thread::sleep(Duration::from_millis(20));
        }
        let screen = self.screen.lock().expect("nobody panicked");
        assert!(!screen.screen().hide_cursor(), "the cursor was left hidden");
        status
    }
}

fn fresh(name: &str) -> PathBuf {
    let root = course(name, &["sound"], &[]);
    let _ = fs::remove_dir_all(root.join(".kata"));
    root
}

fn save(root: &Path, file: &str, source: &str) {
    // As many editors do it: another file first, then that one in the old one's place.
    let beside = root.join(file).with_extension("rs.swp");
    fs::write(&beside, source).expect("it can be written");
    fs::rename(&beside, root.join(file)).expect("it can be renamed");
}

fn passes() -> String {
    fs::read_to_string(answer("passes")).expect("the fixture is there")
}

#[test]
fn green_stays_on_the_screen_until_a_key_goes_on() {
    let root = fresh("watch_saves");
    let mut terminal = Terminal::open(&root, &["watch"]);
    terminal.wait_for("not written yet: open src/c01_numbers/double.rs");
    let wrong = "pub fn double(n: u32) -> Option<u32> {\n    Some(n.wrapping_mul(2))\n}\n";
    save(&root, DOUBLE, wrong);
    terminal.wait_for("2 of 3 behaviours right");
    terminal.wait_for("stuck? h opens a hint");
    save(
        &root,
        DOUBLE,
        "pub fn double(n: u32) -> Option<u32> {\n    n\n}\n",
    );
    terminal.wait_for("does not compile");
    save(&root, DOUBLE, &passes());
    terminal.wait_for("n goes on to greet, c compares it with ours.");
    terminal.press("c");
    terminal.wait_for("yours");
    terminal.press("x");
    terminal.wait_for("n goes on to greet");
    terminal.press("n");
    terminal.wait_for("greet ★★ c02_words: a greeting");
    terminal.press("p");
    terminal.wait_for("n goes on to greet");
    terminal.press("n");
    terminal.wait_for("greet ★★ c02_words: a greeting");
    let greet = fs::read_to_string(root.join("solutions/c02_words/greet.rs")).expect("it is there");
    save(&root, GREET, &greet);
    terminal.wait_for("Every kata is green");
    terminal.press("q");
    assert_eq!(terminal.end(), 0, "all is green");
}

#[test]
fn an_edition_without_answers_names_no_key_that_shows_them() {
    let root = fresh("watch_edition");
    fs::remove_dir_all(root.join("solutions")).expect("the fixture has answers");
    let mut terminal = Terminal::open(&root, &["watch"]);
    terminal.wait_for("not written yet");
    let contents = terminal.wait_for("q quit");
    assert!(!contents.contains("compare"), "{contents}");
    terminal.press("q");
    assert_eq!(terminal.end(), 1, "nothing is green");
}

#[test]
fn it_goes_on_by_itself_where_it_is_asked_to() {
    let root = fresh("watch_goes_on");
    let mut terminal = Terminal::open(&root, &["watch", "--go-on"]);
    terminal.wait_for("not written yet: open src/c01_numbers/double.rs");
    save(&root, DOUBLE, &passes());
    terminal.wait_for("double is green. On to greet.");
    terminal.press("q");
    assert_eq!(terminal.end(), 1, "greet is not green");
}

#[test]
fn keys_open_hints_the_list_and_the_question_before_a_reset() {
    let root = fresh("watch_keys");
    let mut terminal = Terminal::open(&root, &["watch", "double"]);
    terminal.wait_for("not written yet");
    terminal.press("h");
    terminal.wait_for("2 hints are left.");
    terminal.press("x");
    terminal.wait_for("not written yet");
    terminal.press("c");
    terminal.wait_for("double is not green yet");
    terminal.press("l");
    terminal.wait_for("c02_words  Words");
    terminal.wait_for("> · double");
    terminal.press("j");
    terminal.wait_for("> · greet");
    terminal.press("\r");
    let contents = terminal.wait_for("greet ★★ c02_words: a greeting");
    assert!(
        !contents.contains("double is not green yet"),
        "what was said of another kata stays: {contents}"
    );
    terminal.press("r");
    terminal.wait_for("y puts the stub back and keeps your answer, n does not: src/c02");
    terminal.press("n");
    terminal.wait_for("Nothing was changed.");
    terminal.press("q");
    assert_eq!(terminal.end(), 1, "greet is not green");
}

#[test]
fn a_save_stops_the_run_of_the_answer_before_it() {
    let root = fresh("watch_stops");
    let mut terminal = Terminal::open(&root, &["watch"]);
    terminal.wait_for("not written yet");
    save(
        &root,
        DOUBLE,
        "pub fn double(_: u32) -> Option<u32> {\n    loop {\n        std::hint::spin_loop();\n    }\n}\n",
    );
    terminal.wait_for("double: running the tests");
    // Its run would take the minute that a run may take at the most.
    let begun = Instant::now();
    save(&root, DOUBLE, &passes());
    terminal.wait_for("n goes on to greet");
    let taken = begun.elapsed();
    assert!(
        taken < Duration::from_secs(40),
        "the new answer waited {taken:?} for the old one"
    );
    terminal.press("q");
    assert_eq!(terminal.end(), 0, "double is green");
}

#[test]
fn a_file_that_is_gone_is_said_and_seen_when_it_is_back() {
    let root = fresh("watch_gone");
    let mut terminal = Terminal::open(&root, &["watch"]);
    terminal.wait_for("not written yet");
    fs::remove_file(root.join(DOUBLE)).expect("it can be removed");
    terminal.wait_for("src/c01_numbers/double.rs is gone");
    save(&root, DOUBLE, &passes());
    terminal.wait_for("n goes on to greet");
    terminal.press("q");
    assert_eq!(terminal.end(), 0, "double is green");
}

#[test]
fn it_survives_resizing_and_shows_what_fits() {
    let root = fresh("watch_sizes");
    let mut terminal = Terminal::open(&root, &["watch"]);
    terminal.wait_for("not written yet");
    terminal.resize(6, 40);
    terminal.press("l");
    terminal.wait_for("more lines");
    terminal.press("j");
    terminal.press("   ");
    terminal.wait_for("greet");
    terminal.resize(50, 120);
    // The key comes after the new size was heard of: together, one hides the other until the next.
    terminal.wait_until_gone("more lines");
    terminal.press("q");
    assert_eq!(terminal.end(), 1, "nothing is green");
}

#[test]
fn the_compilers_messages_are_as_wide_as_the_terminal_is_now() {
    let root = fresh("watch_wide");
    save(
        &root,
        DOUBLE,
        "pub fn double(n: u32) -> Option<u32> {\n    \
         let twice = n.checked_mul(2).and_then(|twice| twice.checked_add(0)).map(|t| t).length();\n    \
         twice\n}\n",
    );
    let terminal = Terminal::open(&root, &["watch"]);
    terminal.wait_for("does not compile");
    terminal.resize(24, 60);
    let below = |text: &str| {
        let contents = terminal.contents();
        let place = |part| contents.lines().find_map(|line: &str| line.find(part));
        !contents.contains("checked_mul(2)")
            && place(text).is_some()
            && place(text) == place("^^^^^^")
    };
    let begun = Instant::now();
    while !below("length()") {
        let contents = terminal.contents();
        assert!(begun.elapsed() < PATIENCE, "there is:\n{contents}");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn what_is_wrong_is_in_sight_whatever_else_there_is_to_say() {
    let root = fresh("watch_in_sight");
    let warned = "    let unused = 7;\n".repeat(2);
    let wrong = format!(
        "pub fn double(n: u32) -> Option<u32> {{\n{warned}    \
         (0..30).for_each(|line| println!(\"line {{line}}\"));\n    Some(n.wrapping_mul(2))\n}}\n"
    );
    save(&root, DOUBLE, &wrong);
    // The one shows where a long text ends, the other where it begins.
    for (command, seen) in [
        (&["double"][..], "stuck? cargo kata hint double"),
        (&["watch", "double"], "more lines"),
    ] {
        let contents = Terminal::open(&root, command).wait_for(seen);
        for line in ["2 of 3 behaviours right", "right: None", "line 1"] {
            assert!(contents.contains(line), "{command:?}: {contents}");
        }
        assert!(!contents.contains("warning: unused"), "{contents}");
    }
}

#[test]
fn control_c_leaves_the_terminal_as_it_was() {
    let root = fresh("watch_control_c");
    let mut terminal = Terminal::open(&root, &["watch"]);
    terminal.wait_for("not written yet");
    terminal.press("\u{3}");
    assert_eq!(terminal.end(), 1, "nothing is green");
}

#[test]
fn control_c_at_a_question_is_a_no_at_once() {
    let root = fresh("watch_asks");
    // The tool sees the stub once, as on anybody's first call.
    Terminal::open(&root, &["list"]).wait_for("double");
    save(&root, DOUBLE, &passes());
    let mut terminal = Terminal::open(&root, &["reset", "double"]);
    terminal.wait_for("[y/N]");
    let begun = Instant::now();
    terminal.press("\u{3}");
    assert_eq!(terminal.end(), 130, "as shells have it");
    assert!(begun.elapsed() < Duration::from_secs(2));
    assert_eq!(fs::read_to_string(root.join(DOUBLE)).ok(), Some(passes()));
}

#[test]
fn lines_are_broken_between_words_where_the_terminal_ends() {
    let root = fresh("watch_narrow");
    let wrong = "pub fn double(n: u32) -> Option<u32> {\n    Some(n.wrapping_mul(2))\n}\n";
    save(&root, DOUBLE, wrong);
    for (command, last) in [
        (&["double"][..], "stuck? cargo kata hint double"),
        (&["watch", "double"], "stuck? h opens a hint"),
        (&["wacth"], "`cargo kata watch`?"),
    ] {
        let terminal = Terminal::of_width(34, &root, command);
        let contents = terminal.wait_for(last);
        // A line that the terminal itself has broken is one line here.
        let wide = contents.lines().find(|line| line.chars().count() > 34);
        assert_eq!(wide, None, "{command:?}: {contents}");
        if last.starts_with("stuck") {
            for line in ["  ✗ gives nothing where it does", "    not fit"] {
                assert!(contents.lines().any(|shown| shown == line), "{contents}");
            }
        }
    }
}
