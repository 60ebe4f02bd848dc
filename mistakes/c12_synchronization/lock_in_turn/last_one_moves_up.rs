//! Mistake: when somebody leaves the line, the last one moves up into that place.
//! Breaks: "nobody else in the line changes places"
//! Rejected by: who_leaves_the_line_changes_no_places_in_it
//! Told: nobody changes places when somebody leaves

use std::sync::{Mutex as StdMutex, MutexGuard, PoisonError};

use tokio::sync::{Mutex, oneshot};

#[derive(Default)]
struct Line {
    busy: bool,
    next: u64,
    waiting: Vec<(u64, oneshot::Sender<()>)>,
}

pub struct InTurn<T> {
    line: StdMutex<Line>,
    value: Mutex<T>,
}

struct Place<'a> {
    line: &'a StdMutex<Line>,
    number: u64,
}

fn open(line: &StdMutex<Line>) -> MutexGuard<'_, Line> {
    line.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut line = open(self.line);
        let place = line.waiting.iter().position(|(n, _)| *n == self.number);
        if let Some(place) = place {
            line.waiting.swap_remove(place);
        } else if line.waiting.is_empty() {
            line.busy = false;
        } else {
            let (_, next) = line.waiting.remove(0);
            let _ = next.send(());
        }
    }
}

impl<T> InTurn<T> {
    pub fn new(value: T) -> Self {
        InTurn {
            line: StdMutex::default(),
            value: Mutex::new(value),
        }
    }

    fn stand_in_line(&self) -> (Place<'_>, Option<oneshot::Receiver<()>>) {
        let mut line = open(&self.line);
        line.next += 1;
        let number = line.next;
        let told = if line.busy {
            let (tell, told) = oneshot::channel();
            line.waiting.push((number, tell));
            Some(told)
        } else {
            line.busy = true;
            None
        };
        let place = Place {
            line: &self.line,
            number,
        };
        (place, told)
    }

    pub async fn with<R>(&self, work: impl AsyncFnOnce(&mut T) -> R) -> R {
        let (_place, told) = self.stand_in_line();
        if let Some(told) = told {
            let _ = told.await;
        }
        let mut value = self.value.lock().await;
        work(&mut value).await
    }
}
