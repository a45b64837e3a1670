"""A recogniser in a process of its own: when it crashes or hangs, another one is begun.

Weights, drivers and processors have faults that no `try` catches. The process is asked over a socket
(standard input), and ends when whoever asked is gone.
"""

import os
import select
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any
from weakref import finalize

from pipeline.sound import SAMPLE_RATE_HZ
from pipeline.transcribe.audio import Samples
from pipeline.transcribe.manifest import WeightsError
from pipeline.transcribe.recogniser import Chosen, EngineError, Options, Segment

COMMAND = [sys.executable, "-m", "pipeline.transcribe.worker"]
LOADING_S = 600.0  # the largest weights from a slow disk
LEAST_S = 60.0


class WorkerError(EngineError):
    """A recogniser crashed or hung over what it was asked; what it was asked next found another."""


class Worker:
    """What was chosen, in a process of its own.

    It may take `patience` seconds for each second of sound, and a minute more. Raises WorkerError
    when it crashes or takes longer, WeightsError when it cannot be loaded.
    """

    def __init__(self, chosen: Chosen, patience: float) -> None:
        self._chosen, self._patience = chosen, patience
        self._process, self._asked = self._begun()

    @property
    def name(self) -> str:
        """The engine."""
        return self._chosen.engine

    @property
    def model(self) -> str:
        """The model's name in the manifest."""
        return self._chosen.model

    @property
    def options(self) -> Options:
        """What it was loaded with."""
        return self._chosen.options

    @property
    def pid(self) -> int:
        """The process that hears now."""
        return self._process.pid

    def transcribe(self, windows: Sequence[Samples], languages: Sequence[str]) -> list[Segment]:
        """One segment for each window, in order, in the language asked for."""
        return self._answer(windows, "transcribe", windows, languages) if windows else []

    def languages(self, windows: Sequence[Samples]) -> list[dict[str, float]]:
        """For each window, how probable each language is."""
        return self._answer(windows, "languages", windows) if windows else []

    def _answer(self, windows: Sequence[Samples], *asked: Any) -> Any:
        sound_s = sum(len(window) for window in windows) / SAMPLE_RATE_HZ
        within_s = LEAST_S + self._patience * sound_s
        try:
            self._asked.send(asked)
            if not self._asked.poll(within_s):
                raise WorkerError(f"the recogniser hung for {within_s:.0f} s")
            answer, problem = self._asked.recv()
        except WorkerError:
            self._begin_anew()
            raise
        except BlockingIOError:
            self._begin_anew()
            raise WorkerError(f"the recogniser hung for {LEAST_S:.0f} s") from None
        except (OSError, EOFError):
            told = self._ending()
            self._begin_anew()
            raise WorkerError(told) from None
        if problem:
            raise WorkerError(f"the recogniser failed ({problem})")
        return answer

    def _begun(self) -> tuple["subprocess.Popen[bytes]", Connection]:
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - itself
                COMMAND, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, process_group=0
            )
        for way in (
            socket.SO_SNDTIMEO,
            socket.SO_RCVTIMEO,
        ):  # it may stop in the middle of a message
            ours.setsockopt(socket.SOL_SOCKET, way, struct.pack("ll", int(LEAST_S), 0))
        asked: Connection[Any, Any] = Connection(ours.detach())
        finalize(self, _end, process, asked)
        try:
            asked.send(self._chosen)
            problem = asked.recv() if asked.poll(LOADING_S) else "it takes too long"
        except (OSError, EOFError):
            problem = "the process ended"
        if problem:
            _end(process, asked)
            raise WeightsError(
                f"{self._chosen.where}: model `{self.model}` cannot be loaded ({problem}); "
                f"run `retold doctor`"
            )
        return process, asked

    def _begin_anew(self) -> None:
        _end(self._process, self._asked)
        self._process, self._asked = self._begun()

    def _ending(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            code = self._process.wait(10)
            if code < 0:
                return f"the recogniser crashed ({signal.Signals(-code).name})"
        return "the recogniser ended too early"


def _end(process: "subprocess.Popen[bytes]", asked: Connection) -> None:
    asked.close()
    process.kill()
    process.wait()


def serve() -> None:
    """Load what is told first, then answer until whoever asks is gone."""
    asked: Connection[Any, Any] = Connection(os.dup(0))
    Thread(target=_leave_with, args=(asked.fileno(),), daemon=True).start()
    try:
        recogniser = asked.recv().loaded()
    except Exception as error:
        asked.send(type(error).__name__)
        return
    asked.send(None)
    while True:
        try:
            what, *arguments = asked.recv()
        except EOFError:
            return
        try:
            asked.send((getattr(recogniser, what)(*arguments), None))
        except (ArithmeticError, LookupError, MemoryError, RuntimeError, ValueError) as error:
            asked.send((None, type(error).__name__))


def _leave_with(socket_no: int) -> None:
    """End at once when whoever asks is gone, also in the middle of hearing."""
    gone = select.poll()
    gone.register(socket_no, select.POLLRDHUP)
    gone.poll()
    os._exit(1)


if __name__ == "__main__":
    serve()
