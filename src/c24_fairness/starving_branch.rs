//! # starving_branch: a loop that never gets to its rare branches
//!
//! Why: a `biased` select takes the first branch that is ready. That is right for urgent messages, up to
//! the day on which there is always one. Then no branch below is ever polled: normal messages are not
//! read, no heartbeat is sent, and the service does not hear that it should stop, until somebody kills
//! it. Whoever wrote the code below had thought of that, and gives way every so often; but whoever
//! gives way comes back to the same order. Repair it.
//!
//! Build: [`serve`] hands to `handle` what is to be done, one piece of [`Work`] at a time: it awaits each
//! to its end, however long that takes, and chooses the next at that instant, or waits for one.
//! - When `stop` is done, nothing more is begun, and [`End::Stopped`] comes back at that instant, or at
//!   the one at which what is in hand has ended.
//! - A tick comes before all messages. One is due when the time `every` has gone by since the beginning,
//!   and then each time when it has gone by since the tick before it had ended.
//! - An urgent message comes before a normal one, unless at least `patience` urgent ones were begun since
//!   the last normal one, or since the beginning: then a normal one that waits comes first.
//! - A normal message lets no more than `patience` urgent ones be begun while it waits.
//! - Messages of one queue come in their order. What was not begun stays in its queue, also if the
//!   future is dropped.
//! - When no sender and no message of both queues is left, [`End::Drained`] comes back at that instant.
//!   When only one queue is at its end, the other goes on.
//!
//! Left open: an `every` of zero, and what counts first of two things that come about at one instant.
//! Whether a tick that is due, or the `stop`, still counts when both queues are at their end. Where
//! `handle` has used up what tokio lets a task do in one poll, whether the `stop` is heard of before the
//! task has given way. A panic of `handle`.
//!
//! Good to know: `patience` may be as large as you like. `full_mailbox` has another kind of urgent
//! message, which is so rare that it needs no such rule.
//!
//! In asyncio, a `PriorityQueue` starves in the same way, and an `await asyncio.sleep(0)` in the loop
//! does not change its order either.
//!
//! Rule of thumb: in a `biased` select, what is rare stands first, and nothing stands below what may
//! always be ready without a rule that lets it through.
//!
//! Red at first: nothing_starves_beside_a_queue_that_is_never_empty,
//! whatever_comes_everything_has_its_turn, when_stop_is_done_nothing_more_is_begun,
//! a_tick_comes_before_the_messages, a_normal_message_lets_as_many_pass_as_it_should

use std::num::NonZeroUsize;
use std::pin::pin;

use tokio::sync::mpsc;
use tokio::task::yield_now;
use tokio::time::{Duration, sleep};

/// What there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work<T> {
    /// A message that comes before others.
    Urgent(T),
    /// Any other message.
    Normal(T),
    /// It is time to see to what is regular: a heartbeat, say.
    Tick,
}

/// Why it has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It was told to stop.
    Stopped,
    /// Both queues are at their end.
    Drained,
}

/// Handles urgent messages, normal ones and ticks, until it is told to stop or nothing can come.
pub async fn serve<T>(
    urgent: &mut mpsc::Receiver<T>,
    normal: &mut mpsc::Receiver<T>,
    patience: NonZeroUsize,
    every: Duration,
    stop: impl Future<Output = ()>,
    mut handle: impl AsyncFnMut(Work<T>),
) -> End {
    let (mut urgent_open, mut normal_open) = (true, true);
    let mut passed = 0;
    let mut stop = pin!(stop);
    let mut tick = pin!(sleep(every));
    while urgent_open || normal_open {
        tokio::select! {
            biased;
            message = urgent.recv(), if urgent_open => match message {
                Some(message) => {
                    handle(Work::Urgent(message)).await;
                    passed += 1;
                    // Lets the others have their turn, too.
                    if passed % patience == 0 {
                        yield_now().await;
                    }
                }
                None => urgent_open = false,
            },
            message = normal.recv(), if normal_open => match message {
                Some(message) => handle(Work::Normal(message)).await,
                None => normal_open = false,
            },
            () = &mut tick => {
                handle(Work::Tick).await;
                tick.set(sleep(every));
            }
            () = &mut stop => return End::Stopped,
        }
    }
    End::Drained
}
