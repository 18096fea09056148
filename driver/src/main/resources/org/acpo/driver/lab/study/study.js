// The page of a study: of each task its learning curves, the table of methods, and how well credit met the truth.

const study = JSON.parse(document.getElementById("acpo-data").textContent);
const place = (id) => document.getElementById(id);

const fixed = (digits) => (value) => value.toFixed(digits);
const points = (value) => (100 * value).toFixed(1);
const signedPoints = (value) => signed(100 * value, 1);

/** Columns of the table of methods: heading, name in a row, format. */
const methodColumns = [
  ["before", "before", points],
  ["half", "half_budget", points],
  ["final", "final", points],
  ["pass@k", "final_pass@k", points],
  ["area", "area", points],
  ["half, paired", "half_budget_minus_baseline", signedPoints],
  ["final, paired", "final_minus_baseline", signedPoints],
  ["area, paired", "area_minus_baseline", signedPoints],
  ["entropy, 1st half", "entropy_first_half", fixed(3)],
  ["entropy, 2nd half", "entropy_second_half", fixed(3)],
  ["tokens", "tokens", amount],
  ["seconds", "seconds", amount],
];

const creditColumns = [
  ["first-error AUC", "credit/first_error_auc"],
  ["helpful, precision", "credit/helpful_precision"],
  ["harmful, precision", "credit/harmful_precision"],
  ["needed, called helpful", "credit/needed_helpful"],
  ["unnecessary, called helpful", "credit/unnecessary_helpful"],
  ["boundary precision", "credit/boundary_precision"],
  ["boundary recall", "credit/boundary_recall"],
  ["reliability, last step", "attribution/reliability/last"],
];

/** A mean, with its interval below it if it has one. */
function intervalCell({ mean, low, high }, format) {
  const range = isNumber(low) ? el("small", {}, `[${format(low)}, ${format(high)}]`) : null;
  return el("td", {}, isNumber(mean) ? format(mean) : "–", range);
}

function comparedTable(title, note, headings, rows) {
  const head = ["method", ...headings].map((name) => el("th", { scope: "col" }, name));
  return el(
    "div",
    { class: "card" },
    el("h3", {}, title),
    note ? el("p", { class: "small" }, note) : null,
    el(
      "div",
      { class: "across", tabindex: 0, role: "region", "aria-label": title },
      el("table", { class: "compared" }, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows)),
    ),
  );
}

const row = (method, cells) => el("tr", {}, el("th", { scope: "row" }, method), cells);

function methodsTable(methods, note) {
  return comparedTable(
    "Methods",
    note,
    methodColumns.map(([heading]) => heading),
    methods.map((compared) =>
      row(
        compared.method,
        methodColumns.map(([, name, format]) => intervalCell(compared[name], format)),
      ),
    ),
  );
}

/** Null where the right steps of no problem are known. */
function creditTable(credit) {
  const known = creditColumns.filter(([, name]) => credit.some((one) => isNumber(one.means[name])));
  if (known.length === 0) return null;
  return comparedTable(
    "Credit against the truth",
    "Means over all steps and seeds.",
    known.map(([heading]) => heading),
    credit.map((one) =>
      row(
        one.method,
        known.map(([, name]) => el("td", {}, isNumber(one.means[name]) ? one.means[name].toFixed(3) : "–")),
      ),
    ),
  );
}

/** Colours come again in dashes where there are more methods than colours. */
function methodLine({ label, mean, low, high }, i) {
  const again = i >= palette.length;
  return {
    label: again ? label + ", dashed" : label,
    values: mean,
    color: palette[i % palette.length],
    dash: again ? [6, 4] : undefined,
    band: low.some(isNumber) ? { low, high } : undefined,
    exact: true,
  };
}

function curvesChart(task) {
  return chart({
    title: "Held-out pass@1",
    note: "Means over seeds; bands are 95% intervals, numbers of seeds stand in parentheses.",
    x: task.tokens,
    over: { label: "generated tokens", format: short },
    extent: [0, task.tokens[task.tokens.length - 1]],
    series: task.curves.map(methodLine),
    format: percent,
    height: 300,
  });
}

function taskSection(task) {
  return el(
    "section",
    { class: "stack" },
    el("h2", {}, task.name),
    curvesChart(task),
    methodsTable(task.methods),
    creditTable(task.credit),
  );
}

const counted = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;

place("summary").append(
  el("p", { class: "run" }, "ACPO study"),
  el("h1", {}, `${counted(study.methods, "method")} on ${counted(study.tasks.length, "task")}: ${counted(study.runs, "run")}`),
  el(
    "p",
    {},
    "Means over seeds, with 95% bootstrap intervals in brackets; differences are paired by seed, to ",
    el("b", {}, study.baseline),
    ". Half and final are pass@1 in percent on held-out problems, after half of and all of the generated tokens that every run of the task has spent; area is the mean over them.",
  ),
);
place("tasks").append(...study.tasks.map(taskSection));
if (study.allTasks.length > 0)
  place("tasks").append(
    el(
      "section",
      { class: "stack" },
      el("h2", {}, "All tasks"),
      methodsTable(study.allTasks, "Means over all runs of a method, intervals over them."),
    ),
  );
drawCharts();
