// The figures, and listening: a click on a turn plays it. Nothing is fetched; works from a double click.
"use strict";

const NARROW = 520; // pixels under which a figure uses the shorter labels that it brings along

function draw(element) {
  const figure = JSON.parse(document.getElementById(element.dataset.figure).textContent);
  const narrow = figure.layout.meta && figure.layout.meta.narrow;
  Plotly.newPlot(element, figure.data, figure.layout, { displayModeBar: false, responsive: true });
  if (narrow && element.clientWidth < NARROW) Plotly.relayout(element, narrow);
  element.on("plotly_click", (event) => {
    const data = event.points[0].customdata;
    const href = Array.isArray(data) ? data[data.length - 1] : data;
    if (href) window.location.href = href;
  });
}

// A turn inside a closed part of the page must be seen when a link leads to it.
function openTarget() {
  const target = window.location.hash && document.getElementById(window.location.hash.slice(1));
  if (!target) return;
  const closed = target.closest("details:not([open])");
  if (closed) closed.open = true;
  target.scrollIntoView({ block: "center" });
  if (target.tabIndex === -1) target.focus({ preventScroll: true });
}

const sounds = Array.from(document.querySelectorAll("audio"));
const buttons = Array.from(document.querySelectorAll("button.play"));

function placesOf(button) {
  return button.dataset.sounds.split(" ").map((place) => {
    const [number, second] = place.split(":");
    return { sound: document.getElementById(`sound-${number}`), second: Number(second) };
  });
}

function play(button) {
  const places = placesOf(button);
  const isPlaying = button.classList.contains("is-playing");
  sounds.forEach((sound) => sound.pause());
  if (isPlaying) return;
  places.forEach(({ sound, second }) => {
    sound.currentTime = second;
    sound.play().catch(() => showFailed(sound));
  });
}

function showFailed(sound) {
  if (sound.error) sound.parentElement.querySelector(".failed").hidden = false;
}

// Which button's turn is heard now; the same turn may have several buttons on the page.
function follow() {
  buttons.forEach((button) => {
    const lasts = Number(button.dataset.lasts);
    const isHeard = placesOf(button).some(
      ({ sound, second }) =>
        !sound.paused && sound.currentTime >= second - 0.05 && sound.currentTime < second + lasts,
    );
    button.classList.toggle("is-playing", isHeard);
    const turn = button.closest(".turn");
    if (turn) turn.classList.toggle("is-heard", isHeard);
  });
}

buttons.forEach((button) => button.addEventListener("click", () => play(button)));
sounds.forEach((sound) => {
  ["timeupdate", "pause", "ended", "seeking"].forEach((name) => sound.addEventListener(name, follow));
  sound.addEventListener("error", () => showFailed(sound));
  showFailed(sound); // it may have failed before this script ran
});
window.addEventListener("hashchange", openTarget);
document.querySelectorAll("[data-figure]").forEach(draw);
openTarget();
