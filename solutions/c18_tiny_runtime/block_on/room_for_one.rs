//! Alternative: a channel with room for one word: whoever wakes sends, and if a word lies there
//! already, it is enough. A future in a box, and a new waker made of the same sender for each poll.

use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::task::{Context, Poll, Wake, Waker};

struct Word(SyncSender<()>);

impl Wake for Word {
    fn wake(self: Arc<Self>) {
        // Full, or nobody there any more: either is fine.
        let _ = self.0.try_send(());
    }
}

pub fn block_on<F: Future>(future: F) -> F::Output {
    let (sender, words) = sync_channel(1);
    let word = Arc::new(Word(sender));
    let mut future = Box::pin(future);
    loop {
        let waker = Waker::from(word.clone());
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        let _ = words.recv();
    }
}
