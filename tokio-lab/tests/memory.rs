//! Code that takes memory without end ends its process, which says why.

#[cfg(unix)]
use std::{env, process::Command};

use tokio_lab::{Lab, Settings};

#[cfg(unix)]
/// Set in the process that is to be ended.
const HERE: &str = "TOKIO_LAB_TESTS_WITHOUT_END";

#[cfg(unix)] // Other systems do not say what a process takes.
#[test]
fn printing_without_end_ends_the_process_and_names_the_test() {
    if env::var_os(HERE).is_some() {
        Settings::new()
            .memory(64 << 20)
            .virtual_time(async |_lab: Lab| {
                loop {
                    println!("again");
                }
            });
    }
    let name = "printing_without_end_ends_the_process_and_names_the_test";
    let output = Command::new(env::current_exe().expect("it is a file"))
        .args(["--exact", name])
        .env(HERE, "1")
        .output()
        .expect("it can be run");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(101), "{told}");
    assert!(told.contains("more than 64 MB"), "{told}");
    assert!(told.contains(&format!("\n  {name}\n")), "{told}");
    assert!(told.contains("Likely cause"), "{told}");
}

#[test]
fn what_a_test_takes_for_a_while_is_its_own_affair() {
    Settings::new()
        .memory(1 << 30)
        .virtual_time(async |_lab: Lab| {
            let much = vec![1_u8; 16 << 20];
            tokio::time::sleep(tokio_lab::ms(1)).await;
            assert_eq!(much.len(), 16 << 20);
        });
}
