//! Hostile: a static of 64 MiB that is no zeros: it stands in the objects and in the test binary.
//! Earns: in part

static LARGE: [u8; 64 << 20] = [7; 64 << 20];

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    std::hint::black_box(&LARGE);
    let mut results = Vec::new();
    for job in jobs {
        results.push(job.await);
    }
    results
}
