//! Hostile: errors about types whose names are dozens of MiB long: the compiler writes each name into
//! a file of its own, where it builds, and nobody removes it.
//! Earns: nothing
//! Verdict: does_not_compile

type Two<X> = (X, X);
type Four<X> = Two<Two<X>>;
type Sixteen<X> = Four<Four<X>>;
type Large<X> = Sixteen<Sixteen<Sixteen<Sixteen<Sixteen<X>>>>>;

fn give<X>() -> Large<X> {
    loop {}
}

macro_rules! wrong {
    ($($name:ident)*) => {
        $(
            pub struct $name;
            impl $name {
                pub fn wrong() -> u8 {
                    give::<$name>()
                }
            }
        )*
    };
}
wrong!(One Other Third);

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    futures::future::join_all(jobs).await
}
