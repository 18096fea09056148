// The rollouts: filters, a list to choose from, and the chosen one.

function choice(label, name, values, change) {
  return el(
    "label",
    {},
    label,
    el(
      "select",
      { name, onchange: change },
      choiceOptions(values),
    ),
  );
}

const choiceOptions = (values) => [
  el("option", { value: "" }, "any"),
  ...values.map(([value, text]) => el("option", { value }, text)),
];

/** What there is to choose from, by the name of the field. */
function choices(rollouts) {
  const distinct = (values) => [...new Set(values)].sort((a, b) => a - b).map((value) => [value, String(value)]);
  const verdicts = [
    ...new Set(rollouts.filter((rollout) => !rollout.correct).map((rollout) => rollout.verdict)),
  ].sort();
  return {
    step: distinct(rollouts.map((rollout) => rollout.step)),
    stage: distinct(rollouts.map((rollout) => rollout.stage)),
    outcome: [["right", "right"], ["not", "not right"], ...verdicts.map((verdict) => [verdict, words(verdict)])],
  };
}

function filterForm(rollouts, change) {
  const { step, stage, outcome } = choices(rollouts);
  return el(
    "form",
    { class: "filters", role: "search", "aria-label": "Choose rollouts", onsubmit: (event) => event.preventDefault() },
    choice("Step", "step", step, change),
    choice("Stage", "stage", stage, change),
    choice("Outcome", "outcome", outcome, change),
    el("label", {}, "Reward at least", el("input", { name: "reward", type: "number", step: "any", oninput: change })),
    el(
      "label",
      { class: "grow" },
      "Text",
      el("input", { name: "text", type: "search", placeholder: "in problem, answer or response", oninput: change }),
    ),
    el(
      "label",
      { class: "check" },
      el("input", { name: "harmful", type: "checkbox", onchange: change }),
      "has harmful steps",
    ),
  );
}

function matches(rollout, problem, form) {
  const wanted = form.elements;
  const text = wanted.text.value.trim().toLowerCase();
  const outcome = wanted.outcome.value;
  return (
    (wanted.step.value === "" || rollout.step === Number(wanted.step.value)) &&
    (wanted.stage.value === "" || rollout.stage === Number(wanted.stage.value)) &&
    (outcome === "" ||
      (outcome === "right"
        ? rollout.correct
        : outcome === "not"
          ? !rollout.correct
          : !rollout.correct && rollout.verdict === outcome)) &&
    (wanted.reward.value === "" || rollout.reward >= Number(wanted.reward.value)) &&
    (!wanted.harmful.checked || rollout.classes.includes(-1)) &&
    (text === "" || searched(rollout, problem).includes(text))
  );
}

function searched(rollout, problem) {
  rollout.searched ??= [problem.id, problem.problem, problem.answer, rollout.extracted || "", rollout.tokens.join("")]
    .join("\n")
    .toLowerCase();
  return rollout.searched;
}

/** A rollout in the list, with its steps as a strip of colours. */
function option(rollout, problem, i, scales) {
  let from = 0;
  const strip = rollout.ends.map((end, k) => {
    const part = el("i", { style: `flex-grow: ${end - from}; ${tint(rollout.attributions[k], scales)}` });
    from = end;
    return part;
  });
  return el(
    "li",
    { role: "option", id: "option-" + i, "data-i": i, "aria-selected": "false" },
    el("span", { class: rollout.correct ? "right" : "wrong" }, rollout.correct ? "✓" : "✗"),
    el(
      "span",
      { class: "what" },
      el("b", {}, `step ${rollout.step}`),
      ` · ${outcomeWords(rollout)} · reward ${plain(rollout.reward)}`,
    ),
    el("span", { class: "snippet" }, problem.problem),
    el("span", { class: "strip", "aria-hidden": "true" }, strip),
  );
}

/** State and behaviour of the browser. */
class Browser {
  constructor({ problems, rollouts }, holder) {
    this.problems = problems;
    this.rollouts = rollouts;
    this.scales = colourScales(rollouts);
    this.form = filterForm(rollouts, () => this.filter());
    this.count = el("p", { class: "small", role: "status" });
    this.list = el("ul", {
      class: "options",
      role: "listbox",
      tabindex: 0,
      "aria-label": "Rollouts",
      onkeydown: (event) => this.key(event),
      onclick: (event) => this.click(event),
    });
    this.shown = el("article", { class: "card rollout", "aria-label": "The chosen rollout", "aria-live": "off" });
    this.tip = el("div", { class: "tip", role: "status", hidden: true });
    this.options = rollouts.map((rollout, i) => option(rollout, problems[rollout.problem], i, this.scales));
    this.order = rollouts.map((_, i) => i);
    holder.append(
      this.form,
      el("div", { class: "columns" }, el("div", { class: "chooser" }, this.count, this.list), this.shown),
      this.tip,
    );
    this.holder = holder;
    this.filter();
  }

  /** Shows the rollout that the page's address names, if it names one. */
  follow() {
    const linked = /^#rollout-(\d+)$/.exec(location.hash);
    if (!linked || !this.rollouts[linked[1]]) return;
    this.choose(Number(linked[1]));
    this.holder.scrollIntoView({ behavior: "instant" });
  }

  filter() {
    this.visible = this.order.filter((i) => matches(this.rollouts[i], this.problems[this.rollouts[i].problem], this.form));
    this.list.replaceChildren(...this.visible.map((i) => this.options[i]));
    this.count.textContent = `${this.visible.length} of ${this.rollouts.length} rollouts`;
    if (this.visible.length === 0) {
      this.shown.replaceChildren(el("p", { class: "empty" }, "No rollout is like that; widen the filters."));
      this.read = undefined;
    } else if (this.read === undefined || !this.visible.includes(this.chosen)) {
      this.choose(this.visible.includes(this.chosen) ? this.chosen : this.visible[0]);
    }
  }

  choose(i) {
    this.options[this.chosen]?.setAttribute("aria-selected", "false");
    this.chosen = i;
    this.read = i;
    this.options[i].setAttribute("aria-selected", "true");
    this.list.setAttribute("aria-activedescendant", "option-" + i);
    this.reveal(this.options[i]);
    renderRollout(this.rollouts[i], this.problems[this.rollouts[i].problem], this.scales, this.shown, this.tip);
  }

  /** Scrolls the list, and nothing else, to an option. */
  reveal(option) {
    const top = option.offsetTop - this.list.offsetTop;
    if (top < this.list.scrollTop) this.list.scrollTop = top;
    const over = top + option.offsetHeight - this.list.clientHeight;
    if (over > this.list.scrollTop) this.list.scrollTop = over;
  }

  /** Makes the address one of this rollout, for sending to somebody. */
  remember() {
    history.replaceState(null, "", "#rollout-" + this.chosen);
  }

  click(event) {
    const option = event.target.closest("[data-i]");
    if (!option) return;
    this.choose(Number(option.dataset.i));
    this.remember();
    if (matchMedia("(max-width: 60rem)").matches) this.shown.scrollIntoView();
  }

  key(event) {
    const at = this.visible.indexOf(this.chosen);
    const next = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: this.visible.length - 1,
      PageDown: at + 6,
      PageUp: at - 6,
    }[event.key];
    if (next === undefined || this.visible.length === 0) return;
    event.preventDefault();
    this.choose(this.visible[Math.max(0, Math.min(this.visible.length - 1, next))]);
    this.remember();
  }
}

/** The browser, or null if there is nothing to browse. */
function renderBrowser(data, holder) {
  holder.append(el("h2", { id: "browser-title" }, "Rollouts"));
  if (data.sample.rollouts.length === 0) {
    holder.append(el("p", { class: "empty" }, "No rollouts are written yet."));
    return null;
  }
  holder.append(
    el(
      "p",
      { class: "lead" },
      "A sample over all steps, right and wrong. Each step of a response is coloured by its attribution, each token underlined by its entropy.",
    ),
  );
  return new Browser(data.sample, holder);
}
