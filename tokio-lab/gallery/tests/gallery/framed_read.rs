//! `tokio_util::codec::FramedRead`: a read that is cancelled loses no byte.

use futures::StreamExt;
use tokio::io::AsyncWriteExt;
use tokio_lab::{Lab, expect_eq, ms};
use tokio_util::codec::{FramedRead, LinesCodec};

#[tokio_lab::test(cancel)]
async fn a_line_that_comes_in_parts_survives_a_cancelled_read(lab: Lab) {
    let (mut out, into) = tokio::io::duplex(64);
    let writes = tokio::spawn(async move {
        for part in ["on", "e\nt", "wo\n"] {
            tokio::time::sleep(ms(10)).await;
            out.write_all(part.as_bytes()).await?;
        }
        out.shutdown().await
    });
    let mut lines = FramedRead::new(into, LinesCodec::new());
    let mut read = Vec::new();
    if let Some(Some(line)) = lab.cut(lines.next()).await {
        read.push(line.expect("it is a line"));
    }
    while let Some(line) = lines.next().await {
        read.push(line.expect("it is a line"));
    }
    expect_eq(
        read,
        vec!["one".to_owned(), "two".to_owned()],
        "bytes are lost",
    );
    writes
        .await
        .expect("no panic")
        .expect("the other end is there");
}
