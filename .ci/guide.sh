#!/usr/bin/env bash
# Runs the commands of deploy/docs/guide.md as they stand there: its blocks marked sh, one after the other. The distribution is built.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
script=$(mktemp)
trap 'rm -f "$script"' EXIT
rm -rf runs/guide
awk '/^```sh$/ {inside = 1; print "echo \"guide: line " NR "\" >&2"; next} /^```$/ {inside = 0} inside' \
  deploy/docs/guide.md >"$script"
bash -euo pipefail "$script"
echo "guide: passed"
