// How attributions are distributed: a histogram by class or outcome, and a box a position.

const svgName = "http://www.w3.org/2000/svg";

function svg(name, attributes, ...children) {
  const element = document.createElementNS(svgName, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.flat());
  return element;
}

/** Bars of a histogram, stacked in the order of the parts. */
function histogramBars(bins, parts, width, height) {
  const most = Math.max(1, ...bins.map((bin) => parts.reduce((sum, part) => sum + bin[part.of], 0)));
  const each = width / bins.length;
  return bins.flatMap((bin, i) => {
    let y = height;
    return parts.map((part) => {
      const tall = (height * bin[part.of]) / most;
      y -= tall;
      const bar = svg("rect", {
        x: i * each + 0.5,
        y,
        width: Math.max(0.5, each - 1),
        height: tall,
        fill: `var(--${part.color})`,
      });
      bar.append(svg("title", {}));
      bar.firstChild.textContent = `Δ from ${plain(bin.from)} to ${plain(bin.to)}: ${amount(bin[part.of])} ${part.label}`;
      return bar;
    });
  });
}

function histogram(title, note, bins, parts) {
  const width = 480;
  const height = 170;
  const low = bins[0].from;
  const high = bins[bins.length - 1].to;
  const ticks = [low, low / 2, 0, high / 2, high].map((value) => {
    const x = (width * (value - low)) / (high - low);
    const label = svg("text", {
      x: Math.max(2, Math.min(width - 2, x)),
      y: height + 16,
      "text-anchor": x < 10 ? "start" : x > width - 10 ? "end" : "middle",
    });
    label.textContent = plain(value).replace("-", "−");
    return label;
  });
  const zero = svg("line", { x1: width / 2, x2: width / 2, y1: 0, y2: height, class: "axis" });
  const base = svg("line", { x1: 0, x2: width, y1: height, y2: height, class: "axis" });
  const words = `${title}, Δ from ${plain(low)} to ${plain(high)}`;
  return el(
    "figure",
    { class: "card" },
    el("figcaption", {}, el("h3", {}, title), el("p", {}, note)),
    svg(
      "svg",
      { viewBox: `0 0 ${width} ${height + 22}`, role: "img", "aria-label": words, class: "drawing" },
      histogramBars(bins, parts, width, height),
      base,
      zero,
      ticks,
    ),
    key(parts),
  );
}

function key(parts) {
  return el(
    "ul",
    { class: "key" },
    parts.map((part) =>
      el("li", {}, el("span", { class: "dot", style: `background: var(--${part.color})` }), part.label),
    ),
  );
}

function positionName(position, last) {
  if (position.fromEnd === last && last > 0) return "earlier";
  return ["last step", "second last", "third last"][position.fromEnd] || `${position.fromEnd + 1}th last`;
}

/** One row: from the 5th to the 95th percentile a line, from the 25th to the 75th a box, the median a mark. */
function positionRow(position, last, scale) {
  const at = (value) => scale(value).toFixed(2) + "%";
  const span = (from, to) => `left: ${at(from)}; width: ${(scale(to) - scale(from)).toFixed(2)}%`;
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, positionName(position, last)),
    el(
      "td",
      { class: "boxplot" },
      el(
        "div",
        { "aria-hidden": "true" },
        el("i", { class: "zero", style: `left: ${at(0)}` }),
        el("i", { class: "whisker", style: span(position.p5, position.p95) }),
        el("i", { class: "box", style: span(position.p25, position.p75) }),
        el("i", { class: "median", style: `left: ${at(position.p50)}` }),
      ),
    ),
    el("td", {}, signed(position.p50)),
    el("td", {}, percent(position.helpful)),
    el("td", {}, percent(position.harmful)),
    el("td", {}, amount(position.count)),
  );
}

function positionTable(positions) {
  const low = Math.min(0, ...positions.map((position) => position.p5));
  const high = Math.max(0, ...positions.map((position) => position.p95));
  const scale = (value) => 2 + (96 * (value - low)) / (high - low || 1);
  const last = Math.max(...positions.map((position) => position.fromEnd));
  const head = [
    "position",
    `Δ from ${plain(low).replace("-", "−")} to ${plain(high)}`,
    "median",
    "helpful",
    "harmful",
    "steps",
  ];
  return el(
    "figure",
    { class: "card wide" },
    el(
      "figcaption",
      {},
      el("h3", {}, "Attribution by position"),
      el(
        "p",
        {},
        "Counted from the end of the response. Line: 5th to 95th percentile; box: the middle half; mark: the median.",
      ),
    ),
    el(
      "div",
      { class: "scroll" },
      el(
        "table",
        { class: "positions" },
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            head.map((name) => el("th", { scope: "col" }, name)),
          ),
        ),
        el(
          "tbody",
          {},
          positions.map((position) => positionRow(position, last, scale)),
        ),
      ),
    ),
  );
}

function renderSpread(data, holder) {
  const found = data.attributions;
  if (!found) return;
  const classes = [
    { of: "harmful", label: "harmful", color: "harmful" },
    { of: "neutral", label: "neutral", color: "neutral" },
    { of: "helpful", label: "helpful", color: "helpful" },
  ];
  const outcomes = [
    { of: "wrong", label: "in wrong rollouts", color: "orange" },
    { of: "right", label: "in right rollouts", color: "blue" },
  ];
  holder.append(
    el(
      "section",
      {},
      el("h2", {}, "Attribution"),
      el(
        "p",
        { class: "lead" },
        `Δ is how much a reasoning step adds to the policy's log-probability of the answer. ${amount(found.segments)} steps of the rollouts of ${amount(found.updates)} updates.`,
      ),
      el(
        "div",
        { class: "charts" },
        histogram(
          "Attribution by class",
          "A step's class is its Δ over the group's spread; the outer bars hold what lies beyond.",
          found.histogram,
          classes,
        ),
        histogram(
          "Attribution by outcome",
          "Where Δ carries information, right rollouts lie further to the right.",
          found.histogram,
          outcomes,
        ),
        positionTable(found.positions),
      ),
    ),
  );
}
