"""A headless Chromium driven over the W3C WebDriver protocol, and the screen that its terminal was sent."""

import base64
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pyte

PATIENCE = 30
"""Seconds until a condition that has not come counts as failed."""

# What the server sends is kept beside the page's own terminal, which paints on a canvas that no test can read.
RECORD = """
const Real = window.WebSocket;
window.heard = []; window.grid = [80, 24]; window.ended = false; window.handed = ""; window.told = [];
const tell = () => { window.told.forEach(wake => wake()); window.told = []; };
window.open = url => { window.handed = url; };
window.WebSocket = class extends Real {
  constructor(...words) {
    super(...words);
    window.line = this;
    this.addEventListener("message", event => {
      if (event.data instanceof ArrayBuffer)
        window.heard.push(btoa(String.fromCharCode(...new Uint8Array(event.data))));
      tell();
    });
    this.addEventListener("close", () => { window.ended = true; tell(); });
  }
  send(text) {
    const [kind, data] = JSON.parse(text);
    if (kind == "resize") window.grid = [data.width, data.height];
    super.send(text);
  }
};
"""
NEXT = """
const [from, done] = arguments;
const answer = () => {
  const {heard, grid, handed, ended} = window;
  done({heard: heard.slice(from), grid, handed, ended});
};
if (window.heard.length > from || window.ended || window.handed) answer(); else window.told.push(answer);
"""


def programs() -> tuple[str, str] | None:
    """Chromium and its driver; None where one is missing."""
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


class Browser:
    """One browser with one tab."""

    def __init__(self, address: str, chromium: str) -> None:
        self._address = f"{address}/session"
        options = {
            "binary": chromium,
            "args": [
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--window-size=1000,700",
            ],
        }
        made = self._ask("POST", "", {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}})
        self._address += f"/{made['sessionId']}"
        self._ask("POST", "/timeouts", {"script": PATIENCE * 1000})
        self._record()
        self._heard = 0
        self.closed = False
        self.handed = ""
        """Where the page was told to download from."""
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)

    def _record(self) -> None:
        self._ask(
            "POST", "/goog/cdp/execute", {"cmd": "Page.addScriptToEvaluateOnNewDocument", "params": {"source": RECORD}}
        )

    def open(self, url: str) -> None:
        """Go to a page."""
        self._ask("POST", "/url", {"url": url})

    def again(self) -> None:
        """Begin a new screen, as a page that was loaded again does."""
        self._heard, self.closed, self.handed = 0, False, ""
        self._screen.reset()

    def run(self, script: str, *values: object) -> Any:
        """Run a script in the page."""
        return self._ask("POST", "/execute/sync", {"script": script, "args": values})

    def press(self, keys: str) -> None:
        """Type into the page as a person does."""
        steps = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._ask("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": steps}]})

    def shown(self) -> str:
        """What the terminal shows after all that was sent so far."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def wait(self, holds: Callable[[str], bool]) -> str:
        """The screen once it is as wanted; the browser tells when more has come."""
        while not holds(self.shown()):
            if self.closed:
                raise AssertionError(f"closed at:\n{self.shown()}")
            try:
                self.listen()
            except HTTPError as error:
                raise AssertionError(f"never came:\n{self.shown()}") from error
        return self.shown()

    def listen(self) -> None:
        """Wait for the next bytes, or the end of the line."""
        more = self._ask("POST", "/execute/async", {"script": NEXT, "args": [self._heard]})
        self._heard += len(more["heard"])
        self.closed, self.handed = more["ended"], more["handed"]
        columns, rows = more["grid"]
        if (columns, rows) != (self._screen.columns, self._screen.lines):
            self._screen.resize(rows, columns)
        for each in more["heard"]:
            self._stream.feed(base64.b64decode(each))

    def download(self) -> str:
        """The text of what was handed out; to be read once."""
        while not self.handed:
            self.listen()
        return str(self.run("return fetch(arguments[0]).then(answer => answer.text())", self.handed))

    def picture(self) -> bytes:
        """The page as a PNG."""
        return base64.b64decode(self._ask("GET", "/screenshot"))

    def new_tab(self) -> None:
        """Open another tab and go to it."""
        made = self._ask("POST", "/window/new", {"type": "tab"})
        self._ask("POST", "/window", {"handle": made["handle"]})
        self._record()

    def comes(self, selector: str) -> None:
        """Wait until the page, or the one that it has gone to, has an element."""
        self._ask("POST", "/timeouts", {"implicit": PATIENCE * 1000})
        self._ask("POST", "/element", {"using": "css selector", "value": selector})

    def close_tab(self) -> None:
        """Close the tab, as a visitor leaves."""
        self._ask("DELETE", "/window")

    def quit(self) -> None:
        """End the browser."""
        self._ask("DELETE", "")

    def _ask(self, method: str, path: str, body: object | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        asked = Request(self._address + path, data, {"Content-Type": "application/json"}, method=method)  # noqa: S310
        with urlopen(asked, timeout=2 * PATIENCE) as answer:  # noqa: S310  # on loopback
            return json.loads(answer.read())["value"]


@contextmanager
def browsers(chromium: str, driver: str) -> Iterator[Callable[[], Browser]]:
    """Makes browsers; all of them end with it."""
    process = subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE, text=True)
    made: list[Browser] = []
    try:
        assert process.stdout is not None
        line = next(each for each in process.stdout if "started successfully on port" in each)
        address = f"http://127.0.0.1:{line.rstrip().rstrip('.').split()[-1]}"

        def make() -> Browser:
            made.append(Browser(address, chromium))
            return made[-1]

        yield make
    finally:
        for each in made:
            try:
                each.quit()
            except OSError:
                continue
        process.terminate()
        process.wait()
