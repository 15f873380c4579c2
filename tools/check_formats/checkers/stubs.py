"""Stands in for what a checker does not need of another party's module: models, windows, networks."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Iterable
from pathlib import Path
from unittest.mock import MagicMock


def pretend(*names: str) -> None:
    """Every import of these modules, and of what is below them, gives something that does nothing."""
    for name in names:
        parts = name.split(".")
        for stop in range(1, len(parts) + 1):
            sys.modules.setdefault(".".join(parts[:stop]), MagicMock(name=name))


class _Missing(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name: str, path: object, target: object = None) -> importlib.machinery.ModuleSpec:
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return MagicMock(name=spec.name, __path__=[], __spec__=spec)

    def exec_module(self, module: types.ModuleType) -> None:
        """It has no code."""


def pretend_missing() -> None:
    """From now on every module that is not installed gives something that does nothing."""
    sys.meta_path.append(_Missing())


def bare_packages(root: Path, names: Iterable[str]) -> None:
    """Packages whose modules can be imported one by one, without what their `__init__` imports."""
    for name in names:
        package = types.ModuleType(name)
        package.__path__ = [str(root.joinpath(*name.split(".")[1:]))]  # type: ignore[attr-defined]
        sys.modules[name] = package
        parent, _, own = name.rpartition(".")
        if parent in sys.modules:
            setattr(sys.modules[parent], own, package)


def module_of(checkout: str, folder: str, name: str) -> types.ModuleType:
    """A module of a checkout, by the folder that it is imported from."""
    sys.path.insert(0, str(Path(checkout) / folder))
    return importlib.import_module(name)
