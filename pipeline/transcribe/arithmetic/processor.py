"""Which instructions of this processor compiled code uses."""

import ctypes
import platform

from llvmlite import binding
from numba import config

TILES_PERMISSION = (158, 0x1023, 18)  # arch_prctl, ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA


def _may_use_tiles() -> bool:
    """Whether Linux lets this process use the registers of AMX, for which it wants to be asked."""
    if platform.system() != "Linux":
        return False
    return bool(ctypes.CDLL(None).syscall(*TILES_PERMISSION) == 0)


ON_X86 = platform.machine() in ("x86_64", "AMD64") and not config.CPU_NAME
FEATURES = binding.get_host_cpu_features() if ON_X86 else binding.FeatureMap()
HAS_VNNI = bool(FEATURES.get("avx512vnni") and FEATURES.get("avx512bw"))
HAS_AMX = bool(HAS_VNNI and FEATURES.get("amx-int8") and _may_use_tiles())
HAS_AVX2 = bool(FEATURES.get("avx2"))

if HAS_VNNI and config.CPU_FEATURES is None:
    # LLVM works with half of a register on Intel's servers, for fear of a lower clock, which they no
    # longer have. Numba takes this for another processor, so that nothing of it on disk is mixed up.
    chosen = "-prefer-256-bit" if HAS_AMX else "-prefer-256-bit,-amx-int8,-amx-tile"
    config.CPU_FEATURES = f"{FEATURES.flatten()},{chosen}"
