"""The figures of deploy/docs/method.md, from the runs of studies.

    python notebooks/method_figures.py deploy/docs/figures studies/chains studies/trace

The first argument is the folder to write to; each other one is the --out folder of an `acpo study` that has methods named acpo
and grpo. The example is taken from the last study. Prints the numbers that the page quotes.
"""

import glob
import os
import sys

import matplotlib

matplotlib.use("svg")

import duckdb
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from runs import BLUE, GREEN, GREY, ORANGE, PURPLE, TEAL, mark_switch, metrics, rollouts, switch_step

METHODS = {"grpo": ("GRPO", GREY), "acpo": ("ACPO", BLUE)}
BUCKETS = ["last", "last-1", "last-2", "earlier"]
BUCKET_NAMES = ["last", "second last", "third last", "earlier"]
BUCKET_COLOURS = [BLUE, TEAL, PURPLE, GREY]

# the same file for the same runs
plt.rcParams.update({"svg.hashsalt": "acpo", "figure.facecolor": "white"})


class Study:
    """The runs of one task: a list of run folders for each method."""

    def __init__(self, folder):
        tasks = sorted(glob.glob(f"{folder}/runs/*"))
        if not tasks:
            raise FileNotFoundError(f"no runs in {folder}/runs; make them with `bin/acpo study --recipe study/trace --out {folder}`")
        self.name = os.path.basename(tasks[0])
        self.runs = {method: sorted(glob.glob(f"{tasks[0]}/{method}/seed-*")) for method in METHODS}

    def column(self, method, name):
        """A metric, one row a step and one column a seed; without step 0, which has no rollouts."""
        return pd.concat([metrics(run).loc[1:, name] for run in self.runs[method]], axis=1)


def save(fig, folder, name):
    fig.savefig(f"{folder}/{name}.svg", metadata={"Date": None})
    plt.close(fig)


def panels(studies, height=3.0):
    return plt.subplots(1, len(studies), figsize=(9, height), squeeze=False)


def entropy(studies, folder):
    """Token entropy over the steps: each seed thin, their mean thick."""
    fig, axes = panels(studies)
    for ax, study in zip(axes[0], studies):
        switch = switch_step(metrics(study.runs["acpo"][0]))
        for method, (label, colour) in METHODS.items():
            seeds = study.column(method, "policy/entropy")
            ax.plot(seeds.index, seeds, color=colour, lw=0.7, alpha=0.35)
            ax.plot(seeds.index, seeds.mean(axis=1), color=colour, lw=2, label=f"{label}, {seeds.shape[1]} seeds")
            mean = seeds.mean(axis=1)
            print(f"entropy {study.name} {method}: {mean[mean.index < switch].mean():.3f} nats before step {switch},"
                  f" {mean[mean.index >= switch].mean():.3f} from there on")
        mark_switch(ax, metrics(study.runs["acpo"][0]))
        ax.set(title=study.name, xlabel="step", ylabel="token entropy, nats", ylim=(0, None))
        ax.legend(loc="lower left")
    save(fig, folder, "entropy")


def reliability(studies, folder):
    """Smoothed correlation of attribution with outcome, by position of the step."""
    fig, axes = panels(studies)
    for ax, study in zip(axes[0], studies):
        for bucket, label, colour in zip(BUCKETS, BUCKET_NAMES, BUCKET_COLOURS):
            mean = study.column("acpo", f"attribution/reliability/{bucket}").mean(axis=1)
            ax.plot(mean.index, mean, color=colour, lw=2, label=label)
            print(f"reliability {study.name} {bucket}: at the end {mean.iloc[-1]:.2f}")
        mark_switch(ax, metrics(study.runs["acpo"][0]))
        ax.set(title=study.name, xlabel="step", ylabel="reliability ρ", ylim=(0, 0.8))
    axes[0][0].legend(title="step, from the end", ncols=2, loc="center", bbox_to_anchor=(0.5, 0.6))
    save(fig, folder, "reliability")


def position(studies, folder):
    """Attribution by position of the step, of right and of wrong responses: median and quartiles."""
    fig, axes = panels(studies)
    for ax, study in zip(axes[0], studies):
        parts = " UNION ALL ".join(f"SELECT correct, attributions FROM {rollouts(run)}" for run in study.runs["acpo"])
        table = duckdb.sql(f"""
            SELECT correct, bucket, count(*) AS steps, quantile_cont(delta, 0.25) AS low, median(delta) AS mid,
                   quantile_cont(delta, 0.75) AS high
            FROM (SELECT correct, least(len(attributions) - k, 3) AS bucket, attributions[k] AS delta
                  FROM (SELECT correct, attributions, unnest(range(1, len(attributions) + 1)) AS k FROM ({parts})))
            GROUP BY ALL ORDER BY ALL""").df()
        for correct, label, colour, shift in [(True, "right", GREEN, -0.14), (False, "wrong", ORANGE, 0.14)]:
            rows = table[table["correct"] == correct]
            x = 3 - rows["bucket"] + shift
            ax.vlines(x, rows["low"], rows["high"], color=colour, lw=7, alpha=0.35)
            ax.scatter(x, rows["mid"], color=colour, s=26, zorder=3, label=f"{label} responses")
            for row in rows.itertuples():
                print(f"position {study.name} {label} {BUCKETS[row.bucket]}: {row.low:+.2f} {row.mid:+.2f} {row.high:+.2f},"
                      f" {row.steps} steps")
        ax.axhline(0, color="#2b2f36", lw=0.8)
        ax.set_xticks(range(4), BUCKET_NAMES[::-1])
        ax.set(title=study.name, xlabel="step, from the end", ylabel="attribution Δ, nats")
        ax.grid(False, axis="x")
    axes[0][-1].legend(loc="lower left")
    save(fig, folder, "position")


def find_example(study):
    """A wrong response whose steps all helped but the last, from a group that has right ones: the one that fell furthest."""
    return duckdb.sql(f"""
        SELECT * FROM {rollouts(study.runs["acpo"][0])}
        WHERE NOT correct AND outcome_advantage < 0 AND step <= 6 AND len(attributions) >= 4 AND attributions[-1] < 0
          AND list_min(attributions[1:-2]) > 0.1
        ORDER BY attributions[-1], step, rollout_index LIMIT 1""").df().iloc[0]


def example(study, folder):
    """The steps of one response, with what each does to the answer's log-probability and the advantage it ends up with."""
    rollout = find_example(study)
    ends = rollout["segment_ends"]
    texts = ["".join(rollout["token_texts"][start:end]).replace("<|endoftext|>", "").strip() for start, end in zip([0, *ends], ends)]
    heights = [0.5 + 0.5 * (1 + text.count("\n")) for text in texts]
    tops = np.cumsum([0, *heights])
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 0.36 * tops[-1] + 1.25), width_ratios=[2.1, 1])
    fig.suptitle(f"{rollout['problem']}\nGold answer {rollout['answer']}, found {rollout['extracted']}: A of the response is"
                 f" {rollout['outcome_advantage']:+.2f}", x=0.01, ha="left", fontsize=9.5)
    left.set(xlim=(0, 1), ylim=(tops[-1], -0.8))
    left.axis("off")
    for x, label in [(0.66, "ℓ"), (0.78, "Δ"), (0.98, "A of the step")]:
        left.text(x, -0.4, label, ha="right", va="center", color=GREY)
    left.text(0, -0.4, f"step; before the first ℓ = {rollout['credit_values'][0]:+.2f}", va="center", color=GREY)
    deltas = rollout["attributions"]
    colours = [BLUE if delta > 0 else ORANGE for delta in deltas]
    for k, text in enumerate(texts):
        middle, strength = tops[k] + heights[k] / 2, 0.15 + 0.3 * min(1, abs(deltas[k]))
        left.add_patch(plt.Rectangle((0, tops[k] + 0.06), 0.56, heights[k] - 0.12, lw=0, color=colours[k], alpha=strength))
        left.text(0.012, middle, text, va="center", family="DejaVu Sans Mono", fontsize=8.5, linespacing=1.3)
        values = rollout["credit_values"][k + 1], deltas[k], rollout["step_advantages"][k]
        for x, value in zip((0.66, 0.78, 0.98), values):
            left.text(x, middle, f"{value:+.2f}", ha="right", va="center")
        print(f"example {text!r}: l, delta and A of the step", *(f"{value:+.3f}" for value in values))
    right.barh(tops[:-1] + np.array(heights) / 2, deltas, height=0.6, color=colours)
    right.axvline(0, color="#2b2f36", lw=0.8)
    right.set(ylim=(tops[-1], -0.8), xlabel="Δ, nats", yticks=[])
    right.spines["left"].set_visible(False)
    save(fig, folder, "example")


def main(folder, *studies):
    os.makedirs(folder, exist_ok=True)
    studies = [Study(study) for study in studies]
    entropy(studies, folder)
    reliability(studies, folder)
    position(studies, folder)
    example(studies[-1], folder)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
