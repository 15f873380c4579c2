"""The entry point: finds the command, runs it, turns errors into one sentence and an exit code."""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from sa2va_desktop import __version__
from sa2va_desktop.errors import CancelledError, OutOfMemoryError, Sa2vaDesktopError

COMMANDS = {
    "open": "open the window on media or a project (the default)",
    "demo": "the window on the bundled clip and model",
    "ask": "type an instruction, get text and masks as files",
    "find": "name a thing, get the frames of a clip on which it is to be seen",
    "caption": "point at a thing, get a short description of it",
    "describe": "write texts about the objects of a project by a recipe, checked by a second model",
    "attributes": "ask the questions of a project's attributes and keep what the model proposes",
    "track": "mark things on any frames, get their masks over the clip as files",
    "everything": "a mask for each thing on one frame, as files",
    "evaluate": "a model on a benchmark: published figures, a report, what servers take",
    "export": "write a project as a data set",
    "import": "read a data set into a project",
    "batch": "one recipe over many clips: instructions, thresholds, export, a report",
    "search": "find files, labels, objects, texts, answers and comments of a project by words",
    "statistics": "lengths of texts, motion, occlusion and disappearance in a project",
    "synth": "write synthetic clips with exact ground truth",
    "trace": "write every intermediate of one request, to check a checkpoint against another runtime",
    "train": "train or fine-tune a checkpoint",
    "models": "which models there are; get, check and remove them",
    "doctor": "what is installed, which devices, which models, what would fail",
}
"""Each is a module of the same name in `commands` with `add_arguments(parser)` and `run(args) -> int`."""

_MODULES = {"import": "import_dataset"}
"""But for names that Python keeps for itself."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 ok, 1 failed, 2 usage, 3 input, 4 model, 5 memory, 130 cancelled."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0] not in COMMANDS and given[0] not in ("-h", "--help", "--version")):
        given.insert(0, "open")
    if hasattr(sys.stdout, "reconfigure"):
        # Names of files and the model's text may hold what the terminal's encoding has not.
        sys.stdout.reconfigure(errors="backslashreplace")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        # Importing a command takes seconds, in which Ctrl+C may come, too.
        args = _parser(given[0]).parse_args(given)
        command = _command(args.command)
        exit_code = int(command.run(args))
        sys.stdout.flush()
        return exit_code
    except Sa2vaDesktopError as error:
        return _fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        return _fail("cancelled", CancelledError.exit_code)
    except MemoryError:
        return _fail("the machine ran out of memory", OutOfMemoryError.exit_code)
    except BrokenPipeError:
        # Whoever read our output has gone. Nothing more can be written there, not even at the interpreter's end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _fail(str(error), 1)


def _parser(command_name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sa2va-desktop",
        description="Annotate and explore images and videos with Sa2VA.",
        epilog="Without a command: sa2va-desktop [MEDIA... | PROJECT.sa2va] opens the window.",
    )
    parser.add_argument("--version", action="version", version=f"sa2va-desktop {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, purpose in COMMANDS.items():
        sub = commands.add_parser(name, help=purpose, description=purpose[0].upper() + purpose[1:] + ".")
        if name == command_name:  # only the wanted command's module is imported
            _command(name).add_arguments(sub)
    return parser


def _command(name: str) -> ModuleType:
    return importlib.import_module(f"sa2va_desktop.commands.{_MODULES.get(name, name)}")


def _fail(sentence: str, exit_code: int) -> int:
    # It may quote a stranger's file, which must neither break the line nor command the terminal.
    shown = "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in sentence
    )
    print(f"sa2va-desktop: {shown}", file=sys.stderr)
    return exit_code
