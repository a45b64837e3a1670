"use strict";
// A click on a time plays the recording from there; a click in a figure goes where it points.
(function () {
  const sounds = Array.from(document.querySelectorAll("audio"));
  const sound = (number) => document.getElementById("sound-" + number);

  function playFrom(places) {
    const wanted = places.map(([number]) => sound(number));
    sounds.forEach((each) => { if (!wanted.includes(each)) each.pause(); });
    places.forEach(([number, seconds]) => {
      const each = sound(number);
      const start = () => { each.currentTime = seconds; each.play(); };
      if (each.readyState >= 1) { start(); return; }
      each.addEventListener("loadedmetadata", start, { once: true });
      each.load();
    });
  }

  const turns = Array.from(document.querySelectorAll("button[data-plays]")).map((button) => {
    const places = JSON.parse(button.dataset.plays);
    button.addEventListener("click", () => playFrom(places));
    return { element: button.closest(".turn"), places };
  });

  sounds.forEach((each, number) => each.addEventListener("timeupdate", () => {
    if (each.paused) return;
    const id = Number(each.id.replace("sound-", ""));
    const heard = turns.filter((turn) => turn.places.some(([n, s]) => n === id && s <= each.currentTime + 0.05));
    turns.forEach((turn) => turn.element.classList.toggle("playing", turn === heard[heard.length - 1]));
  }));

  document.querySelectorAll(".js-plotly-plot").forEach((figure) => {
    if (!figure.on) return;
    figure.on("plotly_click", (event) => {
      const href = event.points[0].customdata;
      if (typeof href === "string" && href) window.location.href = href;
    });
  });
})();
