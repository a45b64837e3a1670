"""A decoder that a recording has taken over: what it tries is refused by the kernel."""

import os
import signal
import socket
import subprocess

import pytest

from pipeline.sound.sandbox import landlock_version, limit, shut_in

needs_landlock = pytest.mark.skipif(not landlock_version(), reason="this kernel has no Landlock")


@pytest.fixture
def refused(tmp_path):
    """Whether something is refused to a process that is shut in, but not to this one."""
    (tmp_path / "file").write_text("kept")

    def ask(attempt):
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                limit(1 << 40, 60)
                shut_in()
                code = 2
                attempt(tmp_path)
            except OSError:
                code = 42 if code == 2 else 1
            finally:
                os._exit(code)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 42

    return ask


@pytest.mark.parametrize(
    "attempt",
    [
        lambda folder: (folder / "file").read_text(),
        lambda folder: (folder / "other").write_text("x"),
        lambda folder: socket.socket(),
        lambda folder: os.pipe(),
        lambda folder: list(folder.iterdir()),
    ],
)
def test_no_new_file_folder_or_socket(refused, attempt):
    assert refused(attempt)


@needs_landlock
@pytest.mark.parametrize(
    "attempt",
    [
        lambda folder: (folder / "file").unlink(),
        lambda folder: (folder / "file").rename(folder / "elsewhere"),
        lambda folder: (folder / "new").mkdir(),
        lambda folder: (folder / "link").symlink_to("file"),
        lambda folder: os.truncate(folder / "file", 0),
        lambda folder: os.execv("/bin/true", ["true"]),  # noqa: S606 - refused
        lambda folder: subprocess.run(["true"], check=True),
    ],
)
def test_nothing_is_removed_or_begun(refused, attempt, tmp_path):
    assert refused(attempt)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text() == "kept"


@pytest.mark.skipif(landlock_version() < 6, reason="this kernel's Landlock knows no signals")
def test_no_other_process_is_signalled(refused):
    assert refused(lambda folder: os.kill(os.getppid(), signal.SIGWINCH))


def test_what_it_has_at_hand_still_works(refused):
    assert not refused(lambda folder: sum(bytearray(1 << 20)))
