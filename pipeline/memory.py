"""Memory, instructions and threads for hearing and judging, chosen before a process begins."""

import os
import platform
import sys
from collections.abc import Mapping
from pathlib import Path

# Large blocks stay with the process and lie in huge pages: otherwise much of an encoder's time goes
# into the operating system's handing out of pages for its attention matrices. One arena for all
# threads, because those of other threads are cut up at 64 MB, less than such a matrix needs.
TUNABLES = {
    "glibc.malloc.hugetlb": "1",
    "glibc.malloc.arena_max": "1",
    "glibc.malloc.mmap_threshold": "4294967296",
    "glibc.malloc.trim_threshold": "8589934592",
    "glibc.malloc.top_pad": "67108864",
}
# The matrices that meanings are multiplied with are small: waking a second thread takes longer than the
# product, the more so beside the threads of the recogniser.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
DONE = "RETOLD_FAST_MEMORY"


def fast_memory(environment: Mapping[str, str]) -> dict[str, str]:
    """What to add to the environment of a process that will transcribe; empty if there is nothing.

    glibc (2.35 or later) reads it only when a process begins. What the user has set stays.
    """
    if sys.platform != "linux" or platform.libc_ver()[0] != "glibc":
        return {}
    known = environment.get("GLIBC_TUNABLES", "")
    more = [f"{name}={value}" for name, value in TUNABLES.items() if name not in known]
    added = {"GLIBC_TUNABLES": ":".join([known, *more] if known else more)}
    if "CT2_FORCE_CPU_ISA" not in environment and _has_avx512():
        added["CT2_FORCE_CPU_ISA"] = "AVX512"
    return added | {name: value for name, value in ONE_THREAD.items() if name not in environment}


def restart_with_fast_memory() -> None:
    """Begin this process anew, once, with the same arguments and `fast_memory`."""
    added = fast_memory(os.environ)
    if DONE in os.environ or not added:
        return
    arguments = [sys.executable, *sys.orig_argv[1:]]
    os.execve(sys.executable, arguments, {**os.environ, **added, DONE: "1"})  # noqa: S606 - itself


def _has_avx512() -> bool:
    """Whether the processor has all that CTranslate2's AVX-512 kernels use; not chosen on AMD alone."""
    cpuinfo = Path("/proc/cpuinfo")
    if not cpuinfo.is_file():
        return False
    lines = cpuinfo.read_text(encoding="ascii", errors="ignore").splitlines()
    flags = next((line for line in lines if line.startswith("flags")), "")
    return {"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"} <= set(flags.split())
