#!/usr/bin/env bash
# Makes src/main/wasm/chat-template.wasm, which is in the repository so that Maven needs no Rust. Needs cargo with the target
# wasm32-unknown-unknown (rustup target add wasm32-unknown-unknown); the versions of crates are those of Cargo.lock.
# usage: build.sh [FILE]
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
file=${1:-$here/../wasm/chat-template.wasm}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# MiniJinja as published, with what jinja2 does otherwise
mkdir -p "$work/fetch/src"
printf '[package]\nname = "fetch"\nversion = "0.0.0"\nedition = "2024"\n[dependencies]\nminijinja = "=3.1.0"\n' >"$work/fetch/Cargo.toml"
touch "$work/fetch/src/lib.rs"
cargo vendor -q --manifest-path "$work/fetch/Cargo.toml" "$work/vendor" >/dev/null
patch -s -p1 -d "$work/vendor/minijinja" <"$here/minijinja.patch"

# built in one place whoever builds it, so that equal sources give equal bytes
cp -r "$here/Cargo.toml" "$here/Cargo.lock" "$here/src" "$work"
cd "$work"
RUSTFLAGS="--remap-path-prefix=$work=/build --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo" \
  cargo build -q --release --locked --target wasm32-unknown-unknown --config 'patch.crates-io.minijinja.path="vendor/minijinja"'
mkdir -p "$(dirname "$file")"
cp target/wasm32-unknown-unknown/release/acpo_chat_template.wasm "$file"
