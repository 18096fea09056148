#!/usr/bin/env python3
"""Judges the same cases with this project's verifier and with Math-Verify and prints one table.

    deploy/benchmarks/math_verify.py CASES.jsonl... [--venv DIR] [--version 0.9.0] [--wrong] [--set KEY=VALUE]

A line of CASES has gold, prediction and expected (true/false or 1/0), and may have id, kind (answer_pair, response), tier
and suspect, as for `acpo verify --input`; suspect cases are left out. Math-Verify comes from PyPI into a virtual environment, made
where --venv says unless it is there. Each judges as its users have it: ours with the defaults of `acpo verify`, Math-Verify by
verify(parse(gold), parse(prediction)) with a LaTeX gold put between dollar signs. --wrong lists the cases that either gets wrong.
Exits with 1 where ours accepts a wrong answer. Standard library only.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import venv

ROOT = pathlib.Path(__file__).resolve().parents[2]

PEER = r"""
import json, logging, sys
from math_verify import parse, verify
logging.disable(logging.CRITICAL)
for line in open(sys.argv[1], encoding="utf-8"):
    case = json.loads(line)
    gold, prediction = case["gold"], case["prediction"]
    latex = "\\" in gold and "$" not in gold and "boxed" not in gold
    alone = case["kind"] == "answer_pair" and "\\" in prediction and "$" not in prediction and "boxed" not in prediction
    try:
        right = bool(verify(parse(f"${gold}$" if latex else gold), parse(f"${prediction}$" if alone else prediction)))
    except Exception:
        right = False
    print(json.dumps(right), flush=True)
"""


def peer_python(folder, version):
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check",
                    f"math-verify[antlr4-13-2]=={version}"], check=True)
    return python


def read(path):
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if not line.strip():
            continue
        case = json.loads(line)
        if case.get("suspect") or case.get("expected") is None or not str(case.get("gold", "")).strip():
            continue
        gold = case["gold"]
        cases.append({
            "id": f"{path.name}:{case.get('id', number)}",
            "file": path.name,
            "gold": gold if isinstance(gold, str) else repr(gold),
            "prediction": str(case["prediction"]),
            "expected": bool(int(case["expected"])),
            "kind": case.get("kind") or "response",
            "tier": case.get("tier") or "core"})
    return cases


def ours(cases, scratch, settings):
    given, judged = scratch / "cases.jsonl", scratch / "judged.jsonl"
    keys = ("id", "kind", "gold", "prediction", "expected", "tier")
    given.write_text("".join(json.dumps({k: c[k] for k in keys}) + "\n" for c in cases), encoding="utf-8")
    options = [option for setting in settings for option in ("--set", setting)]
    subprocess.run([ROOT / "bin" / "acpo", "verify", "--input", given, "--output", judged, *options],
                   check=True, stdout=subprocess.DEVNULL)
    return [json.loads(line)["equal"] for line in judged.read_text(encoding="utf-8").splitlines()], given


def peers(python, given, scratch):
    script = scratch / "peer.py"
    script.write_text(PEER, encoding="utf-8")
    done = subprocess.run([python, script, given], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def counts(cases, verdicts):
    wrong = [(case["expected"], verdict) for case, verdict in zip(cases, verdicts) if case["expected"] != verdict]
    accepted = sum(verdict for _, verdict in wrong)
    return accepted, len(wrong) - accepted


def row(name, tier, cases, own, peer):
    chosen = [i for i, case in enumerate(cases) if case["tier"] == tier and name in (None, case["file"])]
    if not chosen:
        return None
    picked = [cases[i] for i in chosen]
    cells = [name or "all", tier, len(chosen)]
    for verdicts in (own, peer):
        accepted, refused = counts(picked, [verdicts[i] for i in chosen])
        cells += [f"{100 * (1 - (accepted + refused) / len(chosen)):.1f} %", accepted, refused]
    print("| " + " | ".join(map(str, cells)) + " |")
    return cells


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="+", type=pathlib.Path)
    parser.add_argument("--venv", type=pathlib.Path, default=ROOT / "deploy" / "target" / "math-verify")
    parser.add_argument("--version", default="0.9.0")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="settings")
    parser.add_argument("--wrong", action="store_true")
    a = parser.parse_args()
    cases = [case for path in a.cases for case in read(path)]
    python = peer_python(a.venv, a.version)
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        own, given = ours(cases, scratch, a.settings)
        peer = peers(python, given, scratch)
    if not len(cases) == len(own) == len(peer):
        sys.exit(f"{len(cases)} cases, but {len(own)} verdicts of ours and {len(peer)} of Math-Verify")
    print(f"| cases | tier | number | ours right | wrongly accepted | wrongly refused | Math-Verify {a.version} right "
          "| wrongly accepted | wrongly refused |\n|---|---|---|---|---|---|---|---|---|")
    for name in dict.fromkeys(case["file"] for case in cases):
        for tier in ("core", "convention"):
            row(name, tier, cases, own, peer)
    core = row(None, "core", cases, own, peer)
    if a.wrong:
        for case, mine, theirs in zip(cases, own, peer):
            if case["expected"] not in (mine, theirs) or mine != theirs:
                who = [name for name, verdict in (("ours", mine), ("Math-Verify", theirs)) if verdict != case["expected"]]
                print(f"{case['id']} ({case['tier']}): wrong {' and '.join(who)}: gold {case['gold']!r},"
                      f" {case['prediction'][-120:]!r}, expected {case['expected']}")
    return 1 if core and core[4] else 0


if __name__ == "__main__":
    sys.exit(main())
