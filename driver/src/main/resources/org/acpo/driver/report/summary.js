// The top of the page: outcome, facts, what changed, where the time went; and the setup at its end.

const changeNames = {
  "reward/mean": ["mean reward", plain],
  "train/pass@1": ["pass@1 in training", percent],
  "train/pass@k": ["pass@k in training", percent],
  "policy/entropy": ["policy entropy, nats", plain],
  "response_length/mean": ["response length, tokens", plain],
  "response_length/truncated_frac": ["truncated", percent],
  "segments/mean": ["steps per response", plain],
  "steps/helpful_frac": ["helpful steps", percent],
  "steps/harmful_frac": ["harmful steps", percent],
  "groups/zero_variance_frac": ["groups without a signal", percent],
  "perf/tokens_per_s": ["tokens per second", amount],
};

function intervalRow(label, evaluation, kind) {
  const known = isNumber(evaluation.low) && isNumber(evaluation.high);
  const place = (value) => (100 * value).toFixed(2) + "%";
  return el(
    "div",
    { class: "interval " + kind },
    el("span", { class: "name" }, label),
    el(
      "span",
      { class: "track", "aria-hidden": "true" },
      known
        ? el("i", {
            class: "range",
            style: `left: ${place(evaluation.low)}; width: ${place(evaluation.high - evaluation.low)}`,
          })
        : null,
      el("i", { class: "point", style: `left: ${place(evaluation.passAt1)}` }),
    ),
    el(
      "span",
      { class: "value" },
      el("b", {}, percent(evaluation.passAt1)),
      known ? ` [${percent(evaluation.low)}, ${percent(evaluation.high)}]` : "",
    ),
  );
}

function intervals(headline) {
  const rows = [];
  if (headline.before)
    rows.push(
      intervalRow(
        headline.before.step === 0 ? "before training" : `after step ${headline.before.step}`,
        headline.before,
        "before",
      ),
    );
  if (headline.best) rows.push(intervalRow(`best, step ${headline.best.step}`, headline.best, "best"));
  if (headline.after) rows.push(intervalRow(`after step ${headline.after.step}`, headline.after, "after"));
  if (rows.length === 0) return null;
  const problems = (headline.after || headline.before).problems;
  return el(
    "div",
    { class: "card intervals" },
    rows,
    el(
      "p",
      { class: "small" },
      "Held-out pass@1 on a scale from 0 to 100%, with the 95% interval" +
        (isNumber(problems) ? `; ${amount(problems)} problems.` : "."),
    ),
  );
}

function fact(label, value) {
  return el("div", {}, el("dt", {}, label), el("dd", {}, value));
}

function facts(data) {
  const { headline, setup } = data;
  const each = headline.steps > 0 ? duration(headline.wallSeconds / headline.steps) + " a step" : "no step yet";
  return el(
    "dl",
    { class: "facts" },
    fact("Task", setup.task),
    fact("Model", setup.model),
    fact("Method", setup.method),
    fact("Steps", amount(headline.steps)),
    fact("Time", `${unbroken(duration(headline.wallSeconds))}, ${unbroken(each)}`),
    fact(
      "Sampled",
      `${unbroken(amount(headline.rollouts) + " rollouts")}, ${unbroken(amount(headline.tokens) + " tokens")}`,
    ),
  );
}

function changesTable(changes) {
  if (changes.length === 0) return null;
  const rows = changes.map(({ name, from, to }) => {
    const [label, format] = changeNames[name] || [name, plain];
    const up = to > from;
    const same = format(to) === format(from);
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, label),
      el("td", {}, format(from)),
      el("td", { class: "arrow" }, same ? "=" : up ? "↗" : "↘"),
      el("td", {}, format(to)),
    );
  });
  return el(
    "div",
    { class: "card" },
    el("h2", {}, "What changed"),
    el(
      "table",
      {},
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          ["", "first tenth", "", "last tenth"].map((name) => el("th", { scope: "col" }, name)),
        ),
      ),
      el("tbody", {}, rows),
    ),
    el("p", { class: "small" }, "Means over the first and the last tenth of the steps."),
  );
}

function timeTable(phases, headline) {
  if (phases.length === 0) return null;
  const rows = phases.map((phase) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, words(phase.name)),
      el("td", { class: "bar" }, el("i", { style: `width: ${((100 * phase.share) / phases[0].share).toFixed(1)}%` })),
      el("td", {}, duration(phase.seconds)),
      el("td", {}, percent(phase.share)),
    ),
  );
  const rate =
    headline.tokens > 0 && headline.wallSeconds > 0
      ? `${amount(headline.tokens / headline.wallSeconds)} response tokens per second over the whole run.`
      : "";
  return el(
    "div",
    { class: "card" },
    el("h2", {}, "Where the time went"),
    el("table", {}, el("tbody", {}, rows)),
    el("p", { class: "small" }, rate),
  );
}

function renderSummary(data, holder) {
  const { headline } = data;
  holder.append(
    el("p", { class: "run" }, "ACPO run ", el("b", {}, data.run)),
    el("h1", {}, headline.sentence),
    headline.remark ? el("p", { class: "remark" }, headline.remark) : "",
    facts(data),
    el(
      "div",
      { class: "pair" },
      [intervals(headline)].filter((part) => part),
    ),
    el(
      "div",
      { class: "pair" },
      [changesTable(data.changes), timeTable(data.phases, headline)].filter((part) => part),
    ),
  );
}

/** All numbers of the charts; built when it is opened, as it can be long. */
function numbersTable(curves) {
  const names = Object.keys(curves.series);
  const evaluations = Object.keys(curves.evaluations);
  const table = (steps, columns, keys) =>
    el(
      "table",
      {},
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          ["step", ...keys].map((name) => el("th", { scope: "col" }, name)),
        ),
      ),
      el(
        "tbody",
        {},
        steps.map((step, i) =>
          el(
            "tr",
            {},
            el("th", { scope: "row" }, String(step)),
            keys.map((name) => el("td", {}, plain(columns[name][i]))),
          ),
        ),
      ),
    );
  return [table(curves.evaluationSteps, curves.evaluations, evaluations), table(curves.steps, curves.series, names)];
}

function renderSetup(data, holder) {
  const { setup, curves } = data;
  const chosen = el(
    "table",
    { class: "chosen" },
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        ["key", "this run", "default"].map((name) => el("th", { scope: "col" }, name)),
      ),
    ),
    el(
      "tbody",
      {},
      setup.chosen.map((choice) =>
        el(
          "tr",
          {},
          el("th", { scope: "row" }, choice.key),
          el("td", {}, choice.value),
          el("td", { class: "muted" }, choice.otherwise || "–"),
        ),
      ),
    ),
  );
  const numbers = el("details", { class: "card" }, el("summary", {}, "All numbers of the charts"));
  numbers.addEventListener("toggle", () => numbers.append(el("div", { class: "scroll" }, numbersTable(curves))), {
    once: true,
  });
  holder.append(
    el("h2", {}, "Setup"),
    el(
      "details",
      { class: "card", open: setup.chosen.length <= 25 },
      el("summary", {}, `Configuration that differs from the defaults (${setup.chosen.length})`),
      el("div", { class: "scroll" }, chosen),
    ),
    el("details", { class: "card" }, el("summary", {}, "Whole configuration"), el("pre", {}, setup.yaml)),
    numbers,
  );
}
