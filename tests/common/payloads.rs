//! What a panic may carry besides a `&'static str` and a `String`: some of it looks like a text.

use std::any::Any;
use std::borrow::Cow;
use std::error::Error;
use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

static EMPTY: String = String::new();

/// Values of other types, each with what it is in words.
pub fn of_other_types() -> Vec<(&'static str, Box<dyn Any + Send>)> {
    let error: Box<dyn Error + Send + Sync> = "no paper".into();
    let boxed: Box<dyn Any + Send> = Box::new("no paper");
    vec![
        ("the number 404", Box::new(404_u16)),
        ("nothing", Box::new(())),
        ("a `char`", Box::new('x')),
        ("an error", Box::new(std::fmt::Error)),
        ("an `io::Error`", Box::new(io::Error::other("no paper"))),
        ("a boxed error", Box::new(error)),
        ("a `Cow<str>`", Box::new(Cow::Borrowed("no paper"))),
        ("a `Box<str>`", Box::new(Box::<str>::from("no paper"))),
        ("an `Arc<str>`", Box::new(Arc::<str>::from("no paper"))),
        (
            "a boxed `String`",
            Box::new(Box::new("no paper".to_owned())),
        ),
        (
            "an `Arc<String>`",
            Box::new(Arc::new("no paper".to_owned())),
        ),
        ("a boxed payload", Box::new(boxed)),
        ("a `&String`", Box::new(&EMPTY)),
        ("an `Option<String>`", Box::new(Some("no paper".to_owned()))),
        ("an `OsString`", Box::new(OsString::from("no paper"))),
        ("a `PathBuf`", Box::new(PathBuf::from("no paper"))),
        ("bytes", Box::new(b"no paper".to_vec())),
    ]
}
