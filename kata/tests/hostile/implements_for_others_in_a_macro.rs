//! Hostile: what it implements for `Bytes`, by a macro, holds for the whole crate: a `bytes.as_ref()`
//! of its neighbour's proof is no longer clear.
//! Beside: websocket_server
//! Earns: all

pub struct Mine;

static MINE: Mine = Mine;

macro_rules! mine {
    ($other:ty) => {
        impl AsRef<Mine> for $other {
            fn as_ref(&self) -> &Mine {
                &MINE
            }
        }
    };
}

mine!(bytes::Bytes);

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    futures::future::join_all(jobs).await
}
