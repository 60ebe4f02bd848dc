//! `block_on`: polled when it is woken, asleep in between, and nothing slips through.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::hint;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use async_katas::c18_tiny_runtime::block_on::block_on;
use lab::{
    Order as Winner, PlainLab, PlainThread, ThreadUsage, expect_eq, fail, ms, plain_thread, race,
};
use tokio::runtime::Handle;

use super::lock::lock;

/// Longer than any right answer needs to poll again, however busy the machine is.
const PATIENCE: Duration = ms(1_500);

/// Long enough for whoever polls for no reason to have done so.
const A_WHILE: Duration = ms(20);

/// Long enough for a thread that was polling to be asleep.
const A_MOMENT: Duration = ms(5);

/// Told where a wake of another thread leads to nothing.
const NOT_POLLED: &str = "a thread was asleep in your `block_on`, its future was woken by another \
                          thread, and it was not polled again within 1.5s";

/// Told where a wake in the middle of a poll leads to nothing.
const LOST_IN_THE_POLL: &str = "a future was woken in the middle of a poll, which was pending, and it \
                                was not polled again: the wake came before the thread was asleep, and \
                                nobody wrote it down until then";

/// Told where nobody wakes and somebody polls.
const POLLED_FOR_NOTHING: &str = "a future was pending, nobody had woken it, and it was polled again: \
                                  your loop polls without being told to; one poll at the beginning \
                                  and one for each wake is all";

/// Told where whatever ends a sleep makes it poll.
const NO_REASON: &str = "a sleep may end without a reason, so look whether there was a wake, and sleep \
                         on if there was none";

/// Told where a future is polled after its end.
const READY_AGAIN: &str = "a future was ready in a poll, and was polled again after that: its output is \
                           there, and it is not to be polled any more";

/// Told where calls in one another take wakes for each other.
const EACH_ITS_OWN: &str = "each call should have its own note of its wakes, which no other call takes or \
                            takes back";

/// What a poll does, given its waker.
type Act = Box<dyn FnOnce(&Waker) + Send>;

/// No more than being pending.
fn nothing() -> Act {
    Box::new(|_| {})
}

/// A future that is pending until the test says that it is done, and in the hands of the test.
struct Held {
    hand: Hand,
    acts: VecDeque<Act>,
}

/// What the test sees of such a future, and how it wakes it.
#[derive(Clone, Default)]
struct Hand(Arc<(Mutex<Seen>, Condvar)>);

#[derive(Default)]
struct Seen {
    polls: usize,
    waker: Option<Waker>,
    thread: Option<Thread>,
    /// The next poll is ready.
    done: bool,
    /// How often it was polled in which it was ready.
    ready: usize,
    /// The call has returned, or has unwound.
    over: bool,
}

impl Future for Held {
    /// How many polls there were.
    type Output = usize;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<usize> {
        let (polls, done) = {
            let mut seen = lock(&self.hand.0.0);
            seen.polls += 1;
            seen.ready += usize::from(seen.done);
            seen.waker = Some(cx.waker().clone());
            seen.thread = Some(thread::current());
            self.hand.0.1.notify_all();
            (seen.polls, seen.done)
        };
        if let Some(act) = self.acts.pop_front() {
            act(cx.waker());
        }
        match done {
            true => Poll::Ready(polls),
            false => Poll::Pending,
        }
    }
}

impl Hand {
    fn polls(&self) -> usize {
        lock(&self.0.0).polls
    }

    /// Waits until it was polled so often, or the call is over, or for as long as it can take.
    fn polled(&self, times: usize) -> bool {
        let waits = self
            .0
            .1
            .wait_timeout_while(lock(&self.0.0), PATIENCE, |seen| {
                seen.polls < times && !seen.over
            });
        waits.unwrap_or_else(PoisonError::into_inner).0.polls >= times
    }

    /// Waits until the call is over, or for as long as it can take.
    fn is_over(&self) -> bool {
        let waits = self
            .0
            .1
            .wait_timeout_while(lock(&self.0.0), PATIENCE, |seen| !seen.over);
        waits.unwrap_or_else(PoisonError::into_inner).0.over
    }

    fn wake(&self) {
        let waker = lock(&self.0.0).waker.clone();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Why it was not polled again, and whether the wake of this thread has unparked this thread.
    fn why_not(&self, why_not: &str) -> String {
        // What earlier wakes have left.
        thread::park_timeout(Duration::ZERO);
        self.wake();
        let began = Instant::now();
        thread::park_timeout(A_WHILE);
        match why_not == NOT_POLLED && began.elapsed() < A_WHILE / 4 {
            true => format!(
                "{NOT_POLLED}; the thread that called `wake` was unparked in its place: a waker has to \
                 know which thread sleeps for its future"
            ),
            false => why_not.to_owned(),
        }
    }

    fn unpark(&self) {
        let thread = lock(&self.0.0).thread.clone();
        if let Some(thread) = thread {
            thread.unpark();
        }
    }

    fn done(&self) {
        lock(&self.0.0).done = true;
        self.wake();
    }
}

/// A call of `block_on` on a thread of its own, with a future in the hands of the test.
struct Call {
    hand: Hand,
    thread: Option<PlainThread<usize>>,
}

/// Says that the call is over, however it ends.
struct Over(Hand);

impl Drop for Over {
    fn drop(&mut self) {
        lock(&self.0.0.0).over = true;
        self.0.0.1.notify_all();
    }
}

impl Call {
    /// Begins it. Each poll does one of these, the last ones nothing.
    fn begin(lab: &PlainLab, acts: impl IntoIterator<Item = Act>) -> Self {
        let hand = Hand::default();
        let acts = acts.into_iter().collect();
        let (held, over) = (hand.clone(), Over(hand.clone()));
        let thread = lab.thread(move || {
            let _over = over;
            block_on(Held { hand: held, acts })
        });
        let mut call = Call {
            hand,
            thread: Some(thread),
        };
        call.polled(1, "a future was never polled");
        call
    }

    /// As [`begin`](Call::begin), of a future that wakes nobody in its first poll. It is asleep.
    #[track_caller]
    fn asleep(lab: &PlainLab, acts: impl IntoIterator<Item = Act>) -> Self {
        let call = Call::begin(lab, acts);
        thread::sleep(A_MOMENT);
        if call.hand.polls() > 1 {
            fail(POLLED_FOR_NOTHING);
        }
        call
    }

    /// It has been polled so often, or it is told why not.
    #[track_caller]
    fn polled(&mut self, times: usize, why_not: &str) {
        if self.hand.polled(times) {
            return;
        }
        self.unwound();
        fail(self.hand.why_not(why_not));
    }

    /// If the call has unwound, so does the test.
    fn unwound(&mut self) {
        if lock(&self.hand.0.0).over
            && let Some(thread) = self.thread.take()
        {
            thread.join();
        }
    }

    /// It is not polled in a while, or it is told what it was polled for.
    #[track_caller]
    fn no_more_than(&self, times: usize, what_for: &str) {
        thread::sleep(A_WHILE);
        if self.hand.polls() > times {
            fail(what_for);
        }
    }

    /// Woken when the thread sleeps, as far as it can be told.
    fn wake(&self) {
        thread::sleep(A_MOMENT);
        self.hand.wake();
    }

    /// It is done, and the call returns. How often it was polled.
    #[track_caller]
    fn end(mut self) -> usize {
        thread::sleep(A_MOMENT);
        self.hand.done();
        if !self.hand.is_over() {
            fail(self.hand.why_not(NOT_POLLED));
        }
        let polls = match self.thread.take() {
            Some(thread) => thread.join(),
            None => self.hand.polls(),
        };
        if lock(&self.hand.0.0).ready > 1 {
            fail(READY_AGAIN);
        }
        polls
    }
}

/// Whoever polls without an end comes to it.
impl Drop for Call {
    fn drop(&mut self) {
        self.hand.done();
    }
}

/// What everything else stands on: who has none of it is told that, and not what follows from it.
#[track_caller]
fn one_wake_is_one_poll(lab: &PlainLab) {
    let polls = Call::asleep(lab, []).end();
    expect_eq(
        polls,
        2,
        format!(
            "a future was woken once, by another thread, and was polled {polls} times in all: once at the \
             beginning and once for the wake is all"
        ),
    );
    let mut call = Call::begin(lab, [Box::new(|waker: &Waker| waker.wake_by_ref()) as Act]);
    call.polled(2, LOST_IN_THE_POLL);
    call.no_more_than(
        2,
        &format!(
            "a future was woken once, in the middle of a poll, and was polled twice for that: what \
             the wake has left for the sleep has ended a later one; {NO_REASON}"
        ),
    );
    call.end();
}

/// Does this on a thread of its own, where it may hang.
#[track_caller]
fn in_time<T: Send + 'static>(lab: &PlainLab, work: impl FnOnce() -> T + Send + 'static) -> T {
    let over = Hand::default();
    let when = Over(over.clone());
    let thread = lab.thread(move || {
        let _when = when;
        work()
    });
    if !over.is_over() {
        fail(NOT_POLLED);
    }
    thread.join()
}

#[test]
fn it_gives_what_the_future_gives() {
    plain_thread(|lab: PlainLab| {
        lab.case("a future that is ready at once, borrows, and gives what stays on its thread");
        let name = Rc::new("world".to_owned());
        let polls = AtomicUsize::new(0);
        let future = poll_fn(|_| {
            polls.fetch_add(1, Ordering::SeqCst);
            Poll::Ready(Rc::clone(&name))
        });
        expect_eq(
            block_on(future),
            Rc::clone(&name),
            "the future was ready, and what it gave did not come back",
        );
        if polls.into_inner() > 1 {
            fail(READY_AGAIN);
        }
    });
}

#[test]
fn it_needs_no_runtime() {
    plain_thread(|lab: PlainLab| {
        lab.case("a future that looks for a runtime around it");
        if block_on(poll_fn(|_| Poll::Ready(Handle::try_current().is_ok()))) {
            fail(
                "the future was run by a tokio runtime that your function has started: the loop that \
                 polls should be yours",
            );
        }
    });
}

#[test]
fn it_is_polled_once_and_once_more_for_each_wake() {
    plain_thread(|lab: PlainLab| {
        lab.case("woken by another thread, twenty times, each time after the poll");
        let mut call = Call::begin(&lab, []);
        for wakes in 0..20 {
            thread::sleep(A_MOMENT);
            if call.hand.polls() > wakes + 1 {
                fail(POLLED_FOR_NOTHING);
            }
            call.wake();
            call.polled(wakes + 2, NOT_POLLED);
        }
        let polls = call.end();
        expect_eq(
            polls,
            22,
            format!(
                "a future was woken 21 times and was polled {polls} times: once at the beginning and \
                 once for each wake is all"
            ),
        );
    });
}

#[test]
fn woken_often_it_is_polled_once() {
    plain_thread(|lab: PlainLab| {
        one_wake_is_one_poll(&lab);
        lab.case("woken a hundred times in one poll, by itself and by another thread");
        let acts = [0, 1].map(|other| -> Act {
            Box::new(move |waker| {
                let waker = waker.clone();
                let wake = move || (0..100).for_each(|_| waker.wake_by_ref());
                match other {
                    0 => wake(),
                    // A panic there would be the answer's own, and shows as a wake that is lost.
                    _ => drop(thread::spawn(wake).join()),
                }
            })
        });
        let mut call = Call::begin(&lab, acts);
        call.polled(3, LOST_IN_THE_POLL);
        call.no_more_than(
            3,
            "a future was woken a hundred times in one poll, and was polled more than once for that: \
             what counts is that it was woken, and not how often",
        );
        call.end();
    });
}

#[test]
fn a_wake_in_the_middle_of_a_poll_is_not_lost() {
    plain_thread(|lab: PlainLab| {
        let by_itself: Act = Box::new(|waker| waker.wake_by_ref());
        let by_another: Act = Box::new(|waker| {
            let waker = waker.clone();
            let _ = thread::spawn(move || waker.wake()).join();
        });
        for (act, who) in [(by_itself, "by itself"), (by_another, "by another thread")] {
            lab.case(format!("woken {who} in the middle of its first poll"));
            let mut call = Call::begin(&lab, [act]);
            call.polled(2, LOST_IN_THE_POLL);
            call.end();
        }
    });
}

#[test]
fn a_wake_is_not_lost_if_the_future_parks_its_thread() {
    plain_thread(|lab: PlainLab| {
        one_wake_is_one_poll(&lab);
        lab.case("woken in the middle of a poll that then parks the thread, as channels do");
        let mut call = Call::begin(
            &lab,
            [Box::new(|waker: &Waker| {
                waker.wake_by_ref();
                thread::park_timeout(ms(1));
            }) as Act],
        );
        call.polled(
            2,
            "a future was woken in the middle of a poll, parked its thread for a moment and was \
             pending, and was not polled again: its `park` took the token of the wake, and nothing \
             else told your loop of it",
        );
        call.end();
    });
}

/// Waits for this without sleeping, for as long as it can take.
fn spin_until(mut look: impl FnMut() -> bool) -> bool {
    let began = Instant::now();
    let mut looks = 0_u32;
    while !look() {
        looks += 1;
        if looks.is_multiple_of(1_000) {
            thread::yield_now();
            if began.elapsed() > PATIENCE {
                return false;
            }
        }
        hint::spin_loop();
    }
    true
}

#[test]
fn a_wake_between_the_poll_and_the_sleep_is_not_lost() {
    /// Nobody is woken from a sleep so soon.
    const AT_ONCE: Duration = Duration::from_micros(2);
    plain_thread(|lab: PlainLab| one_wake_is_one_poll(&lab));
    #[derive(Default)]
    struct Place {
        waker: Mutex<Option<Waker>>,
        polls: AtomicUsize,
    }
    race(
        Place::default,
        |place| {
            block_on(poll_fn(|cx| {
                if place.polls.load(Ordering::SeqCst) == 0 {
                    *lock(&place.waker) = Some(cx.waker().clone());
                }
                match place.polls.fetch_add(1, Ordering::SeqCst) {
                    0 => Poll::Pending,
                    _ => Poll::Ready(()),
                }
            }));
        },
        |place| {
            let polled = |times| spin_until(|| place.polls.load(Ordering::SeqCst) >= times);
            if !polled(1) {
                fail("a future was never polled");
            }
            let waker = lock(&place.waker).clone()?;
            let woken = Instant::now();
            waker.wake_by_ref();
            if polled(2) {
                return Some(woken.elapsed());
            }
            // So that the call comes to its end.
            waker.wake();
            if !polled(2) {
                fail(NOT_POLLED);
            }
            None
        },
        |_place, (), took| match took {
            Some(took) if took < AT_ONCE => Winner::OtherFirst,
            Some(_) => Winner::OneFirst,
            None => fail(
                "another thread woke a future just when its poll had been pending, and it was not \
                 polled again before it was woken once more: the wake came between the last look of \
                 your loop and its sleep; these two have to be one step",
            ),
        },
    );
}

#[test]
fn nothing_but_a_wake_makes_it_poll() {
    plain_thread(|lab: PlainLab| {
        // Nobody unparks this one.
        Call::asleep(&lab, []).end();
        for when in ["in the middle of its poll", "in its sleep"] {
            lab.case(format!(
                "the thread is unparked {when}, and nobody wakes the future"
            ));
            let act: Act = match when {
                "in its sleep" => nothing(),
                _ => Box::new(|_| thread::current().unpark()),
            };
            let mut call = Call::begin(&lab, [act]);
            for _ in 0..5 {
                thread::sleep(ms(2));
                if when == "in its sleep" {
                    call.hand.unpark();
                }
            }
            call.no_more_than(
                1,
                &format!(
                    "a thread was unparked {when}, nobody had woken its future, and it was polled: \
                     {NO_REASON}"
                ),
            );
            // So that it sleeps on, and can still be woken.
            call.wake();
            call.polled(
                2,
                "a thread was unparked in your `block_on`, then its future was woken by another \
                 thread, and was not polled again within 1.5s",
            );
            call.end();
        }
    });
}

#[test]
fn between_two_polls_the_thread_sleeps() {
    plain_thread(|lab: PlainLab| {
        lab.case("a future that is not woken for 1.1s");
        let measured = Arc::new(Mutex::new(Vec::new()));
        let measure = || -> Act {
            let measured = Arc::clone(&measured);
            Box::new(move |_| lock(&measured).extend(ThreadUsage::of_this_thread()))
        };
        // The first sleep is not measured: whatever code it needs is in memory then.
        let mut call = Call::asleep(&lab, [nothing(), measure(), measure()]);
        call.wake();
        call.polled(2, NOT_POLLED);
        thread::sleep(ms(1_100));
        if call.hand.polls() > 2 {
            fail(
                "a future was not woken for 1.1s, and was polled meanwhile: nothing but a wake should \
                 make your loop poll",
            );
        }
        call.end();
        if let [before, after] = lock(&measured)[..] {
            let slept = after.slept - before.slept;
            let computed = after.computed - before.computed;
            let displaced = after.displaced - before.displaced;
            if slept > 5 {
                fail(format!(
                    "a future was not woken for 1.1s, and its thread fell asleep {slept} times \
                     meanwhile: it looks every so often whether there was a wake, where one sleep \
                     that a wake ends is enough"
                ));
            }
            if computed > ms(5) {
                fail(format!(
                    "a future was not woken for 1.1s, and its thread computed for {}ms of that: it \
                     asks again and again whether there was a wake, instead of sleeping until \
                     somebody ends the sleep",
                    computed.as_millis()
                ));
            }
            // Where others want the core, a loop that yields to them gets next to nothing of it, and
            // loses it again and again. Who is asleep has none to lose.
            if displaced > 5 {
                fail(format!(
                    "a future was not woken for 1.1s, and its thread made way for others {displaced} \
                     times meanwhile, each time with more to do: it asks again and again whether \
                     there was a wake, instead of sleeping until somebody ends the sleep"
                ));
            }
        }
    });
}

#[test]
fn all_polls_get_wakers_of_the_same_task() {
    plain_thread(|lab: PlainLab| {
        lab.case("a future that compares the waker of each poll with that of its first poll");
        let others = Arc::new(AtomicUsize::new(0));
        let first = Arc::new(Mutex::new(None));
        let acts = (0..4).map(|_| -> Act {
            let (others, first) = (Arc::clone(&others), Arc::clone(&first));
            Box::new(move |waker| {
                let mut first = lock(&first);
                let first: &mut Waker = first.get_or_insert_with(|| waker.clone());
                if !first.will_wake(waker) {
                    others.fetch_add(1, Ordering::SeqCst);
                }
            })
        });
        let mut call = Call::asleep(&lab, acts);
        for polls in 2..=4 {
            call.wake();
            call.polled(polls, NOT_POLLED);
        }
        call.end();
        expect_eq(
            others.load(Ordering::SeqCst),
            0,
            "`will_wake` said of some of the three later polls that their wakers lead to another \
             task than that of the first poll: it is a new waker for each poll, and a future that \
             keeps one has to replace it every time",
        );
    });
}

/// Starts a thread in its first poll that ends its wait and wakes it, a while later. It counts here.
fn woken_by_a_thread(polls: Arc<AtomicUsize>) -> impl Future<Output = ()> {
    let over = Arc::new(AtomicBool::new(false));
    poll_fn(move |cx| {
        if polls.fetch_add(1, Ordering::SeqCst) == 0 {
            let (waker, ends) = (cx.waker().clone(), Arc::clone(&over));
            let _runs_on = thread::spawn(move || {
                thread::sleep(A_WHILE);
                ends.store(true, Ordering::SeqCst);
                waker.wake();
            });
        }
        match over.load(Ordering::SeqCst) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    })
}

#[test]
fn when_it_returns_the_future_has_been_dropped() {
    plain_thread(|lab: PlainLab| {
        for polls in 1..=2 {
            lab.case(format!("a future that is ready in poll {polls}"));
            let probe = lab.probe();
            let watch = probe.watch();
            in_time(&lab, move || {
                let mut inner = Box::pin(woken_by_a_thread(Arc::default()));
                block_on(poll_fn(move |cx| {
                    let _held = &probe;
                    match polls {
                        1 => Poll::Ready(()),
                        _ => inner.as_mut().poll(cx),
                    }
                }));
            });
            if !watch.is_dropped() {
                fail(
                    "`block_on` has returned, and the future was not dropped: what it holds is never \
                     released",
                );
            }
        }
    });
}

/// When a future that calls `block_on` for an inner one in its poll is woken itself.
#[derive(Clone, Copy, PartialEq)]
enum Outer {
    Never,
    BeforeTheCall,
    InTheFirstPoll,
    WhileItSleeps,
    InTheLastPoll,
    AfterTheCall,
}

impl Outer {
    const ALL: [Outer; 6] = [
        Outer::BeforeTheCall,
        Outer::InTheFirstPoll,
        Outer::WhileItSleeps,
        Outer::InTheLastPoll,
        Outer::AfterTheCall,
        Outer::Never,
    ];

    fn told(self) -> &'static str {
        match self {
            Outer::Never => "nobody woke it",
            Outer::BeforeTheCall => "it was woken before that, in the same poll",
            Outer::InTheFirstPoll => "it was woken in the first poll of the inner future",
            Outer::WhileItSleeps => {
                "it was woken by another thread while the inner call was asleep"
            }
            Outer::InTheLastPoll => "it was woken in the poll in which the inner future was ready",
            Outer::AfterTheCall => {
                "it was woken when the inner call had returned, in the same poll"
            }
        }
    }
}

/// An inner future, which is pending until a thread wakes it. It counts its polls here, wakes itself in
/// its last one, and panics there or is ready.
fn inner(
    outer: Waker,
    when: Outer,
    panics: bool,
    polls: Arc<AtomicUsize>,
) -> impl Future<Output = ()> {
    let over = Arc::new(AtomicBool::new(false));
    poll_fn(move |cx| {
        let first = polls.fetch_add(1, Ordering::SeqCst) == 0;
        if first && when == Outer::InTheFirstPoll {
            outer.wake_by_ref();
        }
        if first {
            let (waker, outer, ends) = (cx.waker().clone(), outer.clone(), Arc::clone(&over));
            let _runs_on = thread::spawn(move || {
                if when == Outer::WhileItSleeps {
                    thread::sleep(A_MOMENT);
                    outer.wake();
                }
                thread::sleep(A_WHILE);
                ends.store(true, Ordering::SeqCst);
                waker.wake();
            });
        }
        if !over.load(Ordering::SeqCst) {
            return Poll::Pending;
        }
        if when == Outer::InTheLastPoll {
            outer.wake_by_ref();
        }
        // Nobody waits for that any more.
        cx.waker().wake_by_ref();
        if panics {
            resume_unwind(Box::new("no more paper"));
        }
        Poll::Ready(())
    })
}

#[test]
fn it_can_be_called_in_a_poll_of_a_future_that_it_runs() {
    plain_thread(|lab: PlainLab| {
        one_wake_is_one_poll(&lab);
        for (when, panics) in Outer::ALL
            .iter()
            .flat_map(|when| [(*when, false), (*when, true)])
        {
            let story = format!(
                "a future called `block_on` for an inner one in its first poll, which {}; {}",
                match panics {
                    true => "panicked in its second poll",
                    false => "was ready in its second poll",
                },
                when.told()
            );
            lab.case(story.as_str());
            let polls = Arc::new(AtomicUsize::new(0));
            let (counts, returned) = (Arc::clone(&polls), Arc::new(AtomicBool::new(false)));
            let back = Arc::clone(&returned);
            let mut call = Call::begin(
                &lab,
                [Box::new(move |waker: &Waker| {
                    if when == Outer::BeforeTheCall {
                        waker.wake_by_ref();
                    }
                    let inner = inner(waker.clone(), when, panics, counts);
                    let ended = catch_unwind(AssertUnwindSafe(|| block_on(inner)));
                    back.store(ended.is_err() == panics, Ordering::SeqCst);
                    match ended {
                        Err(panic) if !panics => resume_unwind(panic),
                        _ if when == Outer::AfterTheCall => waker.wake_by_ref(),
                        _ => {}
                    }
                }) as Act],
            );
            let again = when != Outer::Never && call.hand.polled(2);
            if when == Outer::Never {
                // The inner call ends in its own time.
                spin_until(|| returned.load(Ordering::SeqCst));
            }
            call.unwound();
            if !returned.load(Ordering::SeqCst) {
                fail(
                    "`block_on` was called in a poll of a future that it runs, the inner future was \
                     woken, and the inner call did not return",
                );
            }
            if !again && when != Outer::Never {
                fail(format!(
                    "{story}, and it was not polled again: {}; {EACH_ITS_OWN}",
                    match when {
                        Outer::BeforeTheCall => "its wake was taken for one of the inner future",
                        _ => "its wake was lost in the inner call",
                    }
                ));
            }
            expect_eq(
                polls.load(Ordering::SeqCst),
                2,
                format!(
                    "{story}, and the inner future, woken once before its end, was not polled twice, \
                     but so often{}; {EACH_ITS_OWN}",
                    match when {
                        Outer::Never => "",
                        _ => ": a wake of the outer one was taken for one of the inner",
                    }
                ),
            );
            call.no_more_than(
                1 + usize::from(when != Outer::Never),
                &format!(
                    "{story}, and it was polled {}: a wake of the inner future, which woke itself in \
                     its last poll, was taken for one of the outer; {EACH_ITS_OWN}",
                    match when {
                        Outer::Never => "again for nothing",
                        _ => "more than once for that",
                    }
                ),
            );
            call.end();
        }
    });
}

#[test]
fn it_can_be_called_again_and_old_wakers_poll_nothing() {
    plain_thread(|lab: PlainLab| {
        lab.case("two calls on one thread; in the second, the waker of the first is woken again");
        one_wake_is_one_poll(&lab);
        let polls = in_time(&lab, || {
            let mut old = None;
            block_on(poll_fn(|cx| {
                old = Some(cx.waker().clone());
                Poll::Ready(())
            }));
            let polls = Arc::new(AtomicUsize::new(0));
            let mut future = Box::pin(woken_by_a_thread(Arc::clone(&polls)));
            block_on(poll_fn(|cx| {
                if let Some(old) = old.take() {
                    let _runs_on = thread::spawn(move || {
                        old.wake_by_ref();
                        thread::sleep(ms(2));
                        old.wake();
                    });
                }
                future.as_mut().poll(cx)
            }));
            polls.load(Ordering::SeqCst)
        });
        expect_eq(
            polls,
            2,
            "a call was over, then the waker of its future was called twice, and the future of the \
             next call on this thread, woken once, was not polled twice: a wake is for the future \
             whose waker it is",
        );
    });
}

/// Wakes when it is dropped.
struct WakesInDrop(Waker);

impl Drop for WakesInDrop {
    fn drop(&mut self) {
        self.0.wake_by_ref();
    }
}

/// What a future does in its last poll, that nobody has any use for.
#[derive(Clone, Copy, PartialEq)]
enum Leaves {
    Nothing,
    WakesItself,
    IsWokenByAThread,
    WakesItselfWhenDropped,
    WakesItselfAndPanics,
    UnparksItsThread,
}

impl Leaves {
    const ALL: [Leaves; 6] = [
        Leaves::Nothing,
        Leaves::WakesItself,
        Leaves::IsWokenByAThread,
        Leaves::WakesItselfWhenDropped,
        Leaves::WakesItselfAndPanics,
        Leaves::UnparksItsThread,
    ];

    fn told(self) -> &'static str {
        match self {
            Leaves::Nothing => "was ready in its first poll",
            Leaves::WakesItself => "woke itself in its first poll, in which it was ready",
            Leaves::IsWokenByAThread => {
                "was woken by another thread in its first poll, in which it was ready"
            }
            Leaves::WakesItselfWhenDropped => {
                "was ready in its first poll, and woke itself when it was dropped"
            }
            Leaves::WakesItselfAndPanics => "woke itself in its first poll, and panicked in it",
            Leaves::UnparksItsThread => {
                "unparked its own thread in its first poll, in which it was ready"
            }
        }
    }

    /// A call of a future that leaves this. Keeps its waker there, if that is wanted.
    fn call(self, kept: Option<&mut Vec<Waker>>) {
        let (mut kept, mut last) = (kept, None);
        let future = poll_fn(move |cx| {
            if let Some(kept) = &mut kept {
                kept.push(cx.waker().clone());
            }
            match self {
                Leaves::Nothing => {}
                Leaves::WakesItself | Leaves::WakesItselfAndPanics => cx.waker().wake_by_ref(),
                Leaves::IsWokenByAThread => {
                    let waker = cx.waker().clone();
                    // A panic there would be the answer's own, and shows in what comes after that.
                    let _ = thread::spawn(move || waker.wake()).join();
                }
                Leaves::WakesItselfWhenDropped => {
                    last.get_or_insert_with(|| WakesInDrop(cx.waker().clone()));
                }
                Leaves::UnparksItsThread => thread::current().unpark(),
            }
            if self == Leaves::WakesItselfAndPanics {
                resume_unwind(Box::new("no more paper"));
            }
            Poll::Ready(())
        });
        let ended = catch_unwind(AssertUnwindSafe(|| block_on(future)));
        if let Err(panic) = ended
            && self != Leaves::WakesItselfAndPanics
        {
            resume_unwind(panic);
        }
    }
}

#[test]
fn a_wake_that_came_too_late_is_not_for_the_next_call() {
    plain_thread(|lab: PlainLab| {
        one_wake_is_one_poll(&lab);
        let all = Leaves::ALL.iter();
        for (leaves, keeps) in all.flat_map(|leaves| [(*leaves, false), (*leaves, true)]) {
            let story = format!(
                "a future {}{}; then the same thread called `block_on` for another one",
                leaves.told(),
                if keeps {
                    ", and somebody kept its waker"
                } else {
                    ""
                }
            );
            lab.case(story.as_str());
            let hand = Hand::default();
            let (held, over) = (hand.clone(), Over(hand.clone()));
            let thread = lab.thread(move || {
                let _over = over;
                let mut kept = Vec::new();
                leaves.call(keeps.then_some(&mut kept));
                let polls = block_on(Held {
                    hand: held,
                    acts: VecDeque::new(),
                });
                drop(kept);
                polls
            });
            let mut call = Call {
                hand,
                thread: Some(thread),
            };
            call.polled(1, "a future was never polled");
            call.no_more_than(
                1,
                &format!(
                    "{story}, whose first poll was pending, and which was polled again though nobody \
                     had woken it: what the end of a call leaves behind should not reach the next one"
                ),
            );
            call.end();
        }
    });
}

#[test]
fn it_can_be_called_after_a_future_that_panicked() {
    plain_thread(|lab: PlainLab| {
        lab.case("called on the thread of a future that has panicked in its second poll");
        one_wake_is_one_poll(&lab);
        let polls = in_time(&lab, || {
            let panics = || {
                block_on(async {
                    woken_by_a_thread(Arc::default()).await;
                    resume_unwind(Box::new("no more paper"));
                });
            };
            let _unwound = catch_unwind(AssertUnwindSafe(panics));
            let polls = Arc::new(AtomicUsize::new(0));
            block_on(woken_by_a_thread(Arc::clone(&polls)));
            polls.load(Ordering::SeqCst)
        });
        expect_eq(
            polls,
            2,
            "a future had panicked, and that of the next call, woken once, was not polled twice",
        );
    });
}

#[test]
fn several_threads_call_it_at_once() {
    plain_thread(|lab: PlainLab| {
        const CALLS: usize = 8;
        lab.case("eight threads are in `block_on` at once, and one future after another is woken");
        let mut calls: Vec<Call> = (0..CALLS).map(|_| Call::asleep(&lab, [])).collect();
        for woken in (0..CALLS).rev() {
            calls[woken].wake();
            let polled = calls[woken].hand.polled(2);
            let wrong = (0..woken).find(|call| calls[*call].hand.polls() > 1);
            if let Some(wrong) = wrong {
                fail(format!(
                    "eight threads were in `block_on`, the future of thread {woken} was woken, and \
                     that of thread {wrong} was polled: a wake is for the future whose waker it is"
                ));
            }
            if !polled {
                calls[woken].unwound();
                fail(format!(
                    "eight threads were in `block_on`, the future of thread {woken} was woken, and \
                     was not polled again within 1.5s"
                ));
            }
        }
        for call in calls {
            call.end();
        }
    });
}
