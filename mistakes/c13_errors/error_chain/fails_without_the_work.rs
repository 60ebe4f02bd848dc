//! Mistake: takes a second for a reasonable time and replaces the error of slow work by its own.
//! Breaks: "awaits the work, however long that takes, and gives its value"
//! Rejected by: work_is_awaited_and_its_value_comes_back, work_that_takes_a_day_is_waited_for
//! Told: nobody has limited the wait

use std::error::Error;

#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct Doing {
    what: String,
    source: Box<dyn Error + Send + Sync>,
}

pub async fn doing<T, E>(
    what: impl Into<String>,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, Doing>
where
    E: Error + Send + Sync + 'static,
{
    let in_time = tokio::time::timeout(std::time::Duration::from_secs(1), work);
    let Ok(given) = in_time.await else {
        return Err(Doing {
            what: what.into(),
            source: "it took too long".into(),
        });
    };
    match given {
        Ok(value) => Ok(value),
        Err(error) => Err(Doing {
            what: what.into(),
            source: error.into(),
        }),
    }
}

pub fn chain(error: &dyn Error) -> Vec<String> {
    let mut texts = vec![error.to_string()];
    let mut below = error.source();
    while let Some(error) = below {
        texts.push(error.to_string());
        below = error.source();
    }
    texts
}

pub fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    match error.downcast_ref() {
        Some(found) => Some(found),
        None => find(error.source()?),
    }
}
