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

/// What is wrong with a message that should be this text, and is another one: which texts are lost, found
/// out with others. `who` panicked with it.
pub async fn lost_text(
    who: &str,
    got: &str,
    text: &str,
    message_of: impl AsyncFn(Box<dyn Any + Send>) -> String,
) -> Option<String> {
    const TEXT: &str = "no paper";
    const NO_MESSAGE: &str = "no message";
    if got != NO_MESSAGE {
        return None;
    }
    let from_source = message_of(Box::new(TEXT)).await;
    let put_together = message_of(Box::new(TEXT.to_owned())).await;
    if from_source == NO_MESSAGE && put_together == NO_MESSAGE {
        return Some(format!(
            "{who} panicked with a text, and its message came back as `no message`; so did {TEXT:?}, be it \
             a `&'static str` or a `String`. No text was found in what the panic left behind. If you ask \
             `&payload`, you ask the `Box`, which is an `Any` itself: ask what is in it, `&*payload`, for \
             a `&'static str` and for a `String`"
        ));
    }
    let kinds = [
        "a text from the source, which is a `&'static str`",
        "a text that was put together, which is a `String`",
    ];
    let lost = match (from_source.as_str(), put_together.as_str()) {
        (NO_MESSAGE, TEXT) => Some((kinds[0], kinds[1])),
        (TEXT, NO_MESSAGE) => Some((kinds[1], kinds[0])),
        _ => None,
    };
    if let Some((lost, found)) = lost {
        return Some(format!(
            "{who} panicked with {lost}, and its message came back as `no message`; so did {TEXT:?}, where \
             {found}, was found: ask for both"
        ));
    }
    (text.is_empty() && from_source == TEXT && put_together == TEXT).then(|| {
        format!(
            "{who} panicked with an empty text, and its message came back as `no message`, where {TEXT:?} \
             was kept: an empty text is a text, too, and its message is empty; `no message` is for values \
             that are neither a `&'static str` nor a `String`"
        )
    })
}
