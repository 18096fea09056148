"""What the notebooks share: which run they read, its tables, and how they draw."""

import glob
import os
import textwrap

import duckdb
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

BLUE, ORANGE, GREEN, PURPLE, GREY, TEAL = "#2a6fdb", "#cf5b0b", "#1f8a5b", "#7a4fc9", "#7b828d", "#0f8a94"
CLASSES = {1: "helpful", 0: "neutral", -1: "harmful"}
CLASS_COLOURS = {"helpful": BLUE, "neutral": "#b9bdc4", "harmful": ORANGE}

plt.rcParams.update({
    "figure.figsize": (9, 3.4), "figure.dpi": 110, "figure.constrained_layout.use": True,
    "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "axes.axisbelow": True,
    "grid.color": "#e2e3df", "axes.titlesize": 11, "axes.titleweight": "bold", "axes.titlelocation": "left",
    "legend.frameon": False, "font.size": 9.5,
})


def run_folder():
    """The folder that ACPO_RUN names, otherwise the newest run in ../runs."""
    if "ACPO_RUN" in os.environ:
        return os.environ["ACPO_RUN"]
    logs = sorted(glob.glob("../runs/*/metrics.jsonl"), key=os.path.getmtime)
    if not logs:
        raise FileNotFoundError("no run in ../runs; make one with `bin/acpo train --recipe quickstart`,"
                                " or name one in the environment variable ACPO_RUN")
    return os.path.dirname(logs[-1])


def metrics(run):
    """metrics.jsonl, one row a step; step 0 is the evaluation before any update."""
    rows = duckdb.sql(f"SELECT * FROM read_json('{run}/metrics.jsonl', sample_size = -1)").df()
    return rows.drop_duplicates("step", keep="last").set_index("step").sort_index()


def rollouts(run):
    """The rollouts of a run, to stand after FROM in a query. Beside the columns of the dataset there are `credit_values`:
    K+1 values, before the first step and after each, whose differences credit the steps."""
    table = f"read_parquet('{run}/rollouts/*/*/*.parquet', hive_partitioning = true, union_by_name = true)"
    columns = set(duckdb.sql(f"SELECT column_name FROM (DESCRIBE SELECT * FROM {table})").df()["column_name"])
    first = "step_values[1 : len(segment_ends) + 1]"
    if "step_values" not in columns:  # written by version 1 of the dataset
        first = "answer_log_probs"
    elif "answer_log_probs" in columns:  # begun by version 1, resumed by version 2
        first = f"coalesce({first}, answer_log_probs)"
    return f"(SELECT *, {first} AS credit_values FROM {table})"


def switch_step(metrics):
    """The first step of stage 2, or None."""
    later = metrics.index[(metrics["curriculum/stage"] == 2) & (metrics.index > 0)]
    return later[0] if len(later) else None


def mark_switch(ax, metrics):
    """Draws where stage 2 begins."""
    step = switch_step(metrics)
    if step is not None:
        ax.axvline(step - 0.5, color=PURPLE, lw=1, ls="--")
        ax.annotate("stage 2", (step - 0.5, 1), xycoords=("data", "axes fraction"), xytext=(3, -2),
                    textcoords="offset points", va="top", color=PURPLE, fontsize=8.5)


def smooth(values, span=5):
    """Exponentially weighted mean, to see the trend beside the noise."""
    return values.ewm(span=span).mean()


def bound(values, share=0.95):
    """A symmetric axis limit that leaves the most extreme values out."""
    values = np.abs(pd.Series(values).dropna())
    return float(values.quantile(share)) or 1.0


def draw_steps(rollout, most):
    """One rollout as a figure: a line of text a step, its background coloured by the step's attribution (blue raises the
    probability of the right answer, orange lowers it; `most` has the strongest colour), its tokens underlined by entropy.
    """
    lines = _lines(rollout)
    columns, size = max(110, 26 + max(sum(len(text) for text, _ in tokens) for *_, tokens in lines)), 9.5
    head = textwrap.shorten(rollout["problem"], columns - 4, placeholder=" …")
    fig = plt.figure(figsize=(columns * 0.602 * size / 72, (len(lines) + 2.4) * 1.75 * size / 72), layout="none")
    ax = fig.add_axes([0, 0, 1, 1])
    ax.set(xlim=(0, columns), ylim=(len(lines) + 2.2, -0.2))
    ax.axis("off")
    write = dict(family="DejaVu Sans Mono", fontsize=size, va="center")
    ax.text(0, 0.5, head, fontsize=size + 0.5, va="center", fontweight="bold")
    verdict = "right" if rollout["correct"] else f"not right, it found {rollout['extracted']}"
    ax.text(0, 1.5, f"gold answer {rollout['answer']}; {verdict}; training step {rollout['step']}",
            fontsize=size, va="center", color=GREEN if rollout["correct"] else ORANGE)
    for row, (label, delta, tokens) in enumerate(lines, start=2):
        ax.text(0, row + 0.5, label, color=GREY, **write)
        x = 26
        for text, entropy in tokens:
            strength = 0.45 * min(1, abs(delta) / most)
            ax.add_patch(plt.Rectangle((x, row + 0.06), len(text), 0.88, lw=0,
                                       color=BLUE if delta > 0 else ORANGE, alpha=strength))
            ax.add_patch(plt.Rectangle((x + 0.08, row + 0.84), len(text) - 0.16, 0.1, lw=0, color="#961e96",
                                       alpha=min(1, entropy)))
            ax.text(x, row + 0.48, text, parse_math=False, **write)
            x += len(text)
    plt.show()


def _lines(rollout):
    """(label, attribution, [(text, entropy)]) for each line of text of each step."""
    lines, start = [], 0
    for k, end in enumerate(rollout["segment_ends"]):
        delta, kind = rollout["attributions"][k], CLASSES[rollout["step_classes"][k]]
        label, tokens = f"{k + 1:2d}  {delta:+.3f}  {kind}", []
        for text, entropy in zip(rollout["token_texts"][start:end], rollout["entropies"][start:end]):
            tokens.append((text.replace("\n", "↵"), entropy))
            if text.endswith("\n"):
                lines.append((label, delta, tokens))
                label, tokens = "", []
        if tokens:
            lines.append((label, delta, tokens))
        start = end
    return lines
