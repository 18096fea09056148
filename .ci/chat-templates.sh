#!/usr/bin/env bash
# Holds the expected texts of the chat templates' tests against transformers itself, from PyPI; and, where there is cargo with
# the target wasm32-unknown-unknown, the engine in the repository against its source.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
venv=$root/target/chat-templates
# transformers says which versions made the texts
pins=(transformers==5.24.0 jinja2==3.1.6)

[[ -x $venv/bin/python ]] || python3 -m venv "$venv"
if "$venv/bin/pip" install -q "${pins[@]}"; then
  "$venv/bin/python" "$root/.ci/chat-templates.py" check
else
  echo "chat-templates: PyPI does not answer, so nothing was held against transformers" >&2
fi

# another compiler gives other bytes
wasm32=$(rustc --print sysroot 2>/dev/null || true)/lib/rustlib/wasm32-unknown-unknown
if [[ -d $wasm32 && $(rustc --version) == "rustc 1.95.0 "* ]]; then
  if "$root/executors/src/main/rust/build.sh" "$venv/again.wasm"; then
    cmp "$venv/again.wasm" "$root/executors/src/main/wasm/chat-template.wasm"
  else
    echo "chat-templates: the engine was not built again" >&2
  fi
fi
