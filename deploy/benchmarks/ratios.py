#!/usr/bin/env python3
"""Times this project and Python trainers in turn on one machine and prints the ratios.

    deploy/benchmarks/ratios.py --python VENV/bin/python [--runs 5] [--threads 2] [--work DIR]

VENV has torch, transformers, trl and what these want; without --python only this project is timed, on models that it makes up
itself. The scripts of the other side stand in peers/, each prints one JSON line. Both sides read the same model folder, and so
make the same tokens of a text. Runs that other processes disturbed are left out by both sides. Standard library only.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEERS = pathlib.Path(__file__).resolve().parent / "peers"
PROBE = "\nThe answer is "  # of peer_score.py and 'acpo bench attribute' too
SPREAD = ["--new-tokens", "256", "--lengths", "spread"]
# label, our command, the number we report, the peer's script and options, the number it reports; higher is better
WORK = [
    ("sampling, tokens/s", ["generate"], "tokens_per_s", ["peer_generate.py"], "new_tokens_per_s"),
    ("sampling, lengths up to 256", ["generate", *SPREAD], "tokens_per_s",
     ["peer_generate.py", "--N", "256", "--lengths", "spread"], "new_tokens_per_s"),
    ("update, tokens/s", ["update"], "tokens_per_s", ["peer_train.py"], "tokens_per_s"),
    ("update, lengths 16 to 256", ["update", *SPREAD], "tokens_per_s",
     ["peer_train.py", "--T", "288", "--lengths", "spread"], "tokens_per_s"),
    ("attribution, rollouts/s (tree mask)", ["attribute"], "rollouts_per_s",
     ["peer_score.py", "--variant", "tree"], "rollouts_per_s"),
    ("attribution on the sampler's cache (tree mask)", ["attribute", "--on-cache"], "rollouts_per_s",
     ["peer_score.py", "--variant", "tree"], "rollouts_per_s"),
    ("attribution, rollouts/s (K+1 passes)", ["attribute"], "rollouts_per_s",
     ["peer_score.py", "--variant", "naive"], "rollouts_per_s"),
    ("step, rollouts/s (GRPOTrainer)", ["step", "--set", f"attribution.probe={json.dumps(PROBE)}"], "rollouts_per_s",
     ["peer_trl.py"], None),
]
ROLLOUTS_PER_STEP = 32  # 4 prompts, 8 samples: the default of both sides


def last_json(command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, **options)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or not lines:
        sys.exit(f"{' '.join(map(str, command))} ended with code {done.returncode} and no result")
    return json.loads(lines[-1])


def ours(work, model, a):
    result = last_json([ROOT / "bin" / "acpo", "bench", *work, "--model", model, "--threads", str(a.threads),
                        "--runs", str(a.runs)])
    return result, result["peak_rss_mb"]


def peer(script, model, a):
    runs = "--steps" if script[0] == "peer_trl.py" else "--runs"
    environment = dict(os.environ, HF_HUB_OFFLINE="1")
    result = last_json([a.python, PEERS / script[0], *script[1:], "--model", model,
                        "--threads", str(a.threads), runs, str(a.runs)], env=environment, cwd=PEERS)
    if not result.get("contention", {}).get("filtered", True):
        print(f"warning: {script[0]} was disturbed in most runs", file=sys.stderr)
    return result, result["peak_rss_mib"]


def rate(result, key):
    if key is None:  # seconds a step
        seconds = result["sec_per_step"] if "sec_per_step" in result else result["sec"]
        return ROLLOUTS_PER_STEP / (seconds["median"] if isinstance(seconds, dict) else seconds)
    value = result[key]
    return value["median"] if isinstance(value, dict) else value


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", help="interpreter that has what the peers import; without it only this project is timed")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--work", default="bench-models", help="where the random models go")
    parser.add_argument("--shapes", default="nano,mini")
    a = parser.parse_args()
    folder = pathlib.Path(a.work).resolve()
    if a.python and not (folder / "peer").exists():
        subprocess.run([a.python, PEERS / "make_checkpoints.py", "--out", folder / "peer"], check=True)
    print("| model | work | ours | peer | ratio | peak MiB, ours / peer |\n|---|---|---|---|---|---|")
    for shape in a.shapes.split(","):
        model = folder / "peer" / shape if a.python else folder / shape
        if not model.exists():
            last_json([ROOT / "bin" / "acpo", "bench", "init", "--shape", shape, "--out", model])
        for label, command, key, script, peer_key in WORK:
            mine, memory = ours(command, model, a)
            row = [shape, label, f"{rate(mine, key):,.1f}", "–", "–", f"{memory:,.0f} / –"]
            if a.python:
                theirs, their_memory = peer(script, model, a)
                row[3] = f"{rate(theirs, peer_key):,.1f}"
                row[4] = f"{rate(mine, key) / rate(theirs, peer_key):.2f}"
                row[5] = f"{memory:,.0f} / {their_memory:,.0f}"
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
