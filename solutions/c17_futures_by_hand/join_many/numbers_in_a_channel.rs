//! Instead of a list behind a lock, a channel: each waker sends its number, unless one is on the way
//! already, and an `AtomicWaker` tells the caller.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Wake, Waker};

use futures::task::AtomicWaker;

/// A future that is ready when all of these have been, with their outputs in order.
///
/// Dropping it drops them.
pub fn join_many<F>(futures: Vec<F>) -> impl Future<Output = Vec<F::Output>>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let (send, woken) = channel();
    let caller = Arc::new(AtomicWaker::new());
    let children = futures.into_iter().enumerate().map(|(number, future)| {
        let bell = Arc::new(Bell {
            number,
            on_its_way: AtomicBool::new(false),
            send: send.clone(),
            caller: Arc::downgrade(&caller),
        });
        bell.wake_by_ref();
        Child {
            waker: Waker::from(Arc::clone(&bell)),
            bell,
            future: Some(Box::pin(future)),
            output: None,
        }
    });
    let children: Vec<Child<F>> = children.collect();
    JoinMany {
        left: children.len(),
        children,
        woken,
        caller,
    }
}

struct JoinMany<F: Future> {
    children: Vec<Child<F>>,
    left: usize,
    woken: Receiver<usize>,
    caller: Arc<AtomicWaker>,
}

struct Child<F: Future> {
    future: Option<Pin<Box<F>>>,
    output: Option<F::Output>,
    waker: Waker,
    bell: Arc<Bell>,
}

struct Bell {
    number: usize,
    on_its_way: AtomicBool,
    send: Sender<usize>,
    /// Gone with the join, so that whoever keeps a bell keeps no caller.
    caller: Weak<AtomicWaker>,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.on_its_way.swap(true, Ordering::SeqCst) {
            return;
        }
        if self.send.send(self.number).is_ok()
            && let Some(caller) = self.caller.upgrade()
        {
            caller.wake();
        }
    }
}

// The futures are boxed, and nothing else in it is pinned.
impl<F: Future> Unpin for JoinMany<F> {}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        // First the waker, then the look: who is woken in between wakes this caller.
        this.caller.register(cx.waker());
        // Those that wake themselves meanwhile have their turn in the next poll.
        let woken: Vec<usize> = this.woken.try_iter().collect();
        for number in woken {
            let child = &mut this.children[number];
            let Some(future) = &mut child.future else {
                continue;
            };
            child.bell.on_its_way.store(false, Ordering::SeqCst);
            let mut cx = Context::from_waker(&child.waker);
            if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
                // From now on every wake finds one on its way.
                child.bell.on_its_way.store(true, Ordering::SeqCst);
                child.output = Some(output);
                child.future = None;
                this.left -= 1;
            }
        }
        match this.left {
            0 => {
                let children = this.children.iter_mut();
                Poll::Ready(children.filter_map(|child| child.output.take()).collect())
            }
            _ => Poll::Pending,
        }
    }
}
