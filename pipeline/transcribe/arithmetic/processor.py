"""Which instructions of this processor compiled code uses."""

import ctypes
import platform
from typing import Any

from llvmlite import binding
from numba import config
from numba.core import types
from numba.extending import intrinsic

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

# What is compiled with AMX must not be found by a process that may not use it.
IS_KEPT_ON_DISK = HAS_AMX or not FEATURES.get("amx-int8")


@intrinsic  # type: ignore[untyped-decorator]
def in_whole_registers(_context: Any) -> tuple[Any, Any]:
    """The compiled function that begins with this works with registers of 512 bits where there are any.

    LLVM works with half of one on Intel's servers, for fear of a lower clock, which they no longer have.
    """
    return types.void(), _in_whole_registers


def _in_whole_registers(context: Any, builder: Any, _signature: Any, _arguments: Any) -> Any:
    if HAS_VNNI:  # llvmlite knows no attributes with values, but writes them as they are
        set.add(builder.function.attributes, '"prefer-vector-width"="512"')
    return context.get_dummy_value()
