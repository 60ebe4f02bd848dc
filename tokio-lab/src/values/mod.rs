//! Values that differ: shown beside each other, and why they differ where they tell. Stands on
//! [`text`](crate::text) and on how timelines write durations.

pub(crate) mod beside;
pub(crate) mod differ;
