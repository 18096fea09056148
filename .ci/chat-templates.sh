#!/usr/bin/env bash
# Holds the expected texts of the chat templates' tests against transformers itself, from PyPI. The engine in the repository is
# made by executors/src/main/rust/build.sh.
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
