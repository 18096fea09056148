// Elements, and numbers as text.

/** An element with attributes and children; children that are null are left out. */
function el(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

/** About three significant digits; a dash for no value. */
function plain(value) {
  if (!isNumber(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e7)) return value.toExponential(2);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
  return value.toLocaleString("en", { maximumFractionDigits: digits });
}

/** Text that is not broken at its spaces. */
const unbroken = (text) => text.replaceAll(" ", "\u00a0");

const percent = (value) => (isNumber(value) ? (100 * value).toFixed(1) + "%" : "–");

/** Seconds, of which no more than the hundredths say something. */
function seconds(value) {
  return isNumber(value) && value < 0.1 ? String(Number(value.toFixed(2))) : plain(value);
}

/** With its sign, and a true minus. */
function signed(value, digits = 2) {
  if (!isNumber(value)) return "–";
  return (value < 0 ? "−" : "+") + Math.abs(value).toFixed(digits);
}

/** 1,234 or 12.3 M. */
function amount(value) {
  if (!isNumber(value)) return "–";
  if (value >= 1e9) return (value / 1e9).toFixed(2) + " G";
  if (value >= 1e6) return (value / 1e6).toFixed(2) + " M";
  return Math.round(value).toLocaleString("en");
}

/** 950, 25k or 1.5M, for axes. */
function short(value) {
  if (!isNumber(value)) return "–";
  if (value >= 1e6) return Number((value / 1e6).toFixed(2)) + "M";
  return value >= 1e3 ? Number((value / 1e3).toFixed(1)) + "k" : String(value);
}

function duration(seconds) {
  if (!isNumber(seconds)) return "–";
  if (seconds < 10) return seconds.toFixed(1) + " s";
  if (seconds < 120) return Math.round(seconds) + " s";
  if (seconds < 7200) return Math.floor(seconds / 60) + " min " + Math.round(seconds % 60) + " s";
  return Math.floor(seconds / 3600) + " h " + Math.round((seconds % 3600) / 60) + " min";
}

/** The value below which a share of the values lies; 0 for none. */
function quantile(values, share) {
  const sorted = values.filter(isNumber).sort((a, b) => a - b);
  return sorted.length === 0 ? 0 : sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

const words = (name) => name.replaceAll("_", " ");
