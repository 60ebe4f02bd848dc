//! Hostile: asks for two types at each of 28 levels, and so for a quarter of a milliard in all.
//! Earns: nothing
//! Verdict: does_not_compile
//! Compiles: for ever

use std::marker::PhantomData;

struct Left<T>(PhantomData<T>);
struct Right<T>(PhantomData<T>);
struct Leaf;
struct Branch<L>(PhantomData<L>);

trait Tree {
    fn grow<T>(n: usize) -> usize;
}

impl Tree for Leaf {
    fn grow<T>(n: usize) -> usize {
        n + size_of::<T>()
    }
}

impl<L: Tree> Tree for Branch<L> {
    fn grow<T>(n: usize) -> usize {
        L::grow::<Left<T>>(n) ^ L::grow::<Right<T>>(n + 1)
    }
}

type Four<L> = Branch<Branch<Branch<Branch<L>>>>;
type Deep = Four<Four<Four<Four<Four<Four<Four<Leaf>>>>>>>;

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    println!("{}", Deep::grow::<()>(jobs.len()));
    futures::future::join_all(jobs).await
}
