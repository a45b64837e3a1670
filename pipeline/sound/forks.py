"""The process that decoders are forked from: begun when the first is needed, replaced when it dies."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from threading import Lock

from pipeline.sound.errors import DecoderError

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-P", "-m", "pipeline.sound.server"]
KEPT = ("LANG", "LC_ALL", "LC_CTYPE")  # of the environment: how names of files are written


class Forks:
    """Begins decoders; may be asked by several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._asking: socket.socket | None = None
        os.register_at_fork(after_in_child=self._leave)

    def begin(self, asked: bytes) -> tuple[int, socket.socket]:
        """A decoder for what is asked: where its words come from, and news of the process itself.

        Raises DecoderError when none can be begun.
        """
        with self._lock:
            for _ in range(2):
                self._asking = self._asking or self._served()
                try:
                    return _asked(self._asking, asked)
                except OSError:  # the process is gone
                    self._asking.close()
                    self._asking = None
        raise DecoderError("no decoder can be begun")

    def _served(self) -> socket.socket:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            if self._process:
                self._process.kill()
                self._process.wait()
            self._process = subprocess.Popen(  # noqa: S603 - itself
                COMMAND,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                process_group=0,
                env={
                    "PYTHONPATH": str(ROOT),
                    "OPENBLAS_NUM_THREADS": "1",
                    **{name: os.environ[name] for name in KEPT if name in os.environ},
                },
            )
        return ours

    def _leave(self) -> None:
        """In a fork of this process: what it began stays with it."""
        if self._asking:
            self._asking.close()
        self._lock, self._process, self._asking = Lock(), None, None


def _asked(asking: socket.socket, asked: bytes) -> tuple[int, socket.socket]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    from_decoder, to_us = os.pipe()
    try:
        socket.send_fds(asking, [asked], [to_us, theirs.fileno()])
    except OSError:
        os.close(from_decoder)
        ours.close()
        raise
    finally:
        os.close(to_us)
        theirs.close()
    return from_decoder, ours
