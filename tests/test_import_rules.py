"""The package layout holds: who may import whom, where torch and Qt live, and what starts without them."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "sa2va_desktop"

EVERYONE_MAY = {"errors", "tasks", "resources", "translation", ""}
MAY_IMPORT: dict[str, set[str]] = {
    "annotation": set(),
    "editing": {"annotation"},
    "storage": {"annotation", "editing"},  # it stores the history: docs/decisions/0006
    "media": set(),
    "settings": set(),
    "model_store": {"settings"},
    "modeling": set(),
    "datasets": {"annotation", "editing", "media"},  # masks as they are seen: docs/decisions/0019
    "inference": {"modeling", "annotation"},  # masks leave as run lengths: docs/decisions/0005
    "scenes": {"annotation", "media"},
    "training": {"modeling", "inference", "datasets", "annotation", "media", "storage", "scenes"},
    "evaluation": {"annotation", "datasets", "media", "storage", "scenes"},
    "operations": {
        "annotation",
        "editing",
        "storage",
        "media",
        "settings",
        "model_store",
        "datasets",
        "inference",
        "training",
    },
    "ui": {"operations", "editing", "annotation", "media", "settings"},
    "api": {"operations", "assembly", "editing", "annotation", "inference"},  # of inference the torch-free part
    "commands": {"operations", "assembly", "app"},
    "cli": {"commands"},
}
FOREIGN_HOMES = {
    "torch": {"modeling", "inference", "training"},
    "transformers": {"modeling", "inference", "training"},
    "sam2": {"modeling/sam2_network.py"},
    "huggingface_hub": {"model_store"},
    "PySide6": {"ui", "app.py"},
    "qtawesome": {"ui", "app.py"},
    "pickle": {
        "inference/sam2_files.py",
        "datasets/restricted_pickle.py",
    },  # the former for the name of an error
}
THREAD_HOME, THREAD_USER = "ui/lane_threads.py", "ui/task_runner.py"


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


@dataclass
class Source:
    """What the rules are about in one module, each with its line; also what stands inside functions."""

    sentence: str | None
    imports: list[tuple[int, str]] = field(default_factory=list)
    calls: list[tuple[int, str]] = field(default_factory=list)


@cache
def source(path: Path) -> Source:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = Source(ast.get_docstring(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.imports += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            module = node.module or ""
            found.imports.append((node.lineno, module))
            if module == "sa2va_desktop":
                found.imports += [(node.lineno, f"{module}.{alias.name}") for alias in node.names]
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            found.calls.append((node.lineno, name))
    return found


def imports(path: Path) -> list[tuple[int, str]]:
    """Line and dotted name of every import."""
    return source(path).imports


def home(path: Path) -> str:
    """First part below the package: a folder's name, or a module's without its ending."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_packages_import_only_downwards() -> None:
    wrong = []
    for path in modules():
        place = home(path)
        if place not in MAY_IMPORT:
            continue
        for line, name in imports(path):
            if not name.startswith("sa2va_desktop"):
                continue
            target = [*name.split("."), ""][1]
            if target not in MAY_IMPORT[place] | EVERYONE_MAY | {place, "__version__"}:
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {name}")
    assert not wrong, "\n".join(wrong)


def test_operations_and_api_know_only_the_torch_free_part_of_inference() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in modules()
        if home(path) in ("operations", "api")
        for line, name in imports(path)
        if name.startswith("sa2va_desktop.inference") and name != "sa2va_desktop.inference.api"
    ]
    assert not wrong, "\n".join(wrong)


def test_operations_knows_only_the_records_of_fine_tuning() -> None:
    records = {
        f"sa2va_desktop.training.fine_tuning.{name}" for name in ("config", "config_file", "events", "sample")
    }
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in modules()
        if home(path) == "operations"
        for line, name in imports(path)
        if name.startswith("sa2va_desktop.training") and name not in records
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("foreign", sorted(FOREIGN_HOMES))
def test_foreign_packages_stay_in_their_homes(foreign: str) -> None:
    wrong = []
    for path in modules():
        relative = path.relative_to(PACKAGE).as_posix()
        if {relative, relative.split("/")[0]} & FOREIGN_HOMES[foreign]:
            continue
        wrong += [
            f"{relative}:{line} imports {name}" for line, name in imports(path) if name.split(".")[0] == foreign
        ]
    assert not wrong, "\n".join(wrong)


def test_threads_are_started_in_one_place() -> None:
    starters = {
        "Thread",
        "ThreadPoolExecutor",
        "ProcessPoolExecutor",
        "QThread",
        "QThreadPool",
        "Timer",
        "Process",
    }
    wrong = []
    for path in modules():
        relative = path.relative_to(PACKAGE).as_posix()
        if relative == THREAD_HOME:
            continue
        wrong += [
            f"{relative}:{line} calls {called}" for line, called in source(path).calls if called in starters
        ]
    assert not wrong, "\n".join(wrong)


def test_only_the_task_runner_has_lanes_of_threads() -> None:
    lanes = "sa2va_desktop." + THREAD_HOME.removesuffix(".py").replace("/", ".")
    users = [
        path.relative_to(PACKAGE).as_posix()
        for path in modules()
        if any(name == lanes for _, name in imports(path))
    ]
    assert users == [THREAD_USER]


@pytest.mark.parametrize(
    ("start", "absent"),
    [
        ("import sa2va_desktop.assembly, sa2va_desktop.cli", ("torch", "PySide6", "transformers")),
        ("import sa2va_desktop.operations, sa2va_desktop.inference.api", ("torch", "PySide6")),
        ("import sa2va_desktop.operations.models", ("torch", "PySide6", "huggingface_hub")),
        ("import sa2va_desktop.operations.fine_tuning", ("torch", "PySide6", "accelerate")),
        (
            "import sa2va_desktop.app, sa2va_desktop.ui.main_window",
            ("torch", "transformers", "scipy.optimize", "pyarrow", "ray"),
        ),
        ("from sa2va_desktop.cli import main; main(['export', '--help'])", ("torch", "PySide6")),
    ],
)
def test_starting_imports_neither_torch_nor_what_it_does_not_need(start: str, absent: tuple[str, ...]) -> None:
    program = (
        f"import sys\ntry:\n    {start}\nexcept SystemExit:\n    pass\n"
        f"print(sorted(set({absent!r}) & set(sys.modules)), file=sys.stderr)"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stderr.strip().splitlines()[-1] == "[]"


def test_every_module_opens_with_a_sentence() -> None:
    missing = [path.relative_to(ROOT).as_posix() for path in modules() if not source(path).sentence]
    assert not missing
