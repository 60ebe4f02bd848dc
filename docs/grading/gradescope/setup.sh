#!/usr/bin/env bash
# Runs once, when Gradescope builds the image from the zip file, which holds this file and
# run_autograder beside each other and the course in course/.
set -euo pipefail
apt-get update
apt-get install -y --no-install-recommends build-essential ca-certificates curl
export RUSTUP_HOME=/autograder/rust/rustup CARGO_HOME=/autograder/rust/cargo
curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs |
    sh -s -- -y --no-modify-path --profile minimal --default-toolchain none
export PATH="$CARGO_HOME/bin:$PATH"
cd /autograder/source/course
# The toolchain that the course names, the tool and all dependencies: here, not once a submission.
rustup toolchain install
cargo kata grade warm
