//! Pipes: what comes when and in which pieces, and what is seen of what goes out.

use std::io::ErrorKind;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;
use tokio_lab::{Lab, Way, ms, secs, virtual_time};

#[test]
fn pieces_come_at_their_instants_one_a_read() {
    virtual_time(async |lab: Lab| {
        let (mut near, far) = lab.pipe();
        far.sends_at(ms(30), b"abc");
        far.sends_at(ms(30), b"de");
        far.ends_at(ms(70));
        let mut buf = [0; 8];
        assert_eq!(near.read(&mut buf[..2]).await.ok(), Some(2));
        assert_eq!((&buf[..2], lab.now()), (&b"ab"[..], ms(30)));
        assert_eq!(far.unread(), 3);
        assert_eq!(near.read(&mut buf).await.ok(), Some(1));
        assert_eq!(near.read(&mut buf).await.ok(), Some(2));
        assert_eq!((&buf[..2], lab.now()), (&b"de"[..], ms(30)));
        for _ in 0..2 {
            assert_eq!(near.read(&mut buf).await.ok(), Some(0));
            assert_eq!(lab.now(), ms(70));
        }
        assert_eq!((far.reads(), far.unread()), (5, 0));
    });
}

#[test]
fn a_read_given_up_takes_nothing() {
    virtual_time(async |lab: Lab| {
        let (mut near, far) = lab.pipe();
        far.sends_at(ms(30), b"abc");
        let mut buf = [0; 8];
        for _ in 0..2 {
            assert!(timeout(ms(10), near.read(&mut buf)).await.is_err());
        }
        assert_eq!((far.reads(), far.unread()), (0, 3));
        assert_eq!(near.read(&mut buf).await.ok(), Some(3));
        assert_eq!(lab.now(), ms(30));
    });
}

#[test]
fn who_waits_is_woken_by_what_is_sent_later() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            let (mut near, far) = lab.pipe();
            let reads = lab.polled(way, async { near.read_u8().await });
            let sends = async {
                tokio::time::sleep(secs(2)).await;
                far.sends([7]);
            };
            let (read, ()) = tokio::join!(reads, sends);
            assert_eq!(read.ok(), Some(7), "{way}");
        }
    });
}

#[test]
fn a_read_fails_once_at_its_instant() {
    virtual_time(async |lab: Lab| {
        let (mut near, far) = lab.pipe();
        far.fails_at(ms(20), ErrorKind::ConnectionReset.into());
        far.sends_at(ms(20), b"a");
        let mut buf = [0; 8];
        let error = near.read(&mut buf).await.map_err(|error| error.kind());
        assert_eq!(
            (error, lab.now()),
            (Err(ErrorKind::ConnectionReset), ms(20))
        );
        assert_eq!(near.read(&mut buf).await.ok(), Some(1));
    });
}

#[test]
fn writes_flushes_and_shutdowns_are_seen_with_their_instants() {
    virtual_time(async |lab: Lab| {
        let (mut near, far) = lab.pipe();
        far.takes_at_most(3);
        far.takes_from(ms(40));
        assert!(timeout(ms(10), near.write(b"lost")).await.is_err());
        assert_eq!(near.write_all(b"abcde").await.ok(), Some(()));
        let writes = [&b"abc"[..], b"de"].map(|bytes| (ms(40), bytes.to_vec()));
        assert_eq!(
            (far.writes(), far.written()),
            (writes.to_vec(), b"abcde".to_vec())
        );
        assert_eq!((far.flushes(), far.shutdowns()), (vec![], vec![]));
        assert!(near.flush().await.is_ok() && near.shutdown().await.is_ok());
        assert_eq!(
            (far.flushes(), far.shutdowns()),
            (vec![ms(40)], vec![ms(40)])
        );
        let late = near.write(b"f").await.map_err(|error| error.kind());
        assert_eq!(late, Err(ErrorKind::BrokenPipe));
        assert_eq!(far.dropped_at(), None);
        drop(near);
        assert_eq!(far.dropped_at(), Some(ms(40)));
    });
}

#[test]
fn reading_and_writing_wait_beside_each_other() {
    virtual_time(async |lab: Lab| {
        let (near, far) = lab.pipe();
        far.sends_at(ms(70), [1]);
        far.takes_from(ms(30));
        let (mut reading, mut writing) = tokio::io::split(near);
        let reads = async { (reading.read_u8().await.ok(), lab.now()) };
        let writes = async { (writing.write_u8(2).await.ok(), lab.now()) };
        let both = tokio::join!(reads, writes);
        assert_eq!(both, ((Some(1), ms(70)), (Some(()), ms(30))));
    });
}
