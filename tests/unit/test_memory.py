import pytest

from pipeline import memory


@pytest.fixture
def glibc(monkeypatch):
    monkeypatch.setattr(memory.sys, "platform", "linux")
    monkeypatch.setattr(memory.platform, "libc_ver", lambda: ("glibc", "2.36"))


def test_what_the_user_has_set_stays(glibc):
    added = memory.fast_memory(
        {
            "GLIBC_TUNABLES": "glibc.malloc.hugetlb=0",
            "CT2_FORCE_CPU_ISA": "AVX2",
            "OPENBLAS_NUM_THREADS": "4",
        }
    )
    assert added["GLIBC_TUNABLES"].startswith("glibc.malloc.hugetlb=0:")
    assert added["GLIBC_TUNABLES"].count("hugetlb") == 1
    assert not {"CT2_FORCE_CPU_ISA", "OPENBLAS_NUM_THREADS"} & added.keys()
    assert memory.fast_memory({})["OPENBLAS_NUM_THREADS"] == "1"


def test_elsewhere_nothing_is_set(monkeypatch):
    monkeypatch.setattr(memory.sys, "platform", "darwin")
    assert memory.fast_memory({}) == {}


def test_a_process_begins_anew_once(glibc, monkeypatch):
    begun = []
    monkeypatch.setattr(memory.os, "execve", lambda *how: begun.append(how))
    monkeypatch.delenv(memory.DONE, raising=False)
    memory.restart_with_fast_memory()
    ((program, arguments, environment),) = begun
    assert arguments[0] == program
    monkeypatch.setenv(memory.DONE, environment[memory.DONE])
    memory.restart_with_fast_memory()
    assert len(begun) == 1
