//! Mistake: takes it that who is on the list of those that were woken is not done: one that woke itself in
//! the poll in which it was ready stands there still.
//! Breaks: "It is not polled again"
//! Rejected by: one_that_is_woken_in_its_last_poll_is_left_alone
//! Told: who was ready may still stand on the list

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
pub async fn join_many<F>(futures: Vec<F>) -> Vec<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let news = Arc::new(News::of(futures.len()));
    let wakers: Vec<Waker> = (0..futures.len())
        .map(|number| {
            let news = Arc::clone(&news);
            Waker::from(Arc::new(Child { number, news }))
        })
        .collect();
    let mut left = futures.len();
    let mut outputs: Vec<Option<F::Output>> = futures.iter().map(|_| None).collect();
    let mut futures: Vec<Option<Pin<Box<F>>>> =
        futures.into_iter().map(|f| Some(Box::pin(f))).collect();
    let _hang_up = HangUp(&news);
    poll_fn(|cx| {
        for number in news.begin_poll(cx.waker()) {
            let future = futures[number]
                .as_mut()
                .expect("who is on the list is not done");
            news.set(number, Place::Waits);
            let polled = future
                .as_mut()
                .poll(&mut Context::from_waker(&wakers[number]));
            if let Poll::Ready(output) = polled {
                news.set(number, Place::Done);
                outputs[number] = Some(output);
                futures[number] = None;
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
struct News(Mutex<State>);

struct State {
    woken: Vec<usize>,
    places: Vec<Place>,
    caller: Option<Waker>,
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Waits,
    Woken,
    Done,
}

impl News {
    fn of(count: usize) -> Self {
        News(Mutex::new(State {
            woken: (0..count).collect(),
            places: vec![Place::Woken; count],
            caller: None,
        }))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, number: usize, place: Place) {
        self.lock().places[number] = place;
    }
    fn begin_poll(&self, caller: &Waker) -> Vec<usize> {
        let mut state = self.lock();
        state.caller = Some(caller.clone());
        std::mem::take(&mut state.woken)
    }

    fn wake(&self, number: usize) {
        let caller = {
            let mut state = self.lock();
            if state.places[number] != Place::Waits {
                return;
            }
            state.places[number] = Place::Woken;
            state.woken.push(number);
            state.caller.take()
        };
        if let Some(caller) = caller {
            caller.wake();
        }
    }
}
struct Child {
    number: usize,
    news: Arc<News>,
}

impl Wake for Child {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.news.wake(self.number);
    }
}
struct HangUp<'a>(&'a News);

impl Drop for HangUp<'_> {
    fn drop(&mut self) {
        let caller = self.0.lock().caller.take();
        drop(caller);
    }
}
