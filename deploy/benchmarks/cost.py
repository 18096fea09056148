#!/usr/bin/env python3
"""Times each part of a step at four sizes and prints what a token costs there.

    deploy/benchmarks/cost.py [--model DIR] [--runs 5] [--threads 2]

Sampling should cost by generated tokens, attribution on the sampler's cache by probe tokens whatever the responses' length, the
update by real tokens whatever their padding. Without --model a random one of 0.77 M parameters is made. Standard library only.
"""
import argparse
import pathlib
import tempfile

from ratios import ROOT, last_json

ROLLOUTS = 32      # 4 prompts, 8 responses each: bench's default
PROMPT = 32        # tokens of a prompt, computed once a group for the update
PROBE = 15 + 2 - 1  # tokens of bench's probe and answer that are computed
GROUPS = 4


def seconds(a, work, *options):
    result = last_json([ROOT / "bin" / "acpo", "bench", work, "--model", a.model, "--threads", str(a.threads),
                        "--runs", str(a.runs), *options])
    return result["sec"]["median"], result


def row(what, size, tokens, time):
    print(f"| {what} | {size} | {tokens:,} | {1000 * time:,.0f} | {1e6 * time / tokens:,.1f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    a = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        if a.model is None:
            a.model = str(pathlib.Path(scratch) / "nano")
            last_json([ROOT / "bin" / "acpo", "bench", "init", "--shape", "nano", "--out", a.model])
        print("| work | size | tokens | ms | µs a token |\n|---|---|---|---|---|")
        for n in (32, 64, 128, 256):
            time, _ = seconds(a, "generate", "--new-tokens", str(n))
            row("sampling", f"{n} new tokens", ROLLOUTS * n, time)
        for k in (2, 4, 8, 16):
            time, _ = seconds(a, "attribute", "--on-cache", "--segments", str(k))
            row("attribution", f"64 new tokens, {k} steps", (ROLLOUTS * k + GROUPS) * PROBE, time)
        for n in (32, 128, 256):
            time, _ = seconds(a, "attribute", "--on-cache", "--new-tokens", str(n))
            row("attribution", f"{n} new tokens, 8 steps", (ROLLOUTS * 8 + GROUPS) * PROBE, time)
        for n in (32, 64, 128, 256):
            time, result = seconds(a, "update", "--new-tokens", str(n), "--lengths", "spread")
            row("update", f"16 to {n} new tokens", result["response_tokens"] + GROUPS * PROMPT, time)


if __name__ == "__main__":
    main()
