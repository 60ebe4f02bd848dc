//! Mistake: notes for each thread which call runs on it, and takes the wakes of all others for those of calls
//! that are over: the outer one cannot be woken while an inner one runs.
//! Breaks: "No wake is lost: not one that comes in the middle of a poll"
//! Breaks: "in a poll of a future that it runs"
//! Rejected by: it_can_be_called_in_a_poll_of_a_future_that_it_runs
//! Told: its wake was lost in the inner call

use std::mem::replace;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

thread_local! {
    static BED: Arc<Bed> = Arc::new(Bed {
        note: Mutex::new(Note { call: 0, woken: false }),
        sleeper: thread::current(),
    });
}

static CALLS: AtomicU64 = AtomicU64::new(1);

struct Bed {
    note: Mutex<Note>,
    sleeper: Thread,
}

struct Note {
    call: u64,
    woken: bool,
}

impl Bed {
    fn note(&self) -> MutexGuard<'_, Note> {
        self.note.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Bell {
    bed: Arc<Bed>,
    call: u64,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        let mut note = self.bed.note();
        // Not from a call that is over.
        if note.call == self.call {
            note.woken = true;
            self.bed.sleeper.unpark();
        }
    }
}

struct Outer<'a> {
    bed: &'a Bed,
    note: Option<Note>,
}

impl Drop for Outer<'_> {
    fn drop(&mut self) {
        if let Some(note) = self.note.take() {
            *self.bed.note() = note;
        }
    }
}

pub fn block_on<F: Future>(future: F) -> F::Output {
    let bed = BED.with(Arc::clone);
    let call = CALLS.fetch_add(1, Ordering::SeqCst);
    let note = replace(&mut *bed.note(), Note { call, woken: false });
    let _outer = Outer {
        bed: &bed,
        note: Some(note),
    };
    let waker = Waker::from(Arc::new(Bell {
        bed: Arc::clone(&bed),
        call,
    }));
    let mut cx = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        while !replace(&mut bed.note().woken, false) {
            thread::park();
        }
    }
}
