#!/usr/bin/env bash
# Checks the shell scripts: lint, GPU discovery against made-up machines, and how bin/acpo starts commands, seen through
# a java and a spark-submit that print what they are given.
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

# A distribution in a folder with a space, whose java and spark-submit print their arguments.
launcher() {
  local dist="$work/a dist" seen
  mkdir -p "$dist"/{jars,conf,bin} "$work/jdk" "$work/home"
  cp bin/acpo "$dist/bin/"
  touch "$dist/jars/acpo-driver-1.jar" "$dist/jars/b.jar"
  echo 'JAVA_VERSION="17.0.1"' >"$work/jdk/release"
  program "$work/jdk/bin/java" 'echo "java cache=${DJL_CACHE_DIR:-}"; printf "[%s]" "$@"; exit 7'
  for spark in "$dist/spark" "$work/spark"; do
    program "$spark/bin/spark-submit" 'echo "submit home=$SPARK_HOME ip=${SPARK_LOCAL_IP:-}"; printf "[%s]" "$@"; exit 9'
    mkdir -p "$spark/jars"
    touch "$spark/jars/spark-core_2.12-3.5.5.jar"
  done
  acpo() { env -i PATH="$PATH" HOME="$work/home" JAVA_HOME="$work/jdk" "${settings[@]}" "$dist/bin/acpo" "$@" 2>&1; }

  local settings=()
  seen=$(acpo verify --answer 3) && expect "a failing command" "exit code 7" 0
  acpo verify >/dev/null || expect "exit code of java" 7 $?
  expect_within "a plain command" "[-cp][$dist/jars/*:$dist/spark/jars/*][org.acpo.driver.cli.Main][verify][--answer][3]" "$seen"
  expect_within "native libraries in the home" "cache=$work/home/.djl.ai" "$seen"
  acpo train >/dev/null || expect "exit code of spark-submit" 9 $?
  seen=$(acpo train --set a=b --spark-conf spark.x=1 --run 'my run' || true)
  expect_within "Spark of the distribution" "home=$dist/spark ip=127.0.0.1" "$seen"
  expect_within "master" "[--master][local[*]]" "$seen"
  expect_within "option for Spark" "[--conf][spark.x=1][spark-internal]" "$seen"
  expect_within "arguments" "[spark-internal][train][--set][a=b][--run][my run]" "$seen"
  expect_within "quiet" "log4j2.properties\"" "$seen"
  seen=$(acpo train --master yarn --verbose || true)
  expect_within "jars travel to a cluster" "[--jars][$dist/jars/b.jar]" "$seen"
  expect_within "the command sees its master too" "acpo-driver-1.jar][train][--master][yarn][--verbose]" "$seen"
  touch "$work/mine.jar" "$work/other.jar"
  seen=$(acpo verify --jars "$work/mine.jar,$work/other.jar" --input x || true)
  expect_within "a verifier of the user, without Spark" "/spark/jars/*:$work/mine.jar:$work/other.jar][org.acpo" "$seen"
  expect_within "jars are no option of the command" "[verify][--input][x]" "$seen"
  seen=$(acpo train --jars="$work/mine.jar" || true)
  expect_within "and with Spark on this machine" "[--jars][$work/mine.jar][--conf]" "$seen"
  seen=$(acpo train --master yarn --jars "$work/mine.jar" || true)
  expect_within "and on a cluster" "[--jars][$work/mine.jar,$dist/jars/b.jar]" "$seen"
  acpo train --spark-conf nonsense >/dev/null && expect "wrong use" "exit code 2" 0
  acpo train --spark-conf nonsense >/dev/null || expect "exit code of wrong use" 2 $?
  expect "a jar that is not there" "acpo: --jars none.jar: no such file can be read" "$(acpo train --jars none.jar || true)"
  echo "seed: 1" >"$work/mine.yaml"
  seen=$(acpo train --master yarn --recipe "$work/mine.yaml" --spark-conf spark.submit.deployMode=cluster \
    --spark-conf spark.files=b.sh --spark-properties "$work/mine.yaml" || true)
  expect_within "a recipe travels to a driver on the cluster" "[--files][$work/mine.yaml,b.sh]" "$seen"
  expect_within "and lies in its folder there" "[train][--master][yarn][--recipe][mine.yaml]" "$seen"
  expect_within "settings from a file" "[--properties-file][$work/mine.yaml]" "$seen"
  seen=$(acpo train --master spark://host:7077 --recipe="$work/mine.yaml" --spark-conf spark.submit.deployMode=cluster || true)
  expect_within "a driver on a standalone worker finds the recipe where it lies" "[train][--master][spark://host:7077][--recipe=$work/mine.yaml]" "$seen"
  expect_within "and the jars" "[spark.executor.extraClassPath=$dist/jars/*]" "$seen"
  seen=$(acpo train --master yarn --verbose || true)
  expect_within "no loopback on a cluster" $'ip=\n' "$seen"
  expect_within "verbose" "log4j2-verbose.properties\"" "$seen"
  expect_within "help starts no Spark" "java cache" "$(acpo train --help || true)"
  settings=(SPARK_HOME="$work/spark" ACPO_DRIVER_MEMORY=9g)
  seen=$(acpo eval || true)
  expect_within "a Spark of the user" "home=$work/spark" "$seen"
  expect_within "memory" "[spark.driver.memory=9g]" "$seen"
  settings=(SPARK_HOME="$work")
  expect "not a Spark" "acpo: SPARK_HOME=$work is not Spark 3.5 for Scala 2.12; unset it to use the one that comes with acpo" \
    "$(acpo eval || true)"
  settings=(HOME="$work/none")
  expect_within "no home to unpack libraries in" "cache=/tmp/acpo-" "$(acpo verify || true)"
}

lint
discovery
launcher
echo "check-scripts: passed"
