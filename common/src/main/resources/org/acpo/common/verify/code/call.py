"""Calls a function of a program for each list of arguments on standard input and prints each result as a line of JSON."""
import json
import os
import sys

PRELUDE = """
import bisect, collections, functools, heapq, itertools, math, operator, random, re, string
from collections import *
from typing import *
"""


def plain(value):
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(plain(item) for item in value)
    if isinstance(value, (list, tuple)) or hasattr(value, "__next__"):
        return [plain(item) for item in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def main():
    results = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the program prints is no result
    task = json.load(sys.stdin)
    space = {"__name__": "solution"}
    exec(PRELUDE, space)
    with open(sys.argv[1], encoding="utf-8") as program:
        exec(compile(program.read(), "solution.py", "exec"), space)
    name = task["function"]
    for arguments in task["calls"]:
        function = space[name] if name in space else getattr(space["Solution"](), name)
        results.write(json.dumps(plain(function(*arguments))) + "\n")
        results.flush()


main()
