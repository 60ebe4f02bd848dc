//! What the laboratory takes for granted of tokio (`src/run/assumptions.rs`), asked of tokio alone.
//! A test here that fails says that this version of tokio is another one.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;
use tokio::task::{spawn_blocking, yield_now};
use tokio::time::{Instant, advance, sleep, timeout};
use tokio_lab::{ms, secs};

const YEAR: Duration = secs(365 * 24 * 60 * 60);

/// What to say when an assumption does not hold: with which tokio.
fn with_this_tokio(what: &str) -> String {
    format!(
        "with tokio {} {what}: see src/run/assumptions.rs",
        tokio_version()
    )
}

/// The version of tokio that these tests were built with, as the lock file nearest to them says.
fn tokio_version() -> String {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let lock = here
        .ancestors()
        .find_map(|folder| std::fs::read_to_string(folder.join("Cargo.lock")).ok())
        .expect("tests are built with a lock file");
    let mut lines = lock.lines();
    lines.find(|line| *line == "name = \"tokio\"");
    let version = lines.next().and_then(|line| line.split('"').nth(1));
    version.expect("tokio is in the lock file").to_owned()
}

fn paused() -> Runtime {
    Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .expect("the system can start a runtime")
}

fn count(times: &AtomicU64) {
    times.fetch_add(1, Ordering::Relaxed);
}

/// A paused runtime, and how often it went idle and came back.
fn counted() -> (Runtime, Arc<AtomicU64>, Arc<AtomicU64>) {
    let (parks, unparks) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let (park, unpark) = (Arc::clone(&parks), Arc::clone(&unparks));
    let runtime = Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .on_thread_park(move || count(&park))
        .on_thread_unpark(move || count(&unpark))
        .build()
        .expect("the system can start a runtime");
    (runtime, parks, unparks)
}

#[test]
fn a_paused_clock_moves_only_while_the_runtime_is_idle() {
    paused().block_on(async {
        let start = Instant::now();
        let timer = tokio::spawn(sleep(secs(3600)));
        for _ in 0..1000 {
            yield_now().await;
        }
        let moved = with_this_tokio("a paused clock moves while something runs");
        assert_eq!(start.elapsed(), ms(0), "{moved}");
        timer.await.expect("a timer does not panic");
        let elsewhere = with_this_tokio("a paused clock does not jump just to the next timer");
        assert_eq!(start.elapsed(), secs(3600), "{elsewhere}");
    });
}

#[test]
fn a_paused_clock_does_not_wait_for_a_plain_thread() {
    paused().block_on(async {
        let (sender, receiver) = oneshot::channel();
        let thread = thread::spawn(move || {
            thread::sleep(ms(50));
            let _ = sender.send(());
        });
        let waits = with_this_tokio("a paused clock waits for a plain thread");
        assert!(timeout(secs(3600), receiver).await.is_err(), "{waits}");
        thread.join().expect("the thread does not panic");
    });
}

#[test]
fn blocking_work_holds_a_paused_clock() {
    paused().block_on(async {
        let start = Instant::now();
        let work = spawn_blocking(|| thread::sleep(ms(50)));
        let ran_on = with_this_tokio("a paused clock runs on during `spawn_blocking`");
        assert!(timeout(ms(10), work).await.is_ok(), "{ran_on}");
        assert_eq!(start.elapsed(), ms(0), "{ran_on}");
    });
}

#[test]
fn sockets_with_both_ends_in_one_runtime_are_not_overtaken_by_the_clock() {
    paused().block_on(async {
        for _ in 0..50 {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            let address = listener.local_addr().expect("it is bound");
            let server = tokio::spawn(async move {
                let (mut socket, _) = listener.accept().await?;
                let byte = socket.read_u8().await?;
                socket.write_u8(byte + 1).await
            });
            let exchange = async {
                let mut socket = TcpStream::connect(address).await?;
                socket.write_u8(1).await?;
                socket.read_u8().await
            };
            let overtaken = with_this_tokio("a timeout overtakes a socket of the same runtime");
            let answer = timeout(secs(1), exchange).await.expect(&overtaken);
            assert_eq!(answer.expect("the server answers"), 2);
            server.await.expect("no panic").expect("no error");
        }
    });
}

#[test]
fn advance_returns_before_the_tasks_whose_timers_it_passes_have_run() {
    // tokio#7841: if this changes, README and `Lab::allow_moved_clock` may say something kinder.
    paused().block_on(async {
        let task = tokio::spawn(sleep(ms(50)));
        yield_now().await;
        advance(ms(100)).await;
        let ran = with_this_tokio("`advance` runs the tasks whose timers it passes");
        assert!(!task.is_finished(), "{ran}");
        task.await.expect("a timer does not panic");
    });
}

#[test]
fn a_timer_is_a_whole_number_of_milliseconds_long() {
    paused().block_on(async {
        let start = Instant::now();
        sleep(Duration::from_micros(1)).await;
        sleep(Duration::from_micros(1500)).await;
        let finer = with_this_tokio("timers are not rounded up to milliseconds");
        assert_eq!(start.elapsed(), ms(3), "{finer}");
    });
}

#[test]
fn the_longest_timer_lies_thirty_years_ahead_and_wakes_the_runtime_a_few_hundred_times() {
    let (runtime, parks, _) = counted();
    let took = runtime.block_on(async {
        let start = Instant::now();
        sleep(Duration::MAX).await;
        start.elapsed()
    });
    let longer = with_this_tokio("the longest timer does not lie about thirty years ahead");
    assert!((29 * YEAR..35 * YEAR).contains(&took), "{longer}: {took:?}");
    let wakes = parks.load(Ordering::Relaxed);
    let busier = with_this_tokio("a timer far ahead wakes an idle runtime more often");
    assert!(wakes < 500, "{busier}: {wakes} times");
}

#[test]
fn on_the_way_to_a_timer_a_runtime_is_woken_at_multiples_of_64_ms() {
    let woken = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&woken);
    let runtime = Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .on_thread_unpark(move || {
            let mut seen = seen.lock().expect("nobody panics with it");
            seen.push(Instant::now());
        })
        .build()
        .expect("the system can start a runtime");
    let start = runtime.block_on(async {
        let start = Instant::now();
        for time in [100, 137, 5000, 100_003] {
            sleep(ms(time)).await;
        }
        start
    });
    let woken = woken.lock().expect("nobody panics with it");
    let ends = [100, 237, 5237, 105_240].map(|end| start + ms(end));
    let between = woken.iter().filter(|at| !ends.contains(at));
    let times: Vec<u128> = between.map(|at| (*at - start).as_millis()).collect();
    let elsewhere = with_this_tokio("timers come down the wheel at other instants than 64 ms");
    let is_a_turn = |time: &u128| time.is_multiple_of(64);
    assert!(
        !times.is_empty() && times.iter().all(is_a_turn),
        "{elsewhere}: {times:?}"
    );
}

#[test]
fn a_runtime_says_when_it_goes_idle_and_when_it_comes_back() {
    let (runtime, parks, unparks) = counted();
    runtime.block_on(async {
        for _ in 0..10 {
            sleep(ms(1)).await;
        }
    });
    let (parks, unparks) = (
        parks.load(Ordering::Relaxed),
        unparks.load(Ordering::Relaxed),
    );
    let silent = with_this_tokio("`on_thread_park` is not called whenever a runtime goes idle");
    assert!((10..100).contains(&parks), "{silent}: {parks} times");
    assert_eq!(parks, unparks, "{silent}");
}

#[test]
fn select_begins_with_a_branch_by_luck() {
    // tokio#8091: if it takes a seed one day, `ties` need not run a test so often.
    let first = || {
        paused().block_on(async {
            tokio::select! {
                () = sleep(ms(10)) => 0,
                () = sleep(ms(10)) => 1,
            }
        })
    };
    let mut seen = [0, 0];
    for _ in 0..64 {
        seen[first()] += 1;
    }
    let fixed = with_this_tokio("`select!` always begins with the same branch");
    assert!(seen.iter().all(|times| *times > 0), "{fixed}");
}
