"""What a process that decodes may still do: compute, read what it has open, answer.

Landlock is Linux' way for a process to give up rights for good, without being root. Its calls have
the same numbers on every processor; the names are those of `linux/landlock.h`.
"""

import ctypes
import os
import resource
import struct

CREATE_RULESET, RESTRICT_SELF = 444, 446
VERSION = 1  # as a flag: only tell the version
PR_SET_NO_NEW_PRIVS = 38
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}  # from which version on there are how many
TCP_RIGHTS = {4: 2}
SCOPES = {6: 2}  # signals and abstract sockets outside of the process

_libc = ctypes.CDLL(None, use_errno=True)


def limit(memory_bytes: int, cpu_s: int) -> None:
    """Bound address space and processor time; nothing is written from here on."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 5))  # first a signal that has a name
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def shut_in() -> None:
    """Give up every file, socket, program and other process that is not at hand yet."""
    version = landlock_version()
    if version:
        rights = [_all(of, version) for of in (FILE_RIGHTS, TCP_RIGHTS, SCOPES)]
        rights = [bits for bits in rights if bits]  # an older version takes fewer kinds
        known = struct.pack(f"{len(rights)}Q", *rights)
        rules = _libc.syscall(CREATE_RULESET, known, len(known), 0)
        if rules < 0 or _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "Landlock")
        if _libc.syscall(RESTRICT_SELF, rules, 0):
            raise OSError(ctypes.get_errno(), "Landlock")
        os.close(rules)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def landlock_version() -> int:
    """The version of Landlock that the kernel has, 0 where it has none."""
    return max(0, int(_libc.syscall(CREATE_RULESET, None, 0, VERSION)))


def _all(rights: dict[int, int], version: int) -> int:
    n_known = max((n for since, n in rights.items() if since <= version), default=0)
    return (1 << n_known) - 1
