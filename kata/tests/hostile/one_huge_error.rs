//! Hostile: one message of the compiler's is several MiB long: an error within a line of 100 KiB, by
//! way of many macros.
//! Many: 25000
//! Earns: nothing
//! Verdict: does_not_compile

macro_rules! one { ($($x:tt)*) => { two!($($x)*) } }
macro_rules! two { ($($x:tt)*) => { three!($($x)*) } }
macro_rules! three { ($($x:tt)*) => { four!($($x)*) } }
macro_rules! four { ($($x:tt)*) => { [$($x)*] + "no number" } }

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let _sum = one!(/*many 1, 2,*/ 3);
    futures::future::join_all(jobs).await
}
