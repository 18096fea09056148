#!/usr/bin/env bash
# Executes the notebooks against fresh runs, headless, with the Python of .ci/python.sh. The distribution is built.
#   .ci/notebooks.sh           fresh short runs, results thrown away
#   .ci/notebooks.sh RUN RUNS  the run and the runs to compare that are given; outputs replace those in notebooks/
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "notebooks: $*" >&2
  exit 1
}

short() { # recipe, folder, more
  local recipe=$1 folder=$2
  shift 2
  bin/acpo train --recipe "$recipe" --run "$folder" --set curriculum.epochs=2 --set data.eval.count=60 "$@" \
    >/dev/null 2>"$work/log" || fail "$(tail -n 5 "$work/log")"
}
if (($# == 2)); then
  export ACPO_RUN=$1 ACPO_RUNS=$2
  out=notebooks
else
  export ACPO_RUN=$work/quickstart ACPO_RUNS="$work/acpo-seed* $work/grpo-seed*"
  short quickstart "$ACPO_RUN" --set curriculum.switch_epoch=1 --set curriculum.steps_per_epoch=4
  tiny=(--set curriculum.steps_per_epoch=1 --set rollout.prompts_per_step=8 --set evaluation.every=1)
  for seed in 1 2; do
    short quickstart "$work/acpo-seed$seed" --set seed=$seed --set curriculum.switch_epoch=1 "${tiny[@]}"
    short grpo "$work/grpo-seed$seed" --set seed=$seed --set curriculum.switch_epoch=2 "${tiny[@]}"
  done
  out=$work/executed
fi

for notebook in notebooks/{read-a-run,which-steps-mattered,compare-runs}.ipynb; do
  .ci/python.sh -m nbconvert --to notebook --execute --ExecutePreprocessor.timeout=600 \
    --output-dir "$out" "$notebook" >"$work/log" 2>&1 || fail "$notebook: $(tail -n 15 "$work/log")"
  # a notebook that ran has figures and no error
  .ci/python.sh - "$out/$(basename "$notebook")" <<'EOF' || fail "$notebook has no figure or an error in its outputs"
import json, sys
outputs = [o for cell in json.load(open(sys.argv[1]))["cells"] for o in cell.get("outputs", [])]
figures = sum("image/png" in o.get("data", {}) for o in outputs)
sys.exit(figures == 0 or any(o["output_type"] == "error" for o in outputs))
EOF
  echo "notebooks: $(basename "$notebook") ran"
done
echo "notebooks: passed"
