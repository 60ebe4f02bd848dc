//! Hostile: what it implements for `String` holds for the whole crate: a `String + &String` of
//! anybody else's no longer compiles.
//! Earns: all

use std::ops::Add;

pub struct Mine;

impl Add<Mine> for String {
    type Output = String;

    fn add(self, _: Mine) -> String {
        self
    }
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    futures::future::join_all(jobs).await
}
