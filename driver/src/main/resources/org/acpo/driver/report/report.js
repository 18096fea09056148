// Puts the page together from its data.

const data = JSON.parse(document.getElementById("acpo-data").textContent);
const place = (id) => document.getElementById(id);

renderSummary(data, place("summary"));
renderCurves(data, place("curves"));
renderSpread(data, place("spread"));
const browser = renderBrowser(data, place("browser"));
renderSetup(data, place("setup"));
drawCharts();
browser?.follow();
place("footer").append(
  el(
    "p",
    { class: "small" },
    "Written by acpo report. One file, no network. Charts by uPlot, © Leon Sorokin, MIT license, whose text stands in the source of this page.",
  ),
);
