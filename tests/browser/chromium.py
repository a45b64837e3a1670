"""A real browser for tests: Debian's Chromium, driven over its DevTools protocol, without a network."""

import base64
import json
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest
from websockets.sync.client import ClientConnection, connect

BINARY = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
NEEDED = [  # for the tests of a file
    pytest.mark.browser,
    pytest.mark.skipif(
        BINARY is None, reason="no chromium is installed (apt-get install chromium)"
    ),
]
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--hide-scrollbars",
    "--autoplay-policy=no-user-gesture-required",
    "--remote-debugging-port=0",
)
PATIENCE_S = (
    180.0  # for whatever must come: nothing waits that long unless the machine is very busy
)
POLL_S = 0.05
# What the browser says when a page went away while it was asked: ask the next one.
GONE = (
    "context was destroyed",
    "Cannot find context",
    "navigated or closed",
    "Promise was collected",
)


class PageGoneError(RuntimeError):
    """The page that was asked made room for another before it answered."""


class ScriptError(RuntimeError):
    """What the page was asked failed in it."""


class Page:
    """One page of the browser: what it asked for, what went wrong in it, and questions to it."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._next_id = 0
        self.requests: list[str] = []
        self.errors: list[str] = []
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and wait for its answer; what happens meanwhile is noted."""
        self._next_id += 1
        message = {"id": self._next_id, "method": method, "params": params}
        self._connection.send(json.dumps(message))
        while True:
            answer = json.loads(self._connection.recv(timeout=PATIENCE_S))
            if answer.get("id") == self._next_id:
                if "error" in answer:
                    said = f"{method}: {answer['error']}"
                    raise (PageGoneError if any(each in said for each in GONE) else RuntimeError)(
                        said
                    )
                return dict(answer["result"])
            self._note(answer)

    def open(self, url: str, width: int = 1200, height: int = 900) -> None:
        """Go to a page and wait until it has loaded."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        self.requests.clear()
        self.errors.clear()
        self.call("Page.navigate", url="about:blank")
        self.until("document.readyState === 'complete' && location.href === 'about:blank'")
        if failed := self.call("Page.navigate", url=url).get("errorText"):
            raise RuntimeError(f"{url}: {failed}")
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    def ask(self, expression: str) -> Any:
        """The value of a JavaScript expression, promises awaited."""
        result = self.call(
            "Runtime.evaluate",
            expression=expression,
            returnByValue=True,
            awaitPromise=True,
            userGesture=True,
        )
        if "exceptionDetails" in result:
            raise ScriptError(f"{expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def until(self, expression: str) -> None:
        """Wait until an expression is true, in this page or the next.

        Raises TimeoutError with where the page is when it does not become so.
        """
        end = time.monotonic() + PATIENCE_S
        while not self._is_so(expression):
            if time.monotonic() > end:
                where = self.ask("location.href + ' ' + document.readyState")
                raise TimeoutError(f"did not become true in the browser at {where}: {expression}")
            time.sleep(POLL_S)

    def _is_so(self, expression: str) -> bool:
        try:
            return bool(self.ask(expression))
        except (PageGoneError, ScriptError):  # half a page has not what is asked about
            return False

    def click(self, selector: str) -> None:
        """Click with the mouse in the middle of an element, as a person does: once it is there, holds
        still, and nothing lies over it.
        """
        wanted = f"document.querySelector({json.dumps(selector)})"
        self.until(
            f"(async () => {{ const e = {wanted}; if (!e) return false;"
            " e.scrollIntoView({block: 'center', behavior: 'instant'});"
            " const place = () => { const b = e.getBoundingClientRect();"
            " return [b.x + b.width / 2, b.y + b.height / 2]; };"
            " const before = place(); await new Promise(requestAnimationFrame);"
            " const [x, y] = place(); if (x !== before[0] || y !== before[1]) return false;"
            " const top = document.elementFromPoint(x, y);"
            " return top !== null && (e.contains(top) || top.contains(e)); })()"
        )
        box = self.ask(
            f"(() => {{ const b = {wanted}.getBoundingClientRect();"
            " return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        )
        self.click_at(*box)

    def click_at(self, x: float, y: float) -> None:
        """Move the mouse to a place of the window and click there."""
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def screenshot(self, path: Path) -> None:
        """The whole page as a picture."""
        picture = self.call("Page.captureScreenshot", captureBeyondViewport=True, format="png")
        path.write_bytes(base64.b64decode(picture["data"]))

    def _note(self, event: dict[str, Any]) -> None:
        params = event.get("params", {})
        if event["method"] == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif event["method"] == "Runtime.exceptionThrown":
            self.errors.append(str(params["exceptionDetails"]))
        elif event["method"] == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.errors.append(str(params["entry"]))


class Chromium:
    """The browser itself; a context manager that ends it."""

    def __init__(self, profile: Path) -> None:
        if BINARY is None:
            raise RuntimeError("no chromium is installed")
        self._profile = profile
        self._process = subprocess.Popen(
            [BINARY, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def page(self) -> Page:
        """A new page."""
        port, path = self._address()
        browser = _connect(f"ws://127.0.0.1:{port}{path}")
        message = {"id": 1, "method": "Target.createTarget", "params": {"url": "about:blank"}}
        browser.send(json.dumps(message))
        while "id" not in (answer := json.loads(browser.recv(timeout=PATIENCE_S))):
            pass
        target = answer["result"]["targetId"]
        browser.close()
        return Page(_connect(f"ws://127.0.0.1:{port}/devtools/page/{target}"))

    def _address(self) -> tuple[str, str]:
        """Port and path of the DevTools socket, which Chromium writes once it listens."""
        file, end = self._profile / "DevToolsActivePort", time.monotonic() + PATIENCE_S
        while time.monotonic() < end and self._process.poll() is None:
            if file.exists() and len(lines := file.read_text().split()) == 2:
                return lines[0], lines[1]
            time.sleep(POLL_S)
        raise RuntimeError(f"chromium did not start (exit code {self._process.poll()})")


def _connect(url: str) -> ClientConnection:
    """A socket to the browser; without pings, which a browser that works hard may answer too late."""
    return connect(url, max_size=None, ping_interval=None, open_timeout=PATIENCE_S)
