#!/usr/bin/env bash
# Grades one share of a class on one of several machines that share a folder and nothing else:
#   shard.sh I N SEED SUBMISSIONS OUT
# Builds go to a disk of the machine's own; what was judged, and the report, to OUT.
set -euo pipefail
number=$1 of=$2 seed=$3
submissions=$(realpath "$4")
mkdir -p "$5/cache"
out=$(realpath "$5")
course=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)

own=$(mktemp -d "${TMPDIR:-/tmp}/grade.XXXXXX")
trap 'rm -rf -- "$own"' EXIT
git -C "$course" archive HEAD | tar -x -C "$own"
cd "$own"
cargo kata grade --seed "$seed" --shard "$number/$of" --cache "$out/cache" --json "$submissions"/* \
    > "$out/$number.half"
mv "$out/$number.half" "$out/$number.jsonl"
