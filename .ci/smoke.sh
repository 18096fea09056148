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
has() { bin/acpo --help 2>/dev/null | grep -q "^  $1 "; }

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

# train, cut short: the whole way through spark-submit, on the shipped recipe
if has train && [[ -e deploy/models/nano ]]; then
  bin/acpo train --recipe quickstart --run "$work/run" \
    --set curriculum.epochs=2 --set curriculum.switch_epoch=1 --set curriculum.steps_per_epoch=1 \
    --set rollout.prompts_per_step=4 --set data.eval.count=8 >"$work/out"
  tail -n 1 "$work/out" | grep -q '^{.*}$' || fail "the last line of train is not a JSON object: $(tail -n 1 "$work/out")"
  for file in config.yaml metrics.jsonl report.html rollouts checkpoints; do
    [[ -e $work/run/$file ]] || fail "train left no $file in its run folder"
  done
fi

echo "smoke: passed"
