//! `deadpool`: a caller that is cancelled gives its place back.

use deadpool::managed::{Manager, Metrics, Object, Pool, RecycleResult};
use tokio_lab::{Lab, ms, secs, within};

struct Slow;

impl Manager for Slow {
    type Type = ();
    type Error = std::convert::Infallible;

    async fn create(&self) -> Result<(), Self::Error> {
        tokio::time::sleep(ms(20)).await;
        Ok(())
    }

    async fn recycle(&self, (): &mut (), _: &Metrics) -> RecycleResult<Self::Error> {
        tokio::time::sleep(ms(5)).await;
        Ok(())
    }
}

#[tokio_lab::test(cancel)]
async fn a_caller_that_is_cancelled_takes_no_place(lab: Lab) {
    let pool: Pool<Slow, Object<Slow>> = Pool::builder(Slow).max_size(1).build().expect("a pool");
    let held = pool.get().await.expect("there is room");
    let gives_back = tokio::spawn(async move {
        tokio::time::sleep(ms(10)).await;
        drop(held);
    });
    drop(lab.cut(pool.get()).await);
    gives_back.await.expect("no panic");
    let again = within(secs(1), pool.get(), "the only place of the pool is lost").await;
    assert!(again.is_ok());
}
