//! Hostile: makes sixteen of what a macro is given, eight times over.
//! Earns: nothing
//! Verdict: does_not_compile

macro_rules! more {
    ([] $($all:tt)*) => { [$($all),*] };
    ([$one:tt $($rest:tt)*] $($all:tt)*) => {
        more!([$($rest)*]
            $($all)* $($all)* $($all)* $($all)* $($all)* $($all)* $($all)* $($all)*
            $($all)* $($all)* $($all)* $($all)* $($all)* $($all)* $($all)* $($all)*)
    };
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    println!("{}", more!([+ + + + + + + +] 1).len());
    futures::future::join_all(jobs).await
}
