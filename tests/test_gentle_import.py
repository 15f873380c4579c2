from __future__ import annotations

import subprocess
import sys

import pytest

_PROGRAM = """
import gc
from sa2va_desktop import assembly
from sa2va_desktop.gentle_import import preload_torch_libraries
loaded = preload_torch_libraries()
assembly.load_predictor("sa2va-nano", device="cpu").close()
print(*loaded, gc.get_freeze_count() > 100_000, len(gc.get_objects()) < 100_000)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the import loads everything")
def test_torch_is_loaded_beforehand_and_left_alone_by_the_garbage_collector() -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["libtorch_global_deps.so", "libtorch.so", "True", "True"]
