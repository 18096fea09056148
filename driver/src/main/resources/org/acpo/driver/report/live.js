// A run that goes on: asks the server for what is new, moves the curves, and adds rollouts as they come.

const pollMillis = 2000;
const place = (id) => document.getElementById(id);

async function ask(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${(await answer.text()).trim()}`);
  return answer.json();
}

/** The browser of rollouts, which grows: some of each step, and all of a step once it is chosen. The newest come first. */
class LiveBrowser extends Browser {
  constructor(holder) {
    super({ problems: [], rollouts: [] }, holder);
    this.known = new Map();
    this.places = new Map();
    this.whole = new Set();
    this.form.elements.step.addEventListener("change", () => this.load(this.form.elements.step.value));
  }

  add({ problems, rollouts }) {
    if (this.rollouts.length === 0) this.scales = colourScales(rollouts);
    const numbers = problems.map((problem) => this.problemNumber(problem));
    for (const rollout of rollouts) {
      rollout.problem = numbers[rollout.problem];
      const key = rolloutKey(rollout, this.problems[rollout.problem]);
      if (this.known.has(key)) continue;
      const i = this.rollouts.push(rollout) - 1;
      this.known.set(key, i);
      this.options.push(option(rollout, this.problems[rollout.problem], i, this.scales));
      this.order.push(i);
    }
    const at = (i) => this.rollouts[i];
    this.order.sort(
      (a, b) => at(b).step - at(a).step || at(a).problem - at(b).problem || at(a).index - at(b).index,
    );
    this.offer();
    this.filter();
  }

  problemNumber(problem) {
    const key = JSON.stringify(problem);
    if (!this.places.has(key)) this.places.set(key, this.problems.push(problem) - 1);
    return this.places.get(key);
  }

  /** Puts what has come into the filters, and leaves what is chosen there. */
  offer() {
    const all = choices(this.rollouts);
    if (this.steps) all.step = this.steps.map((step) => [step, String(step)]);
    for (const [name, values] of Object.entries(all)) {
      const select = this.form.elements[name];
      const now = select.value;
      select.replaceChildren(...choiceOptions(values));
      select.value = now;
    }
  }

  /** All rollouts of a step. */
  async load(step) {
    if (step === "" || this.whole.has(step)) return;
    this.whole.add(step);
    this.add(await ask(`data/rollouts?step=${step}&all=1`));
  }

  remember() {
    const rollout = this.rollouts[this.chosen];
    history.replaceState(null, "", "#" + encodeURIComponent(rolloutKey(rollout, this.problems[rollout.problem])));
  }

  /** Shows the rollout that the page's address names, if it names one. */
  async follow() {
    const key = decodeURIComponent(location.hash.slice(1));
    const step = /^(\d+)\/\d+\//.exec(key);
    if (!step) return;
    await this.load(step[1]);
    if (!this.known.has(key)) return;
    this.choose(this.known.get(key));
    this.holder.scrollIntoView({ behavior: "instant" });
  }
}

const rolloutKey = (rollout, problem) => `${rollout.step}/${rollout.index}/${problem.id}`;

class LivePage {
  constructor() {
    this.version = -1;
    this.browser = null;
    this.steps = new Set();
    this.status = el("p", { class: "small", role: "status" });
  }

  async poll() {
    try {
      const overview = await ask("data/overview?known=" + this.version);
      if (overview.version !== this.version) {
        this.changed = new Date();
        this.show(overview);
        await this.addRollouts(overview.rolloutSteps);
        this.version = overview.version;
      }
      this.say(`Follows the run; last news at ${this.changed.toLocaleTimeString()}.`);
    } catch (error) {
      this.say(`The server does not answer, so this page stands still (${error.message}).`);
    }
    setTimeout(() => this.poll(), pollMillis);
  }

  say(text) {
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  show({ run, headline, curves }) {
    const { steps, stages } = curves;
    const where =
      steps.length === 0 ? "no step yet" : `step ${steps[steps.length - 1]}, stage ${stages[stages.length - 1]?.stage ?? 1}`;
    place("summary").replaceChildren(
      el(
        "p",
        { class: "run" },
        `${run} · ${where} · ${unbroken(amount(headline.rollouts) + " rollouts")} · ${unbroken(duration(headline.wallSeconds))}`,
      ),
      el("h1", {}, headline.sentence),
      headline.remark ? el("p", { class: "remark" }, headline.remark) : "",
      this.status,
      el("p", { class: "small" }, el("a", { href: "#browser" }, "Read rollouts")),
      intervals(headline) ?? "",
    );
    const specs = curveSections(curves).flatMap(([, charts]) => charts);
    if (specs.length > 0 && updateCharts(specs)) return;
    forgetCharts();
    place("curves").replaceChildren();
    renderCurves({ curves }, place("curves"));
    drawCharts();
  }

  async addRollouts(steps) {
    const holder = place("browser");
    if (this.browser === null) {
      holder.replaceChildren(el("h2", { id: "browser-title" }, "Rollouts"));
      if (steps.length === 0) {
        holder.append(el("p", { class: "empty" }, "No rollouts are written yet."));
        return;
      }
      holder.append(
        el(
          "p",
          { class: "lead" },
          "Some of several steps, the newest first; choose a step for all of it. Each step of a response is coloured by its attribution, each token underlined by its entropy.",
        ),
      );
      this.browser = new LiveBrowser(holder);
      this.browser.steps = steps;
      this.browser.add(await ask("data/rollouts"));
      await this.browser.follow();
    } else {
      this.browser.steps = steps;
      for (const step of steps.filter((step) => !this.steps.has(step)).slice(-3))
        this.browser.add(await ask("data/rollouts?step=" + step));
    }
    steps.forEach((step) => this.steps.add(step));
  }
}

new LivePage().poll();
