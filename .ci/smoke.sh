#!/usr/bin/env bash
# Runs commands from the checkout as a user does; the distribution is built. Fails on the first that misbehaves.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "smoke: $*" >&2
  exit 1
}

[[ $(bin/acpo --version) == "acpo "* ]] || fail "acpo --version does not say its version"
bin/acpo --help | grep -q "^Usage: acpo" || fail "acpo --help does not say how to use it"
bin/acpo no-such-command 2>/dev/null && fail "an unknown command exits with 0"

# completion, as bash and, where it is installed, zsh take it
bin/acpo completion >"$work/completion"
# shellcheck disable=SC2016  # for the shell that is tested
completed=$(bash -c 'source "$1"; COMP_WORDS=(acpo tr) COMP_CWORD=1; _complete_acpo; echo "${COMPREPLY[@]}"' - "$work/completion")
[[ $completed == train ]] || fail "bash completes 'acpo tr' to '$completed'"
if command -v zsh >/dev/null; then
  # shellcheck disable=SC2016
  zsh -f -c 'source $1; [[ -n ${_comps[acpo]} ]]' - "$work/completion" || fail "zsh does not take the script of acpo completion"
fi

# train, cut short: the whole way through Spark, on the shipped recipe
train() { # folder
  bin/acpo train --recipe quickstart --run "$1" --set rollout.deterministic=true \
    --set curriculum.epochs=2 --set curriculum.switch_epoch=1 --set curriculum.steps_per_epoch=1 \
    --set rollout.prompts_per_step=4 --set data.eval.count=8 >"$1.out"
  tail -n 1 "$1.out" | grep -q '^{.*}$' || fail "the last line of train is not a JSON object: $(tail -n 1 "$1.out")"
  for file in config.yaml metrics.jsonl report.html rollouts checkpoints; do
    [[ -e $1/$file ]] || fail "train left no $file in its run folder"
  done
}
train "$work/run"

# a newer Java, where there is one: the checks pass, and the numbers are those of Java 17 to the last bit
numbers() { sed -E 's/"(time|perf)\/[a-z_]*":[^,}]*,?//g' "$1/metrics.jsonl"; }
newer=''
for home in ${ACPO_NEWER_JAVA:+"$ACPO_NEWER_JAVA"} /usr/lib/jvm/*; do
  if grep -qsE '^JAVA_VERSION="(1[89]|2[0-2])[".]' "$home/release"; then newer=$home && break; fi
done
if [[ -n $newer ]]; then
  JAVA_HOME=$newer bin/acpo doctor >/dev/null || fail "acpo doctor finds something wrong with the Java in $newer"
  JAVA_HOME=$newer train "$work/newer"
  diff <(numbers "$work/run") <(numbers "$work/newer") || fail "training on the Java in $newer gives other numbers"
  JAVA_HOME=$newer bin/acpo report --run "$work/newer" >/dev/null || fail "acpo report fails on the Java in $newer"
else
  echo "smoke: no Java from 18 to 22 here (ACPO_NEWER_JAVA, /usr/lib/jvm); the numbers of another were not compared"
fi

echo "smoke: passed"
