//! What a timeline should look like, as a test says it.

use crate::timeline::Timeline;

/// What a timeline should look like: typed as a picture, or built as a [`Timeline`].
#[derive(Clone, Debug)]
pub struct Picture(pub(crate) Timeline);

impl Picture {
    /// What is in it.
    #[must_use]
    pub fn timeline(&self) -> &Timeline {
        &self.0
    }
}

impl From<&str> for Picture {
    #[track_caller]
    fn from(text: &str) -> Self {
        match Timeline::parse(text) {
            Ok(timeline) => Picture(timeline),
            Err(error) => panic!("the expected picture cannot be read: {error}"),
        }
    }
}

impl From<Timeline> for Picture {
    fn from(timeline: Timeline) -> Self {
        Picture(timeline)
    }
}
