#!/usr/bin/env bash
# Grades a class as an array job of Slurm, in the course's folder, which all nodes share:
#   sbatch --wait docs/grading/machines/slurm.sh SEED SUBMISSIONS OUT
#   cargo kata grade merge OUT/*.jsonl --out OUT/grades --format csv,html
#SBATCH --job-name=grade
#SBATCH --array=1-4
#SBATCH --cpus-per-task=2
#SBATCH --mem=4G
#SBATCH --time=04:00:00
set -euo pipefail
# Slurm runs a copy of this file from a folder of its own.
cd "$SLURM_SUBMIT_DIR"
bash docs/grading/machines/shard.sh "$SLURM_ARRAY_TASK_ID" "$SLURM_ARRAY_TASK_COUNT" "$@"
