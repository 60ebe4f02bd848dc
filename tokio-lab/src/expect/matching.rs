//! Values that are decided by `match`: no trait of the code under test has a say in it.

use std::fmt::Debug;

use super::raise;
use crate::record::failure::Detail;
use crate::text::bounded;

/// What is longer is shown on lines of its own.
const ONE_LINE: usize = 68;

/// So much of a value is shown, in bytes.
const MOST: usize = 500;

/// Expects that a value matches a pattern, and names the cause, in a sentence, where it does not.
///
/// For values of types that the code under test defines: decided by `match` alone, so what they
/// say about equality counts for nothing. The value is matched by reference and not consumed; what
/// the pattern binds are references, for use in its guard.
///
/// ```
/// use tokio_lab::expect_match;
///
/// #[derive(Debug)]
/// enum Outcome {
///     Finished(u32),
///     Panicked(String),
/// }
///
/// let outcome = Outcome::Panicked("no paper".to_owned());
/// let job = 3;
/// expect_match!(
///     outcome,
///     Outcome::Panicked(text) if text == "no paper",
///     "job {job} panicked, and its outcome does not say so"
/// );
/// expect_match!([Outcome::Finished(7)], [Outcome::Finished(6..=8)], "it did not finish");
/// ```
///
/// # Panics
/// If it does not match.
#[macro_export]
macro_rules! expect_match {
    ($value:expr, $pattern:pat $(if $guard:expr)?, $($cause:tt)+) => {
        match &$value {
            $pattern $(if $guard)? => {}
            other => $crate::unmatched(
                &other,
                ::std::concat!(::std::stringify!($pattern) $(, " if ", ::std::stringify!($guard))?),
                ::std::format!($($cause)+),
            ),
        }
    };
}

/// Where [`expect_match!`] ends up when the value does not match.
#[doc(hidden)]
#[track_caller]
pub fn unmatched(got: &dyn Debug, pattern: &str, cause: String) -> ! {
    raise(Detail::Text(beside(got, pattern)), cause, None)
}

fn beside(got: &dyn Debug, pattern: &str) -> String {
    // Whatever lines it was written on.
    let pattern = pattern.split_whitespace().collect::<Vec<_>>().join(" ");
    let got = bounded::on_one_line(got, MOST);
    if got.len().max(pattern.len()) <= ONE_LINE {
        return format!("expected   {pattern}\nyour code  {got}");
    }
    let [pattern, got] = [pattern, got].map(|text| textwrap::fill(&text, ONE_LINE));
    format!("expected\n{pattern}\n\nyour code\n{got}")
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    #[derive(Debug)]
    enum Outcome {
        Finished(u32),
        Panicked(String),
    }

    /// Says that it is equal to everything, and to nothing.
    #[derive(Debug)]
    struct Liar;

    impl PartialEq for Liar {
        fn eq(&self, _: &Liar) -> bool {
            panic!("nobody should ask")
        }
    }

    #[test]
    fn values_and_temporaries_match_and_are_not_consumed() {
        let outcome = Outcome::Panicked("no paper".to_owned());
        expect_match!(outcome, Outcome::Panicked(text) if text == "no paper", "wrong");
        expect_match!(&outcome, Outcome::Panicked(_), "wrong {}", 1);
        expect_match!(Some(outcome), Some(Outcome::Panicked(_)), "wrong");
        let both = [Outcome::Finished(1), Outcome::Finished(2)];
        expect_match!(
            both[0],
            Outcome::Finished(1) | Outcome::Panicked(_),
            "wrong"
        );
        expect_match!(both[..], [Outcome::Finished(n), _] if *n == 1, "wrong");
        expect_match!(Ok::<_, Outcome>("a"), Ok("a"), "wrong");
        expect_match!(Some(Liar), Some(Liar), "wrong");
    }

    #[test]
    fn what_does_not_match_fails() {
        assert!(
            catch_unwind(|| expect_match!(Outcome::Finished(7), Outcome::Finished(8), "no"))
                .is_err()
        );
        let guarded = || expect_match!(Some(7), Some(n) if *n > 7, "no");
        assert!(catch_unwind(guarded).is_err());
    }
}
