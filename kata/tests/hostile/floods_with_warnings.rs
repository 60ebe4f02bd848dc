//! Hostile: the compiler prints much about it.
//! Earns: in part

macro_rules! two {
    ($($x:tt)*) => { { $($x)* } { $($x)* } };
}

macro_rules! many {
    () => {
        two! { two! { two! { two! { two! { two! { two! { two! { two! { two! {
            { let unused = 1; }
        } } } } } } } } } }
    };
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    many!();
    let mut results = Vec::new();
    for job in jobs {
        results.push(job.await);
    }
    results
}
