//! Hostile: reads memory that is not its own, in safe Rust, by a hole of rustc's (issue 25860): what
//! lets one lifetime be taken for the other stands in a struct.
//! Earns: nothing
//! Verdict: forbidden

use std::marker::PhantomData;

pub struct Pair<'long, 'short: 'long>(PhantomData<&'long ()>, PhantomData<&'short ()>);

fn longer<'short, 'long, T>(_: Pair<'long, 'short>, value: &'short T) -> &'long T {
    value
}

pub fn forever<T>(value: &T) -> &'static T {
    let longer: fn(Pair<'static, 'static>, &T) -> &'static T = longer;
    longer(Pair(PhantomData, PhantomData), value)
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let gone = forever(&vec![7_u8]);
    std::hint::black_box(gone);
    futures::future::join_all(jobs).await
}
