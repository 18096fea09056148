// Which numbers are charted, and how they are explained.

/** Line of a metric, or null if the run never reported it. */
function line(columns, name, label, colorName, more) {
  const values = columns[name];
  return values && values.some(isNumber) ? { label, values, color: colorName, ...more } : null;
}

/** Lines of all metrics of a family, in the order given by a comparison of their names; with those that stay 0 if asked. */
function family(columns, prefix, name, compare, zeros) {
  return Object.keys(columns)
    .filter((key) => key.startsWith(prefix) && columns[key].some((value) => isNumber(value) && (zeros || value !== 0)))
    .sort(compare)
    .map((key, i) => line(columns, key, name(key.slice(prefix.length)), palette[i % palette.length]));
}

function evaluationLines(evaluations) {
  const band =
    evaluations["eval/pass@1_low"] && evaluations["eval/pass@1_high"]
      ? { low: evaluations["eval/pass@1_low"], high: evaluations["eval/pass@1_high"] }
      : undefined;
  const passAt1 = line(evaluations, "eval/pass@1", "pass@1, 95% interval", "blue", { band, exact: true });
  const others = [
    line(evaluations, "eval/pass@k", "pass@k", "green", { exact: true }),
    line(evaluations, "eval/maj@k", "maj@k", "purple", { exact: true }),
  ];
  // With one sample a problem all three are the same line.
  return [...others.filter((other) => other && other.values.some((value, i) => value !== passAt1?.values[i])), passAt1];
}

function reliabilityName(bucket, farthest) {
  const back = bucketIndex(bucket);
  if (back === farthest && farthest > 0) return "earlier";
  return ["last step", "second last", "third last"][back] || `${back + 1}th last`;
}

const bucketIndex = (bucket) =>
  bucket === "last" ? 0 : bucket === "earlier" ? Infinity : Number(bucket.split("-")[1]) || 0;

function reliabilityLines(columns) {
  const prefix = "attribution/reliability/";
  const buckets = Object.keys(columns)
    .filter((key) => key.startsWith(prefix))
    .map((key) => bucketIndex(key.slice(prefix.length)));
  const farthest = Math.max(0, ...buckets);
  return family(
    columns,
    prefix,
    (bucket) => reliabilityName(bucket, farthest),
    (a, b) => bucketIndex(a.slice(prefix.length)) - bucketIndex(b.slice(prefix.length)),
    true,
  );
}

/** Parts of a whole as shares of it. */
function shares(parts) {
  const known = parts.filter((part) => part);
  if (known.length === 0) return [];
  const totals = known[0].values.map((_, i) => known.reduce((sum, part) => sum + (part.values[i] || 0), 0));
  return known.map((part) => ({
    ...part,
    values: part.values.map((value, i) => (totals[i] > 0 ? (value || 0) / totals[i] : null)),
  }));
}

const verdictColors = {
  correct: "green",
  wrong: "orange",
  no_answer: "gold",
  truncated: "grey",
  timed_out: "purple",
  error: "red",
  gold_unparsable: "brown",
};

/** Counts of the verdicts, the right ones first. */
function verdictLines(columns) {
  const order = Object.keys(verdictColors);
  return family(
    columns,
    "verifier/",
    (name) => name,
    (a, b) => order.indexOf(a.slice(9)) - order.indexOf(b.slice(9)),
  ).map((one) => ({ ...one, label: words(one.label), color: verdictColors[one.label] || "grey" }));
}

function phaseLines(columns) {
  const phases = family(
    columns,
    "time/",
    (name) => words(name.replace(/_s$/, "")),
    (a, b) => phaseOrder(a) - phaseOrder(b),
  );
  return phases.filter((phase) => phase.label !== "step");
}

function phaseOrder(name) {
  const order = [
    "generate",
    "verify",
    "attribute",
    "reference",
    "update",
    "publish",
    "write_rollouts",
    "evaluate",
    "checkpoint",
  ];
  const at = order.indexOf(name.replace("time/", "").replace(/_s$/, ""));
  return at < 0 ? order.length : at;
}

function learningCharts(c, e) {
  return [
    {
      title: "Held-out pass@1",
      note: "On problems that are never trained on; the band is the 95% interval.",
      series: evaluationLines(e),
      format: percent,
      evaluation: true,
    },
    {
      title: "Reward and pass@1 in training",
      note: "Over the rollouts of each step, at their sampling temperature; pass@k: at least one of a prompt's rollouts is right.",
      series: [
        line(c, "train/pass@k", "pass@k", "green"),
        line(c, "train/pass@1", "pass@1", "orange"),
        line(c, "reward/mean", "mean reward", "blue"),
      ],
      format: plain,
    },
    {
      title: "Policy entropy",
      note: "Mean over tokens, in nats. ACPO means to hold it in stage 1 and let it fall in stage 2.",
      series: [line(c, "policy/entropy", "entropy", "purple")],
      format: plain,
    },
    {
      title: "Verdicts",
      note: "Why rollouts were judged as they were.",
      series: shares(verdictLines(c)),
      format: percent,
      stacked: true,
      range: [0, 1],
    },
  ];
}

function policyCharts(c) {
  return [
    {
      title: "KL to the reference policy",
      note: "Estimated on the sampled tokens; there is no KL term in stage 1.",
      series: [line(c, "policy/kl", "KL", "blue")],
      format: plain,
      zero: true,
    },
    {
      title: "Clipped tokens",
      note: "Share of tokens whose importance ratio left the trust region below or above.",
      series: [line(c, "policy/clip_frac_high", "above", "orange"), line(c, "policy/clip_frac_low", "below", "blue")],
      format: percent,
      zero: true,
    },
    {
      title: "Gradient norm",
      note: "Before clipping.",
      series: [line(c, "optim/grad_norm", "norm", "green")],
      format: plain,
      zero: true,
    },
    {
      title: "Importance ratio",
      note: "Between the updated and the sampling policy: smallest, mean and largest of a step.",
      series: [
        line(c, "policy/ratio_max", "largest", "orange"),
        line(c, "policy/ratio_mean", "mean", "blue"),
        line(c, "policy/ratio_min", "smallest", "purple"),
      ],
      format: plain,
    },
    {
      title: "Response length",
      note: "In tokens.",
      series: [line(c, "response_length/max", "longest", "orange"), line(c, "response_length/mean", "mean", "blue")],
      format: plain,
      zero: true,
    },
    {
      title: "Cut short, and groups without a signal",
      note: "Responses ended by the length limit; groups whose rollouts all got the same reward; prompts that count as hard.",
      series: [
        line(c, "response_length/truncated_frac", "truncated", "red"),
        line(c, "groups/zero_variance_frac", "zero variance", "blue"),
        line(c, "groups/hard_frac", "hard prompts", "gold"),
      ],
      format: percent,
      zero: true,
    },
  ];
}

function creditCharts(c) {
  return [
    {
      title: "Steps by class",
      note: "Share of reasoning steps that brought the answer nearer, did nothing, or led away from it.",
      series: [
        line(c, "steps/helpful_frac", "helpful", "helpful"),
        line(c, "steps/neutral_frac", "neutral", "neutral"),
        line(c, "steps/harmful_frac", "harmful", "harmful"),
      ],
      format: percent,
      stacked: true,
      range: [0, 1],
    },
    {
      title: "Failures blamed on one step",
      note: "Share of failed responses in which a step fell below what steps of successful ones show. At 0 the method is GRPO.",
      series: [line(c, "steps/blamed_frac", "blamed", "red")],
      format: percent,
      zero: true,
    },
    {
      title: "Reliability of attribution",
      note: "Correlation of Δ with the outcome, by position; additive step credit is weighted with it.",
      series: reliabilityLines(c),
      format: plain,
    },
    {
      title: "Steps per response",
      note: "Segments found by the segmenter, mean.",
      series: [line(c, "segments/mean", "segments", "teal")],
      format: plain,
    },
  ];
}

function costCharts(c) {
  return [
    {
      title: "Time of a step",
      note: "Seconds, by phase.",
      series: phaseLines(c),
      format: seconds,
      stacked: true,
      zero: true,
    },
    {
      title: "Throughput",
      note: "Response tokens per second: of the whole step, and of each phase's own time.",
      series: [
        line(c, "perf/generate_tokens_per_s", "generate", "blue"),
        line(c, "perf/attribute_tokens_per_s", "attribute", "orange"),
        line(c, "perf/update_tokens_per_s", "update", "green"),
        line(c, "perf/tokens_per_s", "whole step", "ink"),
      ],
      format: amount,
      zero: true,
    },
  ];
}

/** The sections of charts by title, without the charts and sections for which the run reported no numbers. */
function curveSections(curves) {
  const chosen = (specs) =>
    specs
      .map((spec) => ({
        ...spec,
        series: spec.series.filter((one) => one),
        stages: curves.stages,
        x: spec.evaluation ? curves.evaluationSteps : curves.steps,
        extent: [0, curves.steps[curves.steps.length - 1] ?? 0],
      }))
      .filter((spec) => spec.series.length > 0);
  return [
    ["Learning", chosen(learningCharts(curves.series, curves.evaluations))],
    ["Policy and update", chosen(policyCharts(curves.series))],
    ["Credit", chosen(creditCharts(curves.series))],
    ["Cost", chosen(costCharts(curves.series))],
  ].filter(([, specs]) => specs.length > 0);
}

function renderCurves(data, holder) {
  const { curves } = data;
  const sections = curveSections(curves).map(([title, specs]) =>
    el("section", {}, el("h2", {}, title), el("div", { class: "charts" }, specs.map(chart))),
  );
  if (sections.length === 0)
    sections.push(el("p", { class: "empty" }, "No step is finished yet, so there is nothing to chart."));
  else if (curves.stepsPerPoint > 1)
    sections.unshift(
      el("p", { class: "empty" }, `A point of the charts stands for ${curves.stepsPerPoint} successive steps.`),
    );
  holder.append(...sections);
}
