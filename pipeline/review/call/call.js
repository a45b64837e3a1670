// Listening to a call as one, whatever files it came in: play, jump, speed, keyboard, waveform.
// report.js plays single turns and marks the one that is heard; without scripts the browser's own
// controls remain.

const player = document.getElementById("player");
const controls = player.querySelector(".controls");
const tracks = Array.from(player.querySelectorAll("audio"), (audio) => ({
  audio,
  offset: Number(audio.dataset.offset),
}));

if (controls && tracks.length) listen();

function listen() {
  const playButton = controls.querySelector("[data-do=play]");
  const seek = controls.querySelector(".seek");
  const output = controls.querySelector("output");
  const wave = controls.querySelector(".wave");
  const length = Number(seek.max);
  let at = 0;
  let follows = true;
  let peaks = [];

  controls.hidden = false;
  player.classList.add("is-driven");

  const isPlaying = () => tracks.some(({ audio }) => !audio.paused);
  const holding = (second) =>
    tracks.filter(
      ({ audio, offset }) =>
        second >= offset - 0.01 && (!(audio.duration > 0) || second < offset + audio.duration),
    );

  function go(second, plays) {
    at = Math.min(Math.max(0, second), length);
    let here = holding(at);
    if (!here.length) {
      // Between two recordings: on to the next one.
      const next = Math.min(...tracks.map(({ offset }) => offset).filter((offset) => offset > at));
      if (Number.isFinite(next)) here = holding((at = next));
    }
    tracks.forEach((track) => {
      if (!here.includes(track)) track.audio.pause();
    });
    here.forEach(({ audio, offset }) => {
      audio.currentTime = at - offset;
      if (plays) audio.play().catch(() => show());
    });
    show();
  }

  function toggle() {
    if (isPlaying()) tracks.forEach(({ audio }) => audio.pause());
    else go(at, true);
  }

  function setSpeed(speed) {
    controls.querySelector(".speed select").value = String(speed);
    tracks.forEach(({ audio }) => {
      audio.playbackRate = speed;
    });
  }

  function faster(step) {
    const select = controls.querySelector(".speed select");
    select.selectedIndex = Math.min(
      Math.max(0, select.selectedIndex + step),
      select.options.length - 1,
    );
    setSpeed(Number(select.value));
  }

  function clock(seconds) {
    const whole = Math.floor(seconds);
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  }

  function show() {
    const playing = tracks.find(({ audio }) => !audio.paused);
    if (playing) at = playing.audio.currentTime + playing.offset;
    seek.value = at;
    seek.setAttribute("aria-valuetext", clock(at));
    output.textContent = `${clock(at)} / ${clock(length)}`;
    playButton.textContent = playing ? "❚❚" : "▶";
    playButton.setAttribute(
      "aria-label",
      playing ? playButton.dataset.pause : playButton.dataset.play,
    );
    const waits = playing && playing.audio.readyState < HTMLMediaElement.HAVE_CURRENT_DATA;
    player.querySelector(".preparing").hidden = !waits || playing.audio.error !== null;
    paint();
    if (playing && follows) keepInSight();
  }

  // Only when the transcript is being read: somebody who scrolled elsewhere is left there.
  function keepInSight() {
    const heard = document.querySelector(".turns .is-heard");
    if (!heard || heard.dataset.seen === "yes") return;
    document.querySelectorAll(".turns [data-seen]").forEach((turn) => delete turn.dataset.seen);
    heard.dataset.seen = "yes";
    const box = document.querySelector(".words").getBoundingClientRect();
    if (box.top < window.innerHeight && box.bottom > 0) heard.scrollIntoView({ block: "nearest" });
  }

  function paint() {
    const width = wave.clientWidth;
    if (!width) return;
    const scale = window.devicePixelRatio || 1;
    wave.width = width * scale;
    wave.height = 36 * scale;
    const pen = wave.getContext("2d");
    const style = getComputedStyle(document.documentElement);
    pen.scale(scale, scale);
    const middle = 18;
    peaks.forEach(({ offset, channels }) => {
      channels.forEach((values, channel) => {
        // The first channel upwards, the second downwards; a single one both ways.
        const ways = channels.length === 1 ? [-1, 1] : [channel === 0 ? -1 : 1];
        values.forEach((value, index) => {
          const second = offset + index / 4;
          const x = (second / length) * width;
          pen.fillStyle = style.getPropertyValue(second <= at ? "--told" : "--quiet");
          ways.forEach((way) => {
            const high = Math.max(0.5, Math.sqrt(value) * 17);
            pen.fillRect(x, way < 0 ? middle - high : middle, Math.max(1, width / length / 4), high);
          });
        });
      });
    });
  }

  tracks.forEach(({ audio, offset }) => {
    ["timeupdate", "play", "playing", "canplay", "pause", "seeking", "error"].forEach((name) => {
      audio.addEventListener(name, show);
    });
    audio.addEventListener("ended", () => {
      if (!isPlaying() && offset + audio.duration < length - 1) {
        go(offset + audio.duration + 0.02, true);
      }
    });
    fetch(audio.dataset.peaks)
      .then((answer) => (answer.ok ? answer.json() : []))
      .then((channels) => {
        peaks = [...peaks, { offset, channels }];
        paint();
      });
  });
  seek.addEventListener("input", () => go(Number(seek.value), isPlaying()));
  controls.querySelector(".speed select").addEventListener("change", (event) => {
    setSpeed(Number(event.target.value));
  });
  playButton.addEventListener("click", toggle);
  controls.querySelector("[data-do=back]").addEventListener("click", () => go(at - 5, isPlaying()));
  controls.querySelector("[data-do=forward]").addEventListener("click", () => go(at + 5, isPlaying()));
  window.addEventListener("resize", paint);
  window.addEventListener("wheel", () => {
    follows = false;
  });
  playButton.addEventListener("click", () => {
    follows = true;
  });

  const KEYS = {
    " ": toggle,
    k: toggle,
    j: () => go(at - 5, isPlaying()),
    l: () => go(at + 5, isPlaying()),
    "<": () => faster(-1),
    ">": () => faster(1),
  };
  // Letters can be in the way of speech input and screen readers, so they can be turned off.
  const keysOn = controls.querySelector(".keys-on");
  keysOn.checked = localStorage.getItem("retold-keys") !== "off";
  keysOn.addEventListener("change", () => {
    localStorage.setItem("retold-keys", keysOn.checked ? "on" : "off");
  });
  document.addEventListener("keydown", (event) => {
    if (!keysOn.checked) return;
    const busy = event.target.closest("input, select, textarea, button, summary, a");
    if (busy || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  show();
}
