"""`ask - "TEXT"`: talk with the model in words alone, without a picture and without masks."""

from __future__ import annotations

import argparse
import json
from contextlib import ExitStack

from sa2va_desktop import __version__, assembly
from sa2va_desktop.commands.ask_report import Report
from sa2va_desktop.commands.headless_session import cancel_on_interrupt
from sa2va_desktop.commands.model_options import loading_options
from sa2va_desktop.commands.out_folder import check_out_folder
from sa2va_desktop.commands.progress_line import ProgressLine
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.export import write_folder
from sa2va_desktop.operations.text_turns import text_turns

_NEEDS_MEDIA = ("frames", "mask", "truth", "truth_object", "project", "follow", "grounding")
_DEFAULTS = {"range": ":", "task": "ask", "format": "davis"}
"""Options that need media, too, and what they are when nobody gave them."""


def ask_in_words(args: argparse.Namespace) -> int:
    """Ask INSTRUCTION and every --then one after the other and write `answer.json`."""
    given = [name for name in _NEEDS_MEDIA if getattr(args, name)]
    given += [name for name, default in _DEFAULTS.items() if getattr(args, name) != default]
    if given:
        option = given[0].replace("_", "-")
        raise UsageError(f"--{option} needs a picture or a clip, and - stands for none")
    texts = [args.instruction, *args.then]
    if not all(text.strip() for text in texts):
        raise UsageError('the instruction is empty; expected a text such as "What is a red car?"')
    check_out_folder(args, [])
    with ExitStack() as stack:
        report = Report(stack.enter_context(ProgressLine()), as_json=args.json)
        predictor = assembly.load_predictor(args.model, tracker=args.tracker, **loading_options(args))
        stack.callback(predictor.close)
        token = stack.enter_context(cancel_on_interrupt())
        *earlier, last = text_turns(
            predictor, texts, max_new_tokens=args.max_new_tokens, token=token, on_event=report.event
        )
        described = {
            "application": f"sa2va-desktop {__version__}",
            "model": predictor.description.name,
            **last,
            "media": None,
            "rests_on_frames": [],
            "objects": [],
            "earlier_turns": earlier,
        }
        text = json.dumps(described, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
        files = {"answer.json": text.encode("utf-8", "backslashreplace")}
        write_folder(args.out, files, overwrite=args.overwrite)
        report.answer(described, args.out, [])
    return 0
