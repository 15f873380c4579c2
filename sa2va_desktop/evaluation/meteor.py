"""METEOR 1.5, which is a Java program: computed where Java and the package pycocoevalcap are installed, else not at all.

Source: Denkowski and Lavie, "Meteor Universal", WMT 2014. Other implementations give other numbers and are not used.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from sa2va_desktop.errors import InputError


def why_no_meteor() -> str:
    """What is missing on this machine, in one sentence; "" when METEOR can be computed."""
    if shutil.which("java") is None:
        return "METEOR needs Java, which is not on this machine"
    if _jar() is None:
        return "METEOR needs the package pycocoevalcap (the extra `meteor`), which is not installed"
    return ""


def meteor(references: Mapping[str, Sequence[str]], candidates: Mapping[str, str]) -> float:
    """METEOR of a set of captions, 0..1.

    Args:
        references: id → at least one tokenized text, words with blanks between.
        candidates: the same ids → one text.

    Raises:
        InputError: it cannot be computed here (see `why_no_meteor`), or the program failed.
        ValueError: other ids, or none.
    """
    if missing := why_no_meteor():
        raise InputError(missing)
    if not references or references.keys() != candidates.keys():
        raise ValueError("captions and references need the same ids, and at least one")
    jar = _jar()
    assert jar is not None
    command = ["java", "-Xmx2G", "-jar", jar.name, "-", "-", "-stdio", "-l", "en", "-norm"]
    with subprocess.Popen(
        command, cwd=jar.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        try:
            statistics = [
                _say(
                    program.stdin,
                    program.stdout,
                    " ||| ".join(
                        ("SCORE", *(_plain(text) for text in references[key]), _plain(candidates[key]))
                    ),
                )
                for key in references
            ]
            program.stdin.write((" ||| ".join(("EVAL", *statistics)) + "\n").encode())
            program.stdin.flush()
            lines = [program.stdout.readline() for _ in range(len(statistics) + 1)]
            return float(lines[-1])
        except (OSError, ValueError) as error:
            raise InputError(f"METEOR's program did not answer as expected ({error})") from error
        finally:
            program.kill()


def _say(into: IO[bytes], answers: IO[bytes], line: str) -> str:
    into.write((line + "\n").encode())
    into.flush()
    return answers.readline().decode().strip()


def _plain(text: str) -> str:
    """Without what separates texts in the program's protocol."""
    return " ".join(text.replace("|||", "").split())


def _jar() -> Path | None:
    spec = importlib.util.find_spec("pycocoevalcap")
    for folder in (spec.submodule_search_locations or []) if spec is not None else []:
        path = Path(folder) / "meteor" / "meteor-1.5.jar"
        if path.is_file():
            return path
    return None
