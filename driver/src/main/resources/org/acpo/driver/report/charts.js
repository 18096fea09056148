// Charts by uPlot: themed, resized with the page, with stages marked and usable by keyboard.

const palette = ["blue", "orange", "green", "purple", "pink", "teal", "gold", "grey", "red", "brown"];

/** What charts are over unless they say otherwise. */
const overSteps = { label: "step", format: String };

const drawn = []; // every chart with how to draw it again

const color = (name) =>
  getComputedStyle(document.documentElement)
    .getPropertyValue("--" + name)
    .trim();

/** A colour with an opacity. Colours of the style sheet are written #rrggbb. */
function faded(name, opacity) {
  return (
    color(name) +
    Math.round(255 * opacity)
      .toString(16)
      .padStart(2, "0")
  );
}

/** A colour mixed with that of the card, opaque. */
function softened(name, share) {
  const part = (hex, i) => parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16);
  const mix = (i) => Math.round(share * part(color(name), i) + (1 - share) * part(color("card"), i));
  return `rgb(${mix(0)} ${mix(1)} ${mix(2)})`;
}

/** Shades the stages after the first and marks where they begin. */
function stageMarks(stages) {
  const mark = (u) => {
    const { left, top, width, height } = u.bbox;
    const context = u.ctx;
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    for (const { step, stage } of stages.slice(1)) {
      const x = Math.round(u.valToPos(step - 0.5, "x", true));
      context.fillStyle = faded("stage", 0.07);
      context.fillRect(x, top, left + width - x, height);
      context.strokeStyle = color("stage");
      context.lineWidth = devicePixelRatio;
      context.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
      context.beginPath();
      context.moveTo(x, top);
      context.lineTo(x, top + height);
      context.stroke();
      context.fillStyle = color("stage");
      context.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
      const label = "stage " + stage;
      const gap = 4 * devicePixelRatio;
      // a stage that has just begun has no room for its name
      const fits = x + gap + context.measureText(label).width <= left + width;
      context.textAlign = fits ? "left" : "right";
      context.fillText(label, fits ? x + gap : x - gap, top + 12 * devicePixelRatio);
    }
    context.restore();
  };
  return { hooks: { drawAxes: [mark] } };
}

/** 1, 2, 5, 10, … up to 5e9: steps and tokens are whole. */
const wholeIncrements = Array.from({ length: 30 }, (_, i) => [1, 2, 5][i % 3] * 10 ** Math.floor(i / 3));

const axisFont = "12px system-ui, sans-serif";

function axes({ format, over = overSteps }) {
  const common = { stroke: color("muted"), font: axisFont, ticks: { show: false } };
  return [
    {
      ...common,
      grid: { show: false },
      incrs: wholeIncrements,
      values: (u, ticks) => ticks.map(over.format),
      space: 44,
      size: 26,
    },
    {
      ...common,
      grid: { stroke: color("line"), width: 1 },
      values: (u, ticks) => ticks.map((tick) => (tick === null ? "" : format(tick).replace(".0%", "%"))),
      space: 34,
      size: 54,
    },
  ];
}

/** What a legend shows: the value under the cursor, or without one the last value. */
const shownValue = (values, i) => (isNumber(i) ? values[i] : values.findLast(isNumber));

function xSeries({ x, over = overSteps }) {
  return {
    label: over.label,
    value: (u, v, s, i) => {
      const at = shownValue(x, i);
      return isNumber(at) ? over.format(at) : "–";
    },
  };
}

/** Mean over a window around each point, for a calm line through a restless one. */
function smoothed(values, half) {
  return values.map((value, i) => {
    const near = values.slice(Math.max(0, i - half), i + half + 1).filter(isNumber);
    return near.length === 0 ? null : near.reduce((sum, v) => sum + v, 0) / near.length;
  });
}

/** Series of a line chart; restless ones get a faint line and a smoothed one over it. */
function lines(spec) {
  const data = [spec.x];
  const series = [xSeries(spec)];
  const bands = [];
  for (const line of spec.series) {
    const value = (u, v, s, i) => spec.format(shownValue(line.values, i));
    const restless = spec.x.length >= 40 && !line.band && !line.exact;
    if (line.band) {
      for (const end of [line.band.high, line.band.low]) {
        data.push(end);
        series.push({ label: "", show: true, stroke: "transparent", points: { show: false }, class: "quiet" });
      }
      bands.push({ series: [data.length - 2, data.length - 1], fill: faded(line.color, 0.18) });
    }
    if (restless) {
      data.push(line.values);
      series.push({ label: "", stroke: faded(line.color, 0.3), width: 1, points: { show: false }, class: "quiet" });
    }
    data.push(restless ? smoothed(line.values, Math.max(1, Math.round(spec.x.length / 40))) : line.values);
    series.push({
      label: line.label,
      value,
      stroke: color(line.color),
      width: 2,
      dash: line.dash,
      spanGaps: true,
      points: { show: restless ? false : spec.x.length <= 30, size: 5, fill: color(line.color) },
    });
  }
  return { data, series, bands };
}

/** Series of a stacked chart, the top one first so that those below paint over it. */
function stacked(spec) {
  const sums = [];
  let below = spec.x.map(() => 0);
  for (const line of spec.series) {
    below = below.map((sum, i) => sum + (isNumber(line.values[i]) ? line.values[i] : 0));
    sums.push(below);
  }
  const data = [spec.x];
  const series = [xSeries(spec)];
  for (let k = spec.series.length - 1; k >= 0; k--) {
    const line = spec.series[k];
    data.push(sums[k]);
    series.push({
      label: line.label,
      value: (u, v, s, i) => spec.format(shownValue(line.values, i)),
      stroke: color("card"),
      fill: softened(line.color, 0.8),
      width: 1,
      points: { show: false },
    });
  }
  return { data, series, bands: [] };
}

/** A single point stands in the range of the whole run. */
function rangeOfX(spec) {
  return (u, low, high) => {
    if (spec.x.length > 1) return [low, high];
    const at = spec.x[0] ?? 0;
    return [Math.min(at - 1, spec.extent[0]), Math.max(at + 1, spec.extent[1])];
  };
}

function rangeOfY(spec) {
  return (u, low, high) => {
    if (!isNumber(low)) return [0, 1];
    if (spec.range) return spec.range;
    const from = spec.zero || (low >= 0 && low < 0.5 * high) ? Math.min(0, low) : low;
    const pad = 0.08 * (high - from) || Math.abs(high) * 0.1 || 1;
    return [from === 0 ? 0 : from - pad, high + pad];
  };
}

const heightOf = (spec) => spec.height ?? 210;

function options(spec, series, bands, width) {
  return {
    width,
    height: heightOf(spec),
    series,
    bands,
    axes: axes(spec),
    scales: { x: { time: false, range: rangeOfX(spec) }, y: { range: rangeOfY(spec) } },
    cursor: { sync: { key: (spec.over ?? overSteps).label }, y: false, points: { size: 6 } },
    legend: { markers: { width: 0, fill: (u, s) => (spec.stacked ? series[s].fill : series[s].stroke) } },
    plugins: [stageMarks(spec.stages ?? [])],
    padding: [8, 12, 0, 0],
  };
}

/** Arrow keys move through the points. */
function moveByKeys(event, u) {
  const length = u.data[0].length;
  const now = u.cursor.idx ?? -1;
  const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  const at = Math.max(0, Math.min(length - 1, next));
  u.setCursor({ left: u.valToPos(u.data[0][at], "x"), top: 10 });
}

/** What a chart shows, in words. */
function inWords(spec) {
  const told = spec.series.map(({ label, values }) => {
    const seen = values.filter(isNumber);
    return seen.length === 0 ? null : `${label} from ${spec.format(seen[0])} to ${spec.format(seen[seen.length - 1])}`;
  });
  return `${spec.title}. ` + told.filter((text) => text).join("; ");
}

/**
 * A figure with a chart in it.
 *
 * spec: title, note, x, over ({label, format} of x, the steps if absent), extent (first and last step of the run), series
 * ({label, values, color, band: {low, high}, dash, exact}), format, stages, stacked, range ([low, high]), zero (whether the
 * scale starts at 0), height.
 */
function chart(spec) {
  const holder = el("div", { class: "plot", tabindex: 0, role: "group", "aria-label": inWords(spec) });
  const figure = el(
    "figure",
    { class: "card" },
    el("figcaption", {}, el("h3", {}, spec.title), spec.note ? el("p", {}, spec.note) : null),
    holder,
  );
  let u = null;
  const draw = () => {
    const at = u?.cursor.idx;
    if (u) u.destroy();
    const { data, series, bands } = spec.stacked ? stacked(spec) : lines(spec);
    u = new uPlot(options(spec, series, bands, holder.clientWidth || 320), data, holder);
    if (isNumber(at) && at < spec.x.length) u.setCursor({ left: u.valToPos(spec.x[at], "x"), top: 10 });
  };
  const update = (newer) => {
    Object.assign(spec, newer);
    holder.setAttribute("aria-label", inWords(spec));
    draw();
  };
  holder.addEventListener("keydown", (event) => moveByKeys(event, u));
  drawn.push({ title: spec.title, holder, draw, update, resize: () => u && u.setSize({ width: holder.clientWidth, height: heightOf(spec) }) });
  return figure;
}

const resized = new ResizeObserver((entries) => {
  for (const entry of entries) {
    const one = drawn.find((candidate) => candidate.holder === entry.target);
    if (one && entry.contentRect.width > 0) one.resize();
  }
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.forEach((one) => one.draw()));

/** Draws every chart that is in the page by now, and again when its size or the colour scheme changes. */
function drawCharts() {
  drawn.forEach((one) => {
    one.draw();
    resized.observe(one.holder);
  });
}

/** Gives the charts newer numbers; false, and nothing done, when these are not the charts that are drawn. */
function updateCharts(specs) {
  const same = specs.length === drawn.length && specs.every((spec, i) => spec.title === drawn[i].title);
  if (same) specs.forEach((spec, i) => drawn[i].update(spec));
  return same;
}

/** For charts that are about to leave the page. */
function forgetCharts() {
  resized.disconnect();
  drawn.length = 0;
}
