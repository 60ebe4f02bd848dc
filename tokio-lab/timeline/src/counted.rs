//! How many, and how often, as a sentence says it.

use std::fmt::Display;

/// So many of something that is named in the singular: `1 item`, `2 items`.
///
/// ```
/// use tokio_lab_timeline::counted;
///
/// assert_eq!(counted(1, "item"), "1 item");
/// assert_eq!(counted(0_u64, "item"), "0 items");
/// ```
pub fn counted<N: Copy + Display + From<u8> + PartialEq>(count: N, what: &str) -> String {
    let plural = if count == N::from(1) { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// So many times: `once`, `twice`, `3 times`.
///
/// ```
/// use tokio_lab_timeline::times;
///
/// assert_eq!([1, 2, 3].map(times), ["once", "twice", "3 times"]);
/// ```
pub fn times<N: Copy + Display + From<u8> + PartialEq>(count: N) -> String {
    if count == N::from(1) {
        "once".to_owned()
    } else if count == N::from(2) {
        "twice".to_owned()
    } else {
        format!("{count} times")
    }
}
