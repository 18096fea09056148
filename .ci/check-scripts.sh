#!/usr/bin/env bash
# Checks the shell scripts: lint, GPU discovery against made-up machines, and how bin/acpo finds Java and becomes the program
# that the launcher names, seen through a java that prints what it is given. What the launcher names, LauncherTest checks.
# shellcheck disable=SC2016  # the text of a program is not to be expanded here
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

expect() { # what, expected, actual
  if [[ $2 != "$3" ]]; then
    printf 'check-scripts: %s\n  expected: %s\n  actual:   %s\n' "$1" "$2" "$3" >&2
    exit 1
  fi
}
expect_within() { # what, part, whole
  [[ $3 == *"$2"* ]] || expect "$1" "*$2*" "$3"
}
program() { # file, text
  mkdir -p "$(dirname "$1")"
  printf '#!/bin/bash\n%s\n' "$2" >"$1"
  chmod +x "$1"
}

lint() {
  local scripts
  mapfile -t scripts < <(git ls-files | xargs grep -lE '^#!.*(bash|sh)$')
  if command -v shellcheck >/dev/null; then shellcheck "${scripts[@]}"; else bash -n "${scripts[@]}"; fi
}

# A machine with two GPUs, the second one partitioned by MIG.
discovery() {
  program "$work/gpus/nvidia-smi" 'if [[ $1 == -L ]]; then
  echo "GPU 0: NVIDIA H100 (UUID: GPU-aa11)"
  echo "GPU 1: NVIDIA H100 (UUID: GPU-bb22)"
  echo "  MIG 1g.10gb Device 0: (UUID: MIG-cc33)"
else printf "0\n1\n"; fi'
  discover() { PATH=$work/gpus:$PATH "${@:-env}" deploy/gpu/discover-gpus.sh; }
  expect "all GPUs" '{"name": "gpu", "addresses": ["0","1"]}' "$(discover env -u CUDA_VISIBLE_DEVICES)"
  expect "one of two, numbered from 0" '{"name": "gpu", "addresses": ["0"]}' "$(discover env CUDA_VISIBLE_DEVICES=1)"
  expect "by UUID" '{"name": "gpu", "addresses": ["0","1"]}' "$(discover env CUDA_VISIBLE_DEVICES=MIG-cc33,GPU-aa11)"
  expect "nothing after what is no device" '{"name": "gpu", "addresses": ["0"]}' "$(discover env CUDA_VISIBLE_DEVICES=0,7,1)"
  expect "hidden" '{"name": "gpu", "addresses": []}' "$(discover env CUDA_VISIBLE_DEVICES=)"
  expect "hidden by -1" '{"name": "gpu", "addresses": []}' "$(discover env CUDA_VISIBLE_DEVICES=-1)"
}

# A distribution in a folder with a space, whose java is the launcher and then the program that it names.
launcher() {
  local dist="$work/a dist" seen pid version
  mkdir -p "$dist/bin" "$work/home"
  cp bin/acpo "$dist/bin/"
  # a launcher that is asked to prints the words of a program, which says what it got and its process
  jdk() { # folder, version
    program "$1/bin/java" 'if [[ " $* " != *" org.acpo.driver.launch.Launcher "* ]]; then
  echo "home=$ACPO_HOME pid=$$ seen=${SEEN:-}"
  printf "[%s]" "$@"
  [[ ${1:-} != wait ]] || exec sleep 60
  exit 7
fi
while [[ $1 != org.acpo.driver.launch.Launcher ]]; do shift; done
shift
if [[ ${1:-} == wrong ]]; then echo "acpo: wrong" >&2 && exit 2; fi
printf "%s\0" env SEEN=yes "$0" "$@"'
    [[ -z $2 ]] || echo "JAVA_VERSION=\"$2\"" >"$1/release"
  }
  jdk "$work/jdk" 17.0.1
  local settings=(JAVA_HOME="$work/jdk")
  acpo() { env -i PATH="$PATH" HOME="$work/home" "${settings[@]}" "$dist/bin/acpo" "$@" 2>&1; }

  acpo verify >/dev/null || expect "the exit code of the program" 7 $?
  seen=$(acpo train 'a b' '' $'two\nlines' '*' || true)
  expect_within "words are not touched" $'[train][a b][][two\nlines][*]' "$seen"
  expect_within "the environment that the launcher names" "home=$dist " "$seen"
  expect_within "and the script's own" "seen=yes" "$seen"
  seen=$(acpo wrong) && expect "what the launcher refuses" "exit code 2" 0
  expect "the launcher's message, and no program after it" "acpo: wrong" "$seen"
  acpo wrong >/dev/null || expect "the launcher's exit code" 2 $?

  # a signal to acpo reaches the program, for it is the same process
  acpo() { exec env -i PATH="$PATH" HOME="$work/home" "${settings[@]}" "$dist/bin/acpo" "$@"; }
  acpo wait >"$work/waits" &
  pid=$!
  until grep -q 'pid=' "$work/waits"; do sleep 0.05; done
  expect_within "one process" "pid=$pid " "$(cat "$work/waits")"
  kill -TERM "$pid"
  wait "$pid" || expect "the exit code of a program that was told to end" 143 $?
  acpo() { env -i PATH="$work/no-java" HOME="$work/home" "${settings[@]}" "$BASH" "$dist/bin/acpo" "$@" 2>&1; }

  # versions of Java; the machine's own are found too, so that a refusal is seen only of one that stands first
  mkdir -p "$work/no-java"
  ln -s "$(command -v env)" "$(command -v readlink)" "$(command -v dirname)" "$(command -v bash)" "$(command -v sleep)" "$work/no-java/"
  for version in 17 18.0.2 21.0.8 22; do
    jdk "$work/jdk $version" "$version"
    settings=(JAVA_HOME="$work/jdk $version")
    expect_within "Java $version" "seen=yes" "$(acpo verify || true)"
  done
  jdk "$work/unknown" ''
  sed -i '2i [[ $1 != -version ]] || { echo "openjdk version \\"21.0.8\\" 2025-07-15" >\&2; exit; }' "$work/unknown/bin/java"
  settings=(JAVA_HOME="$work/unknown")
  expect_within "a Java without a file of its version" "seen=yes" "$(acpo verify || true)"
  sed "s#/usr/lib/jvm#$work/jvm#g" bin/acpo >"$dist/bin/acpo"
  settings=()
  expect "no Java" "acpo: needs Java 17 to 22 with java, found none in JAVA_HOME (not set), on the PATH or in $work/jvm; \
on Debian or Ubuntu: apt-get install openjdk-17-jdk-headless" "$(acpo verify || true)"
  jdk "$work/jvm/old" 11.0.2
  jdk "$work/new" 25
  settings=(JAVA_HOME="$work/new")
  seen=$(acpo verify) && expect "Java 25" "exit code 1" 0
  expect_within "a Java that is too new, and why" "$work/new is Java 25, on which Hadoop 3.3 cannot log in" "$seen"
  expect_within "one that is too old" "$work/jvm/old is Java 11;" "$seen"
  jdk "$work/jvm/right" 21.0.1
  expect_within "one that is right, after them" "seen=yes" "$(acpo verify || true)"
}

lint
discovery
launcher
echo "check-scripts: passed"
