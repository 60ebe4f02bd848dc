//! Code under test that gets things wrong, one way each.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::sync::{Mutex, Notify};
use tokio::task::JoinHandle;
use tokio::time::Sleep;

pub async fn one_after_another<J: Future>(jobs: Vec<J>) {
    for job in jobs {
        job.await;
    }
}

pub async fn lock_twice(account: &Mutex<u32>) -> u32 {
    let first = account.lock().await;
    let second = account.lock().await;
    *first + *second
}

pub async fn poll_for_ever() {
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

pub async fn yield_for_ever() {
    loop {
        tokio::task::yield_now().await;
    }
}

pub async fn compute_for_ever() {
    let mut n = 0u64;
    loop {
        n = std::hint::black_box(n.wrapping_add(1));
    }
}

pub fn sleep_the_thread(time: Duration) {
    std::thread::sleep(time);
}

pub async fn index_out_of_bounds() {
    let pages: [u8; 3] = [1, 2, 3];
    let wanted = std::hint::black_box(5);
    std::hint::black_box(pages[wanted]);
}

pub async fn count_by_hand(inside: &AtomicUsize) {
    inside.fetch_add(1, Ordering::Relaxed);
    tokio::time::sleep(Duration::from_secs(1)).await;
    inside.fetch_sub(1, Ordering::Relaxed);
}

/// A flag that can be waited for, and that can be missed.
#[derive(Default)]
pub struct LooksThenSignsUp {
    set: AtomicBool,
    wake: Notify,
}

impl LooksThenSignsUp {
    pub fn set(&self) {
        self.set.store(true, Ordering::SeqCst);
        self.wake.notify_waiters();
    }

    pub async fn wait(&self) {
        if !self.set.load(Ordering::SeqCst) {
            self.wake.notified().await;
        }
    }
}

#[derive(Debug)]
pub enum Outcome {
    Finished(u32),
    Panicked(String),
}

/// Equal to everything, and never done saying so.
pub struct Endless;

impl PartialEq for Endless {
    fn eq(&self, _: &Endless) -> bool {
        true
    }
}

impl std::fmt::Debug for Endless {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        loop {
            f.write_str("fine, ")?;
        }
    }
}

pub async fn whichever_comes_first<T>(work: impl Future<Output = T>, limit: Duration) -> Option<T> {
    tokio::select! {
        output = work => Some(output),
        () = tokio::time::sleep(limit) => None,
    }
}

pub async fn unwrapped<T>(task: tokio::task::JoinHandle<T>) -> T {
    task.await.unwrap()
}

pub async fn yield_so_often(times: usize) {
    for _ in 0..times {
        tokio::task::yield_now().await;
    }
}

pub async fn polls_the_second_only_once(first: impl Future, second: impl Future) {
    let mut second = std::pin::pin!(second);
    assert!(futures::poll!(&mut second).is_pending());
    first.await;
    second.await;
}

pub async fn whichever<F: Future + Unpin>(futures: Vec<F>) -> F::Output {
    futures::future::select_all(futures).await.0
}

pub async fn looks_every<T>(pause: Duration, task: JoinHandle<T>) {
    while !task.is_finished() {
        tokio::time::sleep(pause).await;
    }
}

pub async fn a_new_timer_for_every_poll() {
    poll_fn(|cx| pin!(tokio::time::sleep(Duration::from_secs(1))).poll(cx)).await;
}

/// Polls its timer with the waker of its own first poll, whoever polls it.
pub struct KeepsItsFirstWaker {
    timer: Pin<Box<Sleep>>,
    first: Option<Waker>,
}

impl KeepsItsFirstWaker {
    pub fn new(time: Duration) -> Self {
        KeepsItsFirstWaker {
            timer: Box::pin(tokio::time::sleep(time)),
            first: None,
        }
    }
}

impl Future for KeepsItsFirstWaker {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let first = self.first.get_or_insert_with(|| cx.waker().clone()).clone();
        self.timer.as_mut().poll(&mut Context::from_waker(&first))
    }
}
