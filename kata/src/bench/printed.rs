//! What an answer printed, told from what the test harness prints around it.
//!
//! Tests run with `--nocapture`, so that printing is bounded by whoever reads the pipe. Then libtest
//! writes its own lines between those of the answer: `running 5 tests`, `test NAME ... ok`, and a
//! summary at the end.

/// Standard output without libtest's lines, then standard error.
pub(super) fn printed(stdout: &str, stderr: &str, tests: &[&str]) -> String {
    let mut text = String::new();
    // A test that runs alone has its line begun before it and ended after it.
    let mut begun = 0_usize;
    let mut lines = stdout.lines();
    for line in lines.by_ref() {
        if is_summary(line) {
            break;
        }
        let mut rest = line.to_owned();
        for test in tests {
            let head = format!("test {test} ... ");
            if let Some(at) = rest.find(&head) {
                rest.replace_range(at..at + head.len(), "");
                begun += 1;
            }
        }
        let result = RESULTS.iter().find(|result| rest.ends_with(**result));
        if begun > 0
            && let Some(result) = result
        {
            begun -= 1;
            rest.truncate(rest.len() - result.len());
        }
        if is_count(line) || (rest.is_empty() && rest != line) {
            continue;
        }
        text += &rest;
        text.push('\n');
    }
    text += stderr;
    text.trim_matches('\n').to_owned()
}

const RESULTS: [&str; 3] = ["ok", "FAILED", "ignored"];

fn is_count(line: &str) -> bool {
    let words: Vec<&str> = line.split(' ').collect();
    matches!(words.as_slice(), ["running", n, "test" | "tests"] if n.parse::<usize>().is_ok())
}

/// The first line after the last test.
fn is_summary(line: &str) -> bool {
    line == "failures:" || line.starts_with("test result: ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_libtest_prints_is_left_out_and_nothing_else() {
        let stdout = "\nrunning 2 tests\nhello\ntest a::one ... ok\nworld, test a::two ... FAILED\n\
                      ok\n\nfailures:\n\nfailures:\n    a::two\n\ntest result: FAILED. 1 passed\n";
        let told = printed(stdout, "to the other\n", &["a::one", "a::two"]);
        assert_eq!(told, "hello\nworld, \nok\n\nto the other");
    }

    #[test]
    fn a_test_that_runs_alone_has_its_result_behind_what_it_printed() {
        let stdout = "\nrunning 1 test\ntest a::one ... hello\nok\n\ntest result: ok. 1 passed\n";
        assert_eq!(printed(stdout, "", &["a::one"]), "hello");
        let silent = "\nrunning 1 test\ntest a::one ... ok\n\ntest result: ok. 1 passed\n";
        assert_eq!(printed(silent, "", &["a::one"]), "");
    }
}
