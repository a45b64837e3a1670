"""Begins a process for every recording that is to be decoded, with hard limits, and says how it ended.

`python -m pipeline.sound.server` is begun by `pipeline.sound.bounded` and asked over its standard
input. It has read only what decoding takes, so that a fork of it costs milliseconds and holds no
secret. Each recording has two forks: one that decodes, and one that waits for it.
"""

import json
import os
import pkgutil
import signal
import socket
import sys
from importlib import import_module
from typing import NoReturn

import av

from pipeline.sound import wire
from pipeline.sound.container import Recording
from pipeline.sound.decoder import decoded, header_of
from pipeline.sound.sandbox import limit, shut_in


def main() -> NoReturn:
    """Serve until whoever asks is gone; then end with all that was begun."""
    _read_all_of_av()
    requests = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # those that wait are not waited for
    while True:
        asked, fds, _, _ = socket.recv_fds(requests, 1 << 16, 2)
        if not asked:
            os.killpg(0, signal.SIGKILL)
        if os.fork() == 0:
            requests.close()
            _wait_for_a_decoder(json.loads(asked), *fds)
        for fd in fds:
            os.close(fd)


def _read_all_of_av() -> None:
    """Modules that PyAV reads only when it meets what they are for: decoders can open no files."""
    for module in pkgutil.walk_packages(av.__path__, "av."):
        if not module.name.endswith("__main__"):
            import_module(module.name)


def _wait_for_a_decoder(asked: dict[str, int | str], to: int, status: int) -> NoReturn:
    """Begin a decoder; tell its process id, and later how it ended."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        pid = os.fork()
        if pid == 0:
            os.close(status)
            _decode(asked, to)
        os.close(to)
        told = socket.socket(fileno=status)
        told.send(str(pid).encode())
        told.send(str(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])).encode())
    finally:
        os._exit(0)


def _decode(asked: dict[str, int | str], to: int) -> NoReturn:
    try:
        os.dup2(0, 2)  # what libraries say of a recording is nobody's business
        limit(int(asked["memory_bytes"]), int(asked["cpu_s"]))
        _answer(str(asked["path"]), bool(asked["is_header_only"]), to)
    finally:
        os._exit(0)


def _answer(path: str, is_header_only: bool, to: int) -> None:
    try:
        file = Recording(path)
        shut_in()
        for part in [header_of(file)] if is_header_only else decoded(file):
            for piece in wire.written(part):
                _send(to, piece)
        _send(to, wire.HEAD.pack(wire.END, 0))
    except BrokenPipeError:
        return  # nobody listens any more
    except Exception as error:
        _send(to, wire.refusal(error))


def _send(to: int, message: bytes | memoryview) -> None:
    left = memoryview(message)
    while left:
        left = left[os.write(to, left) :]


if __name__ == "__main__":
    av.logging.set_level(None)
    sys.exit(main())
