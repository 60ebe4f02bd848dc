//! Mistake: who is cancelled leaves the line, and nobody looks whether it is enough for the next.
//! Breaks: "leaves the line, and those behind go on at that instant"
//! Rejected by: one_who_leaves_the_line_lets_the_next_go_at_that_instant
//! Told: should be woken by that cancellation

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use thiserror::Error;
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{asked} permits were asked for, and there are {total} in all")]
pub struct TooMany {
    pub asked: usize,
    pub total: usize,
}
#[derive(Clone)]
pub struct Semaphore {
    total: usize,
    state: Arc<Mutex<State>>,
}

struct State {
    free: usize,
    line: VecDeque<Waiter>,
    next_number: u64,
}

struct Waiter {
    number: u64,
    count: usize,
    waker: Waker,
}
pub struct Permits {
    semaphore: Semaphore,
    count: usize,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            total: permits,
            state: Arc::new(Mutex::new(State {
                free: permits,
                line: VecDeque::new(),
                next_number: 0,
            })),
        }
    }
    pub fn available(&self) -> usize {
        self.state().free
    }
    pub async fn acquire_many(&self, count: usize) -> Result<Permits, TooMany> {
        let total = self.total;
        if count > total {
            return Err(TooMany {
                asked: count,
                total,
            });
        }
        let turn = Turn {
            semaphore: self,
            count,
            number: None,
        };
        Ok(turn.await)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn permits(&self, count: usize) -> Permits {
        Permits {
            semaphore: self.clone(),
            count,
        }
    }
    fn after(&self, change: impl FnOnce(&mut State)) {
        let woken = {
            let mut state = self.state();
            change(&mut state);
            state.hand_out()
        };
        for waker in woken {
            waker.wake();
        }
    }
}

impl State {
    fn hand_out(&mut self) -> Vec<Waker> {
        let mut woken = Vec::new();
        while let Some(first) = self.line.pop_front_if(|first| first.count <= self.free) {
            self.free -= first.count;
            woken.push(first.waker);
        }
        woken
    }
    fn place(&self, number: u64) -> Option<usize> {
        let place = self.line.binary_search_by_key(&number, |w| w.number);
        place.ok()
    }
}

impl Drop for Permits {
    fn drop(&mut self) {
        self.semaphore.after(|state| state.free += self.count);
    }
}
struct Turn<'a> {
    semaphore: &'a Semaphore,
    count: usize,
    number: Option<u64>,
}

impl Future for Turn<'_> {
    type Output = Permits;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Permits> {
        let (semaphore, count) = (self.semaphore, self.count);
        let mut state = semaphore.state();
        match self.number {
            None if count == 0 || (state.line.is_empty() && count <= state.free) => {
                state.free -= count;
                Poll::Ready(semaphore.permits(count))
            }
            None => {
                let number = state.next_number;
                state.next_number += 1;
                let waker = cx.waker().clone();
                state.line.push_back(Waiter {
                    number,
                    count,
                    waker,
                });
                self.number = Some(number);
                Poll::Pending
            }
            Some(number) => match state.place(number) {
                Some(place) => {
                    state.line[place].waker.clone_from(cx.waker());
                    Poll::Pending
                }
                None => {
                    self.number = None;
                    Poll::Ready(semaphore.permits(count))
                }
            },
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let Some(number) = self.number else { return };
        let mut state = self.semaphore.state();
        match state.place(number) {
            Some(place) => {
                let left = state.line.remove(place);
                drop(state);
                drop(left);
            }
            None => {
                drop(state);
                self.semaphore.after(|state| state.free += self.count);
            }
        }
    }
}
