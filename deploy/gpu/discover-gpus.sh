#!/usr/bin/env bash
# Spark's GPU discovery script (spark.{worker,executor,driver}.resource.gpu.discoveryScript): prints the addresses of the
# GPUs that a CUDA program started here sees. CUDA numbers visible devices from 0, whatever CUDA_VISIBLE_DEVICES names.
set -euo pipefail

command -v nvidia-smi >/dev/null || { echo "discover-gpus: nvidia-smi is not on the PATH" >&2; exit 1; }
uuids=$(nvidia-smi -L | sed -n 's/.*(UUID: \([^)]*\)).*/\1/p')
indices=$(nvidia-smi --query-gpu=index --format=csv,noheader | tr -d ' ')

# Like CUDA, stops at the first entry that names no device.
visible() {
  local entries entry
  IFS=, read -ra entries <<<"$1"
  for entry in "${entries[@]}"; do
    entry=${entry// /}
    if [[ $entry == GPU-* || $entry == MIG-* ]]; then
      grep -q "^$entry" <<<"$uuids" || return 0
    else
      grep -qx -- "$entry" <<<"$indices" || return 0
    fi
    echo "$entry"
  done
}

devices=$(if [[ -n ${CUDA_VISIBLE_DEVICES+set} ]]; then visible "$CUDA_VISIBLE_DEVICES"; else echo "$indices"; fi)
count=$(grep -c . <<<"$devices" || true)
addresses=$(for ((i = 0; i < count; i++)); do printf '"%d",' "$i"; done)
printf '{"name": "gpu", "addresses": [%s]}\n' "${addresses%,}"
