//! Mistake: the waker of a future holds the future, as a task does: it lives as long as anybody has that
//! waker.
//! Breaks: "whoever still keeps a waker of theirs"
//! Rejected by: dropped_it_leaves_nothing_behind
//! Told: keeps them alive

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

struct Task<F> {
    number: usize,
    future: Mutex<Option<Pin<Box<F>>>>,
    news: Arc<Mutex<News>>,
}

struct News {
    woken: Vec<usize>,
    noted: Vec<bool>,
    caller: Option<Waker>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<F: Send + 'static> Wake for Task<F> {
    fn wake(self: Arc<Self>) {
        let caller = {
            let mut news = lock(&self.news);
            if std::mem::replace(&mut news.noted[self.number], true) {
                return;
            }
            news.woken.push(self.number);
            news.caller.take()
        };
        if let Some(caller) = caller {
            caller.wake();
        }
    }
}

pub async fn join_many<F>(futures: Vec<F>) -> Vec<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let mut left = futures.len();
    let mut outputs: Vec<Option<F::Output>> = futures.iter().map(|_| None).collect();
    let news = Arc::new(Mutex::new(News {
        woken: (0..left).collect(),
        noted: vec![true; left],
        caller: None,
    }));
    let tasks: Vec<Arc<Task<F>>> = futures
        .into_iter()
        .enumerate()
        .map(|(number, future)| {
            Arc::new(Task {
                number,
                future: Mutex::new(Some(Box::pin(future))),
                news: Arc::clone(&news),
            })
        })
        .collect();
    poll_fn(|cx| {
        let woken = {
            let mut news = lock(&news);
            news.caller = Some(cx.waker().clone());
            std::mem::take(&mut news.woken)
        };
        for number in woken {
            let task = &tasks[number];
            let mut place = lock(&task.future);
            let Some(future) = &mut *place else { continue };
            lock(&news).noted[number] = false;
            let waker = Waker::from(Arc::clone(task));
            if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                lock(&news).noted[number] = true;
                outputs[number] = Some(output);
                *place = None;
                left -= 1;
            }
        }
        match left {
            0 => Poll::Ready(()),
            _ => Poll::Pending,
        }
    })
    .await;
    outputs.into_iter().flatten().collect()
}
