// What textual-serve's page leaves open: the first key counts, the font is there and fits, and an end says what it was.
const FULL = 4001;
const COLUMNS = 80, ROWS = 24, SMALLEST = 10;
const WIDE = 0.6, HIGH = 1.32; // A cell of Roboto Mono, in font sizes.

const watch = new MutationObserver(() => {
  const keys = document.querySelector(".xterm-helper-textarea");
  if (keys) {
    watch.disconnect();
    keys.focus();
  }
});
watch.observe(document, { childList: true, subtree: true });

const Line = window.WebSocket;
window.WebSocket = class extends Line {
  constructor(...words) {
    super(...words);
    this.addEventListener("close", ({ code }) => {
      if (code == FULL) return location.replace("/full");
      const said = document.querySelector(`#ended [data-code="${code}"]`) ?? document.querySelector("#ended .lost");
      said.hidden = false;
      setTimeout(() => document.querySelector("#ended a").focus());
    });
  }
};

const start = window.onload;
window.onload = async (event) => {
  const terminal = document.querySelector("#terminal");
  if (!terminal) return;
  const fits = Math.min(innerWidth / COLUMNS / WIDE, innerHeight / ROWS / HIGH);
  const size = Math.min(terminal.dataset.fontSize, Math.max(SMALLEST, Math.floor(fits)));
  terminal.dataset.fontSize = size;
  // The terminal measures its font once; one that comes later would stand in cells of another.
  await Promise.allSettled(["400", "700"].map((weight) => document.fonts.load(`${weight} ${size}px "Roboto Mono"`)));
  start(event);
};
