//! Whoever gives permits back hands them out: takes the first of the line out of it as long as there
//! are enough for them, and wakes those. So a waiter that is no longer in the line has its permits,
//! and one that leaves early either stands in the line or has permits to pass on.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use thiserror::Error;

/// More permits were asked for than there are in all.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{asked} permits were asked for, and there are {total} in all")]
pub struct TooMany {
    /// How many were asked for.
    pub asked: usize,
    /// How many the semaphore has in all.
    pub total: usize,
}

/// So many permits. Clones share them.
#[derive(Clone)]
pub struct Semaphore {
    total: usize,
    state: Arc<Mutex<State>>,
}

struct State {
    free: usize,
    /// Who waits, in the order of their numbers.
    line: VecDeque<Waiter>,
    next_number: u64,
}

struct Waiter {
    number: u64,
    count: usize,
    waker: Waker,
}

/// Permits that somebody has. Dropped, they are given back.
#[must_use = "permits are given back as soon as they are dropped"]
pub struct Permits {
    semaphore: Semaphore,
    count: usize,
}

impl Semaphore {
    /// A semaphore that has so many permits.
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

    /// How many permits nobody has.
    pub fn available(&self) -> usize {
        self.state().free
    }

    /// Takes so many permits together, and waits for them if it has to.
    ///
    /// # Errors
    /// [`TooMany`] if there are not so many in all.
    ///
    /// # Cancel safety
    /// Dropped before its end, it has taken nothing, and stands in nobody's way.
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

    /// Changes something, hands out what is free then, and wakes, without the lock, whoever got it.
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

    /// Where in the line this number stands, if it does.
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

/// Somebody who asks: for a place in the line first, if need be, then for what it was given.
struct Turn<'a> {
    semaphore: &'a Semaphore,
    count: usize,
    /// Its number in the line, from when it stands there until it has its permits.
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
        self.semaphore.after(|state| match state.place(number) {
            // Whoever stood behind may be the first now.
            Some(place) => drop(state.line.remove(place)),
            // It had been given its permits, and has not taken them.
            None => state.free += self.count,
        });
    }
}
