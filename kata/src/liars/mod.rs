//! Liars: answers whose types lie about themselves.
//!
//! A learner's file declares types and limits that its proof has to look at. Nothing keeps it from
//! an `impl PartialEq` that says yes to everything, or from a limit that is larger than the task's.
//! A proof that compares by such an `impl`, or measures by such a constant, lets the answer decide
//! whether it is right. So every answer is turned into liars here, by a program, and none may earn
//! more than what it was made from.

mod constants;
mod traits;

use std::fmt;

use proc_macro2::TokenStream;
use quote::ToTokens;

/// How an answer is made to lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lie {
    /// Its types equal every other, look and sound alike, and are copied as something else.
    Alike,
    /// Each number in its public constants is zero.
    NoLimit,
    /// Each number in its public constants is a thousand times larger.
    FarLimit,
}

impl Lie {
    /// Every lie there is.
    pub const ALL: [Lie; 3] = [Lie::Alike, Lie::NoLimit, Lie::FarLimit];

    /// Whether an answer that tells it is wrong for that alone, however right it was before: the
    /// numbers of public constants are the task's.
    pub fn breaks_the_task(self) -> bool {
        self != Lie::Alike
    }

    /// The answer of that source, made to lie; none where it has nothing to lie with.
    ///
    /// # Errors
    /// Where it is no Rust.
    pub fn told_by(self, source: &str) -> Result<Option<String>, syn::Error> {
        let mut file = syn::parse_file(source)?;
        let lies = match self {
            Lie::Alike => traits::lie(&mut file.items),
            Lie::NoLimit => constants::change(&mut file.items, &|_| Some(0)),
            Lie::FarLimit => constants::change(&mut file.items, &|number| number.checked_mul(1000)),
        };
        Ok(lies.then(|| {
            let tokens: TokenStream = file.into_token_stream();
            tokens.to_string()
        }))
    }
}

impl fmt::Display for Lie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Lie::Alike => "types that equal every other",
            Lie::NoLimit => "public constants of zero",
            Lie::FarLimit => "public constants a thousand times as large",
        })
    }
}
