//! The learner's loop as a learner uses it: the real program, on a course of two katas.

mod common;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::{answer, course};

/// A fresh course: nothing remembered, every stub as the fixture has it.
fn fresh(name: &str) -> PathBuf {
    let root = course(name, &["sound"], &[]);
    let _ = fs::remove_dir_all(root.join(".kata"));
    root
}

fn kata(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kata"))
        .current_dir(root)
        .args(arguments)
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .expect("the program starts")
}

/// What it printed, with its exit status.
fn told(root: &Path, arguments: &[&str]) -> String {
    shown(&kata(root, arguments))
}

/// The same where it is told something in turn.
fn told_with(root: &Path, arguments: &[&str], input: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kata"));
    command.current_dir(root).args(arguments);
    command.env_remove("CARGO_MANIFEST_DIR");
    let (reader, mut writer) = std::io::pipe().expect("a pipe");
    writer.write_all(input.as_bytes()).expect("it has room");
    drop(writer);
    shown(&command.stdin(reader).output().expect("the program starts"))
}

fn shown(output: &Output) -> String {
    let status = output.status.code().expect("it ends by itself");
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    let text = format!("{}{}[exit status {status}]", out, err);
    assert!(
        !text.contains('\u{1b}'),
        "colour where there is no terminal: {text}"
    );
    text
}

fn write(root: &Path, kata: &str, source: &str) {
    fs::write(root.join("src").join(kata), source).expect("the answer can be written");
}

const DOUBLE: &str = "c01_numbers/double.rs";
const GREET: &str = "c02_words/greet.rs";

fn passes() -> String {
    fs::read_to_string(answer("passes")).expect("the fixture is there")
}

#[test]
fn from_the_first_stub_to_all_green() {
    let root = fresh("learner_loop");
    insta::assert_snapshot!("unwritten", told(&root, &[]));
    write(
        &root,
        DOUBLE,
        "pub fn double(n: u32) -> Option<u32> {\n    Some(n.wrapping_mul(2))\n}\n",
    );
    insta::assert_snapshot!("wrong", told(&root, &[]));
    insta::assert_snapshot!("list_with_one_wrong", told(&root, &["list"]));
    write(&root, DOUBLE, &passes());
    insta::assert_snapshot!("moves_on", told(&root, &[]));
    let greet = fs::read_to_string(root.join("solutions").join(GREET)).expect("there is one");
    write(&root, GREET, &greet);
    insta::assert_snapshot!("all_green", told(&root, &[]));
    insta::assert_snapshot!("list_all_green", told(&root, &["list"]));
}

#[test]
fn what_the_compiler_warns_of_and_what_an_answer_prints_is_seen_red_or_green() {
    let root = fresh("learner_talks");
    let talks = |factor| {
        format!(
            "pub fn double(n: u32) -> Option<u32> {{\n    let unused = 7;\n    \
             println!(\"asked for {{}}\", n % 10);\n    eprint!(\"\\u{{1b}}[2J\");\n    \
             n.checked_mul({factor})\n}}\n"
        )
    };
    for (factor, verdict) in [(3, "✗"), (2, "green.")] {
        write(&root, DOUBLE, &talks(factor));
        let report = told(&root, &["double"]);
        assert!(report.contains(verdict), "{report}");
        assert!(
            report.contains("warning: unused variable: `unused`"),
            "{report}"
        );
        let (before, printed) = report
            .split_once("\nyour code printed\n")
            .expect("a heading of its own");
        let (printed, after) = printed.split_once("\n\n").expect("the count comes last");
        assert!(after.contains("behaviours right"), "{report}");
        assert!(!before.contains("asked for"), "{report}");
        assert!(printed.contains("asked for 5\n"), "{report}");
        assert!(!printed.contains("running"), "{report}");
        assert!(!printed.contains("test "), "{report}");
    }
}

#[test]
fn an_answer_that_does_not_compile_shows_the_compilers_message_and_nobody_else_suffers() {
    let root = fresh("learner_broken");
    let broken = fs::read_to_string(answer("does_not_compile")).expect("the fixture is there");
    write(&root, DOUBLE, &broken);
    let report = told(&root, &["double"]);
    assert!(
        report.contains("error[E0308]: mismatched types"),
        "{report}"
    );
    assert!(
        report.contains("--> src/c01_numbers/double.rs:5:19"),
        "{report}"
    );
    assert!(report.ends_with("[exit status 1]"), "{report}");
    insta::assert_snapshot!("beside_a_broken_one", told(&root, &["greet"]));
}

#[test]
fn an_edition_without_answers_says_nothing_of_comparing() {
    let root = fresh("learner_edition");
    fs::remove_dir_all(root.join("solutions")).expect("the fixture has answers");
    let help = told(&root, &["--help"]);
    assert!(help.contains("Run again at every save"), "{help}");
    assert!(!help.contains("ompare"), "{help}");
}

#[test]
fn a_signature_that_was_changed_is_named_beside_what_the_compiler_says_of_the_tests() {
    let root = fresh("learner_signature");
    // The tool sees the stub once, as on anybody's first call.
    told(&root, &["list"]);
    write(
        &root,
        DOUBLE,
        "pub fn double(n: u32, _: u32) -> Option<u32> {\n    n.checked_mul(2)\n}\n",
    );
    let report = told(&root, &["double"]);
    let (before, after) = report
        .split_once("The signature must stay")
        .expect("it is said");
    assert!(!after.contains("error"), "nearest to the prompt: {report}");
    let words: Vec<&str> = after.split_whitespace().collect();
    let said = "`pub fn double(n: u32) -> Option<u32>`: the tests call it so.";
    assert!(words.join(" ").starts_with(said), "{report}");
    assert_eq!(before.matches("error[").count(), 1, "{report}");
    assert!(before.contains("more of the compiler's errors"), "{report}");
}

#[test]
fn what_brings_the_tests_down_is_told_once_with_its_likely_cause() {
    let root = fresh("learner_ends_itself");
    write(
        &root,
        DOUBLE,
        "pub fn double(_n: u32) -> Option<u32> {\n    std::process::exit(3)\n}\n",
    );
    let report = told(&root, &["double"]);
    assert_eq!(report.matches("with status 3").count(), 1, "{report}");
    assert!(report.contains("call `std::process::exit`?"), "{report}");
    assert_eq!(report.matches("(the same cause)").count(), 2, "{report}");
    write(
        &root,
        DOUBLE,
        "#[allow(unconditional_recursion)]\npub fn double(n: u32) -> Option<u32> {\n    \
         double(std::hint::black_box(n))?.checked_add(1)\n}\n",
    );
    let report = told(&root, &["double"]);
    let words: Vec<&str> = report.split_whitespace().collect();
    let asked = words.join(" ").matches("call itself without end?").count();
    assert_eq!(asked, 1, "{report}");
}

#[test]
fn an_edited_answer_is_known_to_be_stale_and_a_lost_state_is_restored() {
    let root = fresh("learner_state");
    write(&root, DOUBLE, &passes());
    assert_eq!(kata(&root, &["double"]).status.code(), Some(0));
    write(&root, DOUBLE, &format!("{}\n// changed\n", passes()));
    let list = told(&root, &["list", "--json"]);
    assert!(
        list.contains(r#""slug":"double","chapter":"c01_numbers","stars":1,"state":"unknown""#),
        "{list}"
    );
    fs::write(root.join(".kata/progress.json"), "{ damaged").expect("it can be written");
    assert_eq!(kata(&root, &["double"]).status.code(), Some(0));
    fs::remove_dir_all(root.join(".kata")).expect("it can be removed");
    assert_eq!(kata(&root, &["double"]).status.code(), Some(0));
    let list = told(&root, &["list", "--json"]);
    assert!(
        list.contains(r#""state":"green","right":3,"behaviours":3"#),
        "{list}"
    );
}

#[test]
fn hints_are_opened_one_at_a_time() {
    let root = fresh("learner_hints");
    for step in ["hint_1", "hint_2", "hint_3", "hint_3_again"] {
        insta::assert_snapshot!(step, told(&root, &["hint"]));
    }
}

#[test]
fn reset_gives_the_stub_back_and_keeps_the_answer() {
    let root = fresh("learner_reset");
    let stub = fs::read_to_string(root.join("src").join(DOUBLE)).expect("there is one");
    // The tool sees the stub once, as on anybody's first call.
    told(&root, &["list"]);
    write(&root, DOUBLE, &passes());
    insta::assert_snapshot!("reset", told(&root, &["reset", "double", "--yes"]));
    assert_eq!(
        fs::read_to_string(root.join("src").join(DOUBLE)).ok(),
        Some(stub)
    );
    assert_eq!(
        fs::read_to_string(root.join(".kata/kept/double-1.rs")).ok(),
        Some(passes())
    );
    insta::assert_snapshot!("reset_twice", told(&root, &["reset", "double"]));
    write(&root, DOUBLE, "// another try\n");
    told(&root, &["reset", "double", "-y"]);
    assert!(
        root.join(".kata/kept/double-2.rs").is_file(),
        "the first one was written over"
    );
}

#[test]
fn reset_asks_and_takes_only_a_yes_for_one() {
    let root = fresh("learner_reset_asks");
    // The tool sees the stub once, as on anybody's first call.
    told(&root, &["list"]);
    let mine = "// my answer\n";
    let now = || fs::read_to_string(root.join("src").join(DOUBLE)).expect("it is there");
    for (input, is_yes) in [("", false), ("n\n", false), ("\n", false), ("y\n", true)] {
        write(&root, DOUBLE, mine);
        let text = told_with(&root, &["reset", "double"], input);
        assert!(text.contains("Your answer is kept. [y/N] "), "{text}");
        assert_eq!(!is_yes, text.contains("Nothing was changed."), "{text}");
        assert_eq!(!is_yes, now() == mine, "{input:?}: {text}");
    }
}

#[test]
fn a_file_that_is_gone_is_said_to_be_and_comes_back() {
    let root = fresh("learner_gone");
    told(&root, &["list"]);
    let file = root.join("src").join(DOUBLE);
    let stub = fs::read_to_string(&file).expect("it is there");
    fs::remove_file(&file).expect("it can be removed");
    let back = "src/c01_numbers/double.rs is gone: `cargo kata reset double` brings the stub back";
    for command in [&["double"][..], &[], &["compare", "double"]] {
        let text = told(&root, command);
        assert!(text.contains(back), "{command:?}: {text}");
        assert!(!text.contains("not written"), "{command:?}: {text}");
    }
    let list = told(&root, &["list"]);
    assert!(list.contains("the file is gone"), "{list}");
    let reset = told(&root, &["reset", "double"]);
    assert!(
        !reset.contains("kept"),
        "there was nothing to keep: {reset}"
    );
    assert_eq!(fs::read_to_string(&file).ok(), Some(stub), "{reset}");
}

#[test]
fn compare_waits_for_green_unless_told_otherwise() {
    let root = fresh("learner_compare");
    insta::assert_snapshot!("compare_before", told(&root, &["compare", "double"]));
    insta::assert_snapshot!(
        "compare_anyway",
        told(&root, &["compare", "double", "--anyway"])
    );
    write(&root, DOUBLE, &passes());
    insta::assert_snapshot!("compare_green", told(&root, &["compare", "double"]));
}

#[test]
fn a_wrong_name_gets_the_nearest_one_and_misuse_is_status_2() {
    let root = fresh("learner_misuse");
    insta::assert_snapshot!("mistyped", told(&root, &["duoble"]));
    insta::assert_snapshot!("unknown", told(&root, &["something_else"]));
    insta::assert_snapshot!("ambiguous", told(&root, &["e"]));
    insta::assert_snapshot!("watch_without_terminal", told(&root, &["watch"]));
    assert_eq!(kata(&root, &["--frobnicate"]).status.code(), Some(2));
    let outside = std::env::temp_dir();
    let text = told(&outside, &["list"]);
    assert!(text.starts_with("error: no course found in"), "{text}");
    assert!(text.ends_with("[exit status 2]"), "{text}");
}

#[test]
fn a_new_kata_is_in_all_wings_and_bad_names_are_refused() {
    let root = fresh("learner_new");
    insta::assert_snapshot!("new", told(&root, &["new", "c02", "shout"]));
    for wing in ["src", "tests", "solutions"] {
        assert!(
            root.join(wing).join("c02_words/shout.rs").is_file(),
            "nothing in {wing}"
        );
    }
    insta::assert_snapshot!("new_taken", told(&root, &["new", "c02", "greet"]));
    insta::assert_snapshot!("new_bad_slug", told(&root, &["new", "c02", "Shout-it"]));
    insta::assert_snapshot!("new_no_chapter", told(&root, &["new", "c09", "whisper"]));
}

#[test]
fn a_mistyped_command_is_told_from_a_mistyped_kata() {
    let root = fresh("learner_commands");
    for (words, meant) in [
        (&["wacth"][..], "did you mean `cargo kata watch`?"),
        (&["lsit"], "did you mean `cargo kata list`?"),
        (
            &["hnit", "double"],
            "did you mean `cargo kata hint double`?",
        ),
        (&["list", "wacth"], "did you mean `cargo kata watch`?"),
        (&["hint", "duoble"], "did you mean `double`?"),
        (&["next"], "`cargo kata` alone shows the next kata"),
        (&["duoble"], "did you mean `double`?"),
        (&[""], "\"\" is no name of a kata"),
        (&["double", "greet"], "one kata or chapter at a time"),
        (
            &["double", "hint"],
            "did you mean `cargo kata hint double`?",
        ),
    ] {
        let text = told(&root, words);
        assert!(text.contains(meant), "{words:?}: {text}");
        assert!(text.ends_with("[exit status 2]"), "{words:?}: {text}");
    }
    let nothing = told(&root, &["list", "--stars", "5"]);
    assert!(nothing.contains("No kata is like that"), "{nothing}");
}

#[test]
fn commands_without_a_name_are_about_the_kata_that_was_shown_last() {
    let root = fresh("learner_at_hand");
    // The tool sees the stubs once, as on anybody's first call.
    told(&root, &["list"]);
    write(&root, DOUBLE, &passes());
    let green = told(&root, &["C01"]);
    assert!(green.contains("green."), "{green}");
    let compared = told(&root, &["compare"]);
    assert!(
        compared.contains("solutions/c01_numbers/double.rs"),
        "{compared}"
    );
    let hint = told(&root, &["hint"]);
    assert!(
        hint.starts_with("double is green; the next that is not is greet.\n\ngreet "),
        "what is green needs no hint: {hint}"
    );
    let reset = told(&root, &["reset", "--yes"]);
    assert!(
        reset.contains("src/c01_numbers/double.rs is the stub again"),
        "{reset}"
    );
}

#[cfg(unix)]
#[test]
fn an_output_that_is_closed_or_full_is_no_panic() {
    use std::process::Stdio;
    let root = fresh("learner_pipes");
    let start = |to: Stdio| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kata"));
        command.current_dir(&root).arg("list").stdout(to);
        command.stderr(Stdio::piped()).spawn().expect("it starts")
    };
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let closed = start(writer.into()).wait_with_output().expect("it ends");
    assert_eq!(closed.status.code(), Some(0), "{closed:?}");
    assert!(closed.stderr.is_empty(), "{closed:?}");
    if let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") {
        let full = start(full.into()).wait_with_output().expect("it ends");
        assert_eq!(full.status.code(), Some(2), "{full:?}");
        let said = String::from_utf8_lossy(&full.stderr);
        assert!(
            said.contains("error: cannot write to standard output"),
            "{said}"
        );
    }
}

#[test]
fn a_file_that_ties_the_course_together_is_not_blamed_on_an_answer() {
    let root = fresh("learner_ties");
    write(&root, DOUBLE, &passes());
    let tie = root.join("src/c01_numbers/mod.rs");
    let whole = fs::read_to_string(&tie).expect("it is there");
    fs::write(&tie, whole.replace("mod double;", "")).expect("it can be written");
    let report = told(&root, &["double"]);
    assert!(report.contains("does not declare `double`"), "{report}");
    fs::write(&tie, whole + "\nfn }\n").expect("it can be written");
    let report = told(&root, &["double"]);
    assert!(
        report.contains("the course itself does not compile"),
        "{report}"
    );
    assert!(report.contains("src/c01_numbers/mod.rs"), "{report}");
}

#[test]
fn help_is_no_wider_than_a_small_terminal() {
    let root = fresh("learner_helps");
    for command in [
        "watch",
        "list",
        "hint",
        "reset",
        "compare",
        "completions",
        "",
    ] {
        let words: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let help = told(&root, &words);
        let wide = help.lines().find(|line| line.chars().count() > 80);
        assert_eq!(wide, None, "cargo kata {command} --help");
    }
}

/// A shell with the script of `completions`, in which `cargo kata` is this program.
#[cfg(unix)]
#[test]
fn bash_completes_commands_and_slugs() {
    let root = fresh("learner_completes");
    let complete = |words: &str| {
        let script = format!(
            "cargo() {{ shift; {} \"$@\"; }}\nsource <(cargo kata completions bash)\n\
             COMP_WORDS=({words})\nCOMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n_cargo_kata\n\
             echo ${{COMPREPLY[*]}}",
            env!("CARGO_BIN_EXE_kata")
        );
        let mut bash = Command::new("bash");
        let output = bash.args(["-c", &script]).current_dir(&root).output();
        let output = output.expect("bash is there");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    };
    assert_eq!(complete("cargo kata wa"), "watch");
    assert_eq!(complete("cargo kata dou"), "double");
    assert_eq!(complete("cargo kata hint c0"), "c01_numbers c02_words");
    assert_eq!(complete("cargo kata list --st"), "--stars --state");
}

/// What a shell prints that runs this, in which `cargo kata` is this program; what goes wrong as well.
#[cfg(unix)]
fn in_shell(shell: &str, script: &str) -> String {
    let mut command = Command::new(shell);
    let output = command
        .args(["-c", &script.replace("KATA", env!("CARGO_BIN_EXE_kata"))])
        .current_dir(fresh(&format!("learner_completes_{shell}")))
        .output();
    let output = output.expect("the shell is there");
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8_lossy(&text).trim().replace('\n', " ")
}

#[cfg(unix)]
#[test]
#[ignore = "needs zsh, which .ci/run installs"]
fn zsh_completes_whether_or_not_its_completion_is_switched_on() {
    for before in ["", "autoload -Uz compinit; compinit -D -u\n"] {
        let complete = |words: &str| {
            let script = format!(
                "cargo() {{ shift; KATA \"$@\"; }}\n{before}source <(cargo kata completions zsh)\n\
                 compadd() {{ shift; print -r -- \"$@\"; }}\n_default() {{ print as it was; }}\n\
                 words=({words}); CURRENT=$#words; _cargo_kata"
            );
            in_shell("zsh", &script)
        };
        assert_eq!(complete("cargo kata wa"), "watch");
        assert_eq!(complete("cargo kata dou"), "double");
        assert_eq!(complete("cargo kata hint c0"), "c01_numbers c02_words");
        assert_eq!(complete("cargo bui"), "as it was");
    }
}

#[cfg(unix)]
#[test]
#[ignore = "needs fish, which .ci/run installs"]
fn fish_completes_commands_and_slugs() {
    let complete = |words: &str| {
        let script = format!(
            "function cargo; test \"$argv[1]\" = kata; and KATA $argv[2..]; end\n\
             cargo kata completions fish | source\n\
             complete -C '{words}'"
        );
        in_shell("fish", &script)
    };
    assert_eq!(complete("cargo kata wa"), "watch");
    assert_eq!(complete("cargo kata dou"), "double");
    assert_eq!(complete("cargo kata hint c0"), "c01_numbers c02_words");
    assert_eq!(complete("cargo kata list --st"), "--stars --state");
}

#[test]
fn what_lies_beside_a_kata_changes_nothing() {
    let root = fresh("learner_strays");
    let before = told(&root, &["list"]);
    let chapter = root.join("src/c01_numbers");
    for stray in [
        "double 2.rs",
        "my_old_double.rs",
        "double.rs.orig",
        ".#double.rs",
    ] {
        fs::write(chapter.join(stray), "this is no Rust").expect("it can be written");
    }
    for folder in ["backup", "double.rs.d", "../c02_words/greet"] {
        fs::create_dir_all(chapter.join(folder)).expect("it can be made");
        fs::write(chapter.join(folder).join("double.rs"), "nor is this").expect("it can be");
    }
    // As Emacs locks a file: a link that leads nowhere.
    #[cfg(unix)]
    for wing in ["src", "tests"] {
        let lock = root.join(wing).join("c01_numbers/.#locked.rs");
        let _ = fs::remove_file(&lock);
        std::os::unix::fs::symlink("somebody@somewhere.1234", lock).expect("a link");
    }
    assert_eq!(told(&root, &["list"]), before, "a stray file is listed");
    write(&root, DOUBLE, &passes());
    let report = told(&root, &["double"]);
    assert!(report.ends_with("[exit status 0]"), "{report}");
    let stray = told(&root, &["my_old_double"]);
    assert!(stray.contains("neither a kata nor a chapter"), "{stray}");
    let laid = root.join("target/kata/learn/learn/src/c01_numbers");
    let mut laid: Vec<_> = fs::read_dir(laid).expect("it was laid").flatten().collect();
    laid.retain(|file| {
        let name = file.file_name();
        !["README.md", "double.rs", "mod.rs"]
            .iter()
            .any(|known| name == *known)
    });
    assert!(laid.is_empty(), "a stray file was laid: {laid:?}");
}

#[test]
fn what_the_caller_tells_his_compiler_changes_no_verdict() {
    let root = fresh("learner_environment");
    let warned =
        "pub fn double(n: u32) -> Option<u32> {\n    let unused = 7;\n    n.checked_mul(2)\n}\n";
    write(&root, DOUBLE, warned);
    let output = Command::new(env!("CARGO_BIN_EXE_kata"))
        .current_dir(&root)
        .arg("double")
        .env_remove("CARGO_MANIFEST_DIR")
        .env("RUSTFLAGS", "-Dwarnings")
        .env("CARGO_ENCODED_RUSTFLAGS", "-Dwarnings")
        .env("CARGO_BUILD_RUSTFLAGS", "-Dwarnings")
        .env("CARGO_BUILD_WARNINGS", "deny")
        .env("CARGO_BUILD_TARGET", "of-no-machine")
        .env("CARGO_BUILD_RUSTC_WRAPPER", "no-such-program")
        .env("CARGO_PROFILE_DEV_OPT_LEVEL", "9")
        .env("RUSTC", "no-such-program")
        .env("RUSTC_WRAPPER", "no-such-program")
        .env("RUSTC_WORKSPACE_WRAPPER", "no-such-program")
        .output()
        .expect("the program starts");
    let report = String::from_utf8_lossy(&output.stdout);
    assert!(
        report.contains("warning: unused variable: `unused`"),
        "{report}"
    );
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}
