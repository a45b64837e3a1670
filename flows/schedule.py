"""The nightly flow, every night."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.nightly import nightly
from pipeline.addresses import StoreAddress

STARTUP_S = 120.0


def serve_nightly(
    sources: Sequence[str], store: StoreAddress, *, cron: str, timezone: str, screens: str
) -> None:
    """Register the nightly flow with Prefect and run it on schedule, until interrupted.

    `screens` is told to every night.

    Uses the Prefect server that `PREFECT_API_URL` names; without one, a server of its own on this
    machine's loopback address, which ends with it. Raises TimeoutError when that does not come up.
    """
    from prefect.schedules import Cron  # noqa: PLC0415

    with _server() as api_url, temporary_settings({PREFECT_API_URL: api_url}):
        nightly.serve(
            name="nightly",
            schedule=Cron(cron, timezone=timezone),
            parameters={"sources": list(sources), "store": str(store), "screens": screens},
            limit=1,
            print_starting_message=True,
        )


@contextmanager
def _server() -> Iterator[str]:
    """The address of a Prefect server: the one that is set, else one of our own while this lasts."""
    if os.environ.get("PREFECT_API_URL"):
        yield os.environ["PREFECT_API_URL"]
        return
    port = _free_port()
    address = f"http://127.0.0.1:{port}/api"
    command = [
        sys.executable,
        "-m",
        "prefect",
        "server",
        "start",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own interpreter
    try:
        _wait_for(f"{address}/health", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + STARTUP_S
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(
                f"Prefect's server ended with code {server.returncode} before it was up"
            )
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own loopback address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise TimeoutError(f"Prefect's server at {url} was not up after {STARTUP_S:.0f} s")
