//! A panic on one of a run's threads, and what is told of it.

use super::owner::Owner;
use crate::text::shorten::quoted;

/// A panic on one of a run's threads.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Panicked {
    /// Its message.
    pub message: String,
    /// `file:line`, from the package's root.
    pub place: String,
    /// Whose code panicked.
    pub owner: Owner,
    /// The library that it comes from, where the path tells.
    pub package: Option<String>,
    /// Whether it ended a spawned task.
    pub in_task: bool,
    /// Whether the test had made something panic before.
    pub(crate) follows: bool,
}

impl Panicked {
    /// What it is told as, in a sentence.
    pub(crate) fn cause(&self) -> String {
        match self.owner {
            // tokio panics on behalf of its caller, which may be a future that the test made.
            Owner::Test if self.message.contains("Tokio 1.x") => format!(
                "what your code was given to run panicked: {}",
                quoted(&self.message)
            ),
            // Assertions of the test: their message is the cause. The report ends the sentence itself.
            Owner::Test => self.message.trim_end_matches('.').to_owned(),
            Owner::UnderTest => format!(
                "your code panicked at {}: {}",
                self.place,
                quoted(&self.message)
            ),
            Owner::Lab => format!(
                "what your code was given to run panicked: {}",
                quoted(&self.message)
            ),
            // A library's words say little without its name, and a place in its sources says nothing.
            Owner::Elsewhere => {
                let into = match &self.package {
                    Some(package) => format!(" into `{package}`"),
                    None => String::new(),
                };
                format!(
                    "a call of your code{into} panicked: {}",
                    quoted(&self.message)
                )
            }
        }
    }
}
