//! Expectations that give way to a simpler fault. Where something small is broken already, a test that
//! asks for more fails for that reason, whatever it had in mind, and so it says that.

use std::fmt::Debug;

use lab::{Lab, Picture, expect_eq, fail};

/// What has to hold before anything else can: a look at an answer that says what does not. Whoever
/// expects something by it looks only when that is not met.
pub struct Basics(pub fn() -> Option<String>);

impl Basics {
    /// Fails if they do not hold.
    #[track_caller]
    pub fn hold(&self) {
        if let Some(broken) = (self.0)() {
            fail(broken);
        }
    }

    /// Fails: with what is broken, or else for this reason.
    #[track_caller]
    pub fn fails(&self, why: impl Into<String>) -> ! {
        self.hold();
        fail(why)
    }

    /// As `expect_eq`, with what is broken in the place of the reason.
    #[track_caller]
    pub fn equal<T: Debug + PartialEq>(&self, got: T, expected: T, why: impl Into<String>) {
        if got != expected {
            self.hold();
            expect_eq(got, expected, why);
        }
    }

    /// As `Lab::expect_because`, with what is broken in the place of the reason.
    #[track_caller]
    pub fn draws(&self, lab: &Lab, picture: impl Into<Picture>, because: &str) {
        let picture = picture.into();
        if !picture.timeline().matches(&lab.timeline()) {
            let broken = (self.0)();
            lab.expect_because(picture, broken.as_deref().unwrap_or(because));
        }
    }
}
