//! Mistake: when somebody leaves the line, the last one moves up into that place.
//! Breaks: "nobody else in the line changes places"
//! Rejected by: who_leaves_the_line_changes_no_places_in_it
//! Told: nobody changes places when somebody leaves

use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures::future::join_all;
use tokio::sync::oneshot;

#[derive(Default)]
struct Line {
    free: usize,
    next: u64,
    waiting: Vec<(u64, oneshot::Sender<()>)>,
}

pub struct Limit {
    line: Mutex<Line>,
}

struct Place<'a> {
    line: &'a Mutex<Line>,
    number: u64,
}

fn open(line: &Mutex<Line>) -> MutexGuard<'_, Line> {
    line.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut line = open(self.line);
        let place = line.waiting.iter().position(|(n, _)| *n == self.number);
        if let Some(place) = place {
            line.waiting.swap_remove(place);
        } else if line.waiting.is_empty() {
            line.free += 1;
        } else {
            let (_, next) = line.waiting.remove(0);
            let _ = next.send(());
        }
    }
}

impl Limit {
    pub fn new(most: NonZeroUsize) -> Self {
        Limit {
            line: Mutex::new(Line {
                free: most.get(),
                ..Line::default()
            }),
        }
    }

    fn stand_in_line(&self) -> (Place<'_>, Option<oneshot::Receiver<()>>) {
        let mut line = open(&self.line);
        line.next += 1;
        let number = line.next;
        let told = if line.free == 0 {
            let (tell, told) = oneshot::channel();
            line.waiting.push((number, tell));
            Some(told)
        } else {
            line.free -= 1;
            None
        };
        let place = Place {
            line: &self.line,
            number,
        };
        (place, told)
    }

    pub async fn run<J: Future>(&self, job: J) -> J::Output {
        let (_place, told) = self.stand_in_line();
        if let Some(told) = told {
            let _ = told.await;
        }
        job.await
    }

    pub async fn run_all<J: Future>(&self, jobs: Vec<J>) -> Vec<J::Output> {
        join_all(jobs.into_iter().map(|job| self.run(job))).await
    }
}
