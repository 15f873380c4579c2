"""Imports the model runtime on a worker without stopping the other threads of a window for longer than need be.

Loading a shared library from an import statement holds the interpreter's lock: 800 ms for torch on a busy machine, in
which a window is frozen. The same library opened through a foreign call does not hold it, and the import finds it loaded.
"""

from __future__ import annotations

import ctypes
import gc
import importlib.util
import os
import sys
from pathlib import Path

_LIBRARIES = (("libtorch_global_deps.so", os.RTLD_NOW | os.RTLD_GLOBAL), ("libtorch.so", os.RTLD_NOW))
"""Those that know nothing of Python: what they run while they are loaded never waits for the interpreter's lock."""


def preload_torch_libraries() -> list[str]:
    """Open the large libraries of torch without the interpreter's lock; returns those that are now loaded.

    Only a help: what is not found or cannot be loaded is left to the import, which says what is wrong.
    """
    found = importlib.util.find_spec("torch")
    if sys.platform != "linux" or found is None or found.origin is None:
        return []
    open_library = ctypes.CDLL(None).dlopen
    open_library.restype, open_library.argtypes = ctypes.c_void_p, (ctypes.c_char_p, ctypes.c_int)
    folder = Path(found.origin).parent / "lib"
    return [name for name, mode in _LIBRARIES if open_library(os.fsencode(folder / name), mode)]


def spare_imported_objects() -> None:
    """Take what imports have made out of the garbage collector's sight; call it once, right after them.

    They are there to stay, and to walk through hundreds of thousands of them takes 400 ms under the interpreter's lock,
    each time a model is freed.
    """
    gc.freeze()
