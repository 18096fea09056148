#!/usr/bin/env bash
# Holds the expected texts of the chat templates' tests against transformers itself, from PyPI; and, where there is cargo with
# the target wasm32-unknown-unknown, the engine in the repository against its source.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
venv=$root/target/chat-templates
# transformers says which versions made the texts
pins=(transformers==5.24.0 jinja2==3.1.6)

[[ -x $venv/bin/python ]] || python3 -m venv "$venv"
"$venv/bin/pip" install -q "${pins[@]}"
"$venv/bin/python" "$root/.ci/chat-templates.py" check

wasm32=$(rustc --print sysroot 2>/dev/null || true)/lib/rustlib/wasm32-unknown-unknown
if [[ -d $wasm32 ]]; then
  "$root/executors/src/main/rust/build.sh" "$venv/again.wasm"
  cmp "$venv/again.wasm" "$root/executors/src/main/wasm/chat-template.wasm"
fi
