// One rollout: its problem and its response, steps coloured by attribution and tokens by entropy.

const classNames = { 1: ["helpful", "▲"], 0: ["neutral", "●"], "-1": ["harmful", "▼"] };

/** Values at which the colours are at their strongest, over all rollouts of the page. */
function colourScales(rollouts) {
  return {
    attribution:
      quantile(
        rollouts.flatMap((rollout) => rollout.attributions.filter(isNumber).map(Math.abs)),
        0.9,
      ) || 1,
    entropy:
      quantile(
        rollouts.flatMap((rollout) => rollout.entropies),
        0.98,
      ) / 1000 || 1,
  };
}

const strength = (value, most) => Math.min(1, Math.abs(value) / most);

/** Background of a step with this attribution. */
function tint(delta, scales) {
  if (!isNumber(delta)) return "";
  return `background-color: rgb(var(--${delta < 0 ? "harmful" : "helpful"}-rgb) / ${(0.42 * strength(delta, scales.attribution)).toFixed(3)})`;
}

/** Line under a token with this entropy. */
function underline(entropy, scales) {
  return `box-shadow: inset 0 -0.16em 0 rgb(var(--entropy-rgb) / ${strength(entropy, scales.entropy).toFixed(2)})`;
}

/** A line break shows as a sign, and breaks the line unless the step ends with it. */
function tokenSpan(rollout, t, scales, last) {
  const text = rollout.tokens[t];
  const span = el("span", { class: "token", "data-t": t, style: underline(rollout.entropies[t] / 1000, scales) });
  const parts = text.split("\n");
  parts.forEach((part, i) => {
    if (i > 0)
      span.append(
        el("span", { class: "newline", "aria-hidden": "true" }, "↵"),
        i < parts.length - 1 || part !== "" || !last ? "\n" : "",
      );
    span.append(part);
  });
  return span;
}

function stepLabel(rollout, k, scales) {
  const delta = rollout.attributions[k];
  const [name, glyph] = classNames[rollout.classes[k]] || ["", ""];
  const share = isNumber(delta) ? 50 * strength(delta, scales.attribution) : 0;
  return el(
    "div",
    { class: "label" },
    el("span", { class: "number" }, `step ${k + 1}`),
    isNumber(delta) ? el("span", { class: name }, `${glyph} ${name}`) : null,
    isNumber(delta) ? el("span", { class: "delta" }, `Δ ${signed(delta)}`) : null,
    isNumber(delta)
      ? el(
          "span",
          { class: "gauge", "aria-hidden": "true" },
          el("i", {
            class: delta < 0 ? "harmful" : "helpful",
            style: `width: ${share}%; ${delta < 0 ? "right" : "left"}: 50%`,
          }),
        )
      : null,
    el("span", { class: "credit", title: "advantage of the step, A_ik" }, `A ${signed(rollout.stepAdvantages[k])}`),
  );
}

function steps(rollout, scales) {
  let from = 0;
  return rollout.ends.map((end, k) => {
    const tokens = [];
    for (let t = from; t < end; t++) tokens.push(tokenSpan(rollout, t, scales, t === end - 1));
    from = end;
    return el(
      "li",
      {},
      stepLabel(rollout, k, scales),
      el("div", { class: "text", style: tint(rollout.attributions[k], scales) }, tokens),
    );
  });
}

function outcomeWords(rollout) {
  const verdict = words(rollout.verdict);
  return rollout.correct ? "right" : verdict === "wrong" ? "wrong" : `wrong (${verdict})`;
}

const MEASURES = {
  log_prob: "ln p(answer) per token",
  prob: "p(answer) per token",
  negative_entropy: "−entropy of the answer",
  reward: "expected reward",
  standardized: "value, in standard deviations",
};

/** What the values of a rollout's steps are; runs of older versions do not say. */
function valueName(rollout) {
  const measure = MEASURES[rollout.measure] || "Value";
  return rollout.estimator === null ? measure : `${measure} (${words(rollout.estimator)})`;
}

function rolloutFacts(rollout, problem) {
  const values = rollout.values;
  return el(
    "dl",
    { class: "facts compact" },
    fact("Gold answer", problem.answer),
    fact("Its answer", rollout.extracted === null ? "none found" : rollout.extracted),
    fact(
      "Verdict",
      el(
        "span",
        { class: rollout.correct ? "right" : "wrong" },
        (rollout.correct ? "✓ " : "✗ ") + outcomeWords(rollout),
      ),
    ),
    fact("Reward", plain(rollout.reward)),
    fact("Advantage A", signed(rollout.advantage)),
    fact("Temperature", plain(rollout.temperature)),
    fact("Tokens", `${rollout.tokens.length}${rollout.truncated ? ", cut short" : ""}`),
    values.length > 0
      ? fact(valueName(rollout), `${signed(values[0])} → ${signed(values[values.length - 1])}`)
      : null,
  );
}

function legend(scales, attributed) {
  return el(
    "div",
    { class: "legend" },
    attributed
      ? el(
          "span",
          {},
          `step, Δ: −${plain(scales.attribution)} `,
          el("i", { class: "scale diverging" }),
          ` +${plain(scales.attribution)}`,
        )
      : "",
    el("span", {}, "token, entropy: 0 ", el("i", { class: "scale entropy" }), ` ${plain(scales.entropy)} nats`),
    el("span", { class: "small" }, "Point at a token, or focus the response and use ← →, for its figures."),
  );
}

/** Shows the figures of the token under the pointer or chosen by the arrow keys. */
function tokenDetails(rollout, response, tip) {
  let current = -1;
  const stepOf = (t) => rollout.ends.findIndex((end) => t < end) + 1;
  const show = (t) => {
    const span = response.querySelector(`[data-t="${t}"]`);
    if (!span) return;
    response.querySelector(".current")?.classList.remove("current");
    span.classList.add("current");
    current = t;
    const logProb = rollout.logProbs[t] / 1000;
    tip.replaceChildren(
      el("b", {}, JSON.stringify(rollout.tokens[t])),
      el("span", {}, `token ${t + 1} of ${rollout.tokens.length}, step ${stepOf(t)}`),
      el("span", {}, `entropy ${(rollout.entropies[t] / 1000).toFixed(3)} nats`),
      el("span", {}, `log-prob ${signed(logProb, 3)} (p = ${percent(Math.exp(logProb))})`),
    );
    tip.hidden = false;
    const box = span.getBoundingClientRect();
    tip.style.left = Math.max(8, Math.min(innerWidth - tip.offsetWidth - 8, box.left)) + "px";
    const below = box.bottom + 8 + tip.offsetHeight < innerHeight;
    tip.style.top = (below ? box.bottom + 6 : box.top - tip.offsetHeight - 6) + "px";
  };
  const hide = () => {
    tip.hidden = true;
    response.querySelector(".current")?.classList.remove("current");
  };
  response.addEventListener("mouseover", (event) => {
    const span = event.target.closest(".token");
    if (span) show(Number(span.dataset.t));
  });
  response.addEventListener("click", (event) => {
    const span = event.target.closest(".token");
    if (span) show(Number(span.dataset.t));
  });
  response.addEventListener("mouseleave", hide);
  response.addEventListener("blur", hide);
  response.addEventListener("keydown", (event) => {
    const last = rollout.tokens.length - 1;
    const next = { ArrowRight: current + 1, ArrowLeft: current - 1, Home: 0, End: last }[event.key];
    if (event.key === "Escape") hide();
    if (next === undefined) return;
    event.preventDefault();
    const at = Math.max(0, Math.min(last, next));
    response.querySelector(`[data-t="${at}"]`)?.scrollIntoView({ block: "nearest" });
    show(at);
  });
}

/** Everything about one rollout, in place of what the holder showed before. */
function renderRollout(rollout, problem, scales, holder, tip) {
  const response = el(
    "ol",
    { class: "response", tabindex: 0, "aria-label": "Response, one item a step" },
    steps(rollout, scales),
  );
  const attributed = rollout.attributions.length > 0;
  tip.hidden = true;
  const where = [`step ${rollout.step}`, `stage ${rollout.stage}`, `rollout ${rollout.index} of problem ${problem.id}`];
  if (problem.subject) where.push(words(problem.subject));
  if (isNumber(problem.level)) where.push(`level ${problem.level}`);
  holder.replaceChildren(
    el("p", { class: "where" }, where.join(" · ")),
    el("h3", {}, "Problem"),
    el("div", { class: "problem" }, problem.problem),
    problem.prompt.trim() === problem.problem.trim()
      ? ""
      : el("details", {}, el("summary", {}, "Prompt as the policy got it"), el("pre", {}, problem.prompt)),
    rolloutFacts(rollout, problem),
    el("h3", {}, "Response"),
    attributed
      ? ""
      : el(
          "p",
          { class: "small" },
          "Attribution was off or had nothing to go by for this rollout, so its steps have no colour.",
        ),
    legend(scales, attributed),
    response,
  );
  tokenDetails(rollout, response, tip);
}
