"""`ask`: type an instruction, get text and masks as files; several turns in one go, or one that follows earlier ones."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from sa2va_desktop import assembly
from sa2va_desktop.commands.ask_report import Report
from sa2va_desktop.commands.ask_text import ask_in_words
from sa2va_desktop.commands.headless_session import cancel_on_interrupt, new_project
from sa2va_desktop.commands.model_options import (
    add_model_arguments,
    add_tracker_argument,
    loading_options,
    positive_number,
)
from sa2va_desktop.commands.out_folder import add_overwrite_argument, check_out_folder
from sa2va_desktop.commands.progress_line import ProgressLine
from sa2va_desktop.commands.speed_line import warn_if_slow
from sa2va_desktop.errors import OutputError, Sa2vaDesktopError, UsageError
from sa2va_desktop.operations.answer_file import answer_as_dict, conversation_as_dict, read_conversation
from sa2va_desktop.operations.answer_writer import AnswerWriter
from sa2va_desktop.operations.ask import (
    AnswerTask,
    MediaItem,
    PreparedAsk,
    ask_events,
    parse_grounding_mode,
    prepare_ask,
)
from sa2va_desktop.operations.conversation import Conversation, conversation_up_to
from sa2va_desktop.operations.export import (
    ExportOptions,
    Loss,
    annotated_clips,
    export_formats,
    write_export,
)
from sa2va_desktop.operations.frame_choice import (
    DEFAULT_SPEC,
    NO_FRAMES,
    choose_language_frames,
    parse_frame_range,
)
from sa2va_desktop.operations.headless_run import open_probed, run_to_end
from sa2va_desktop.operations.instructions import TYPED_TASKS
from sa2va_desktop.operations.media_items import MediaId, MediaProbe, OpenProject, add_probed_media, probe
from sa2va_desktop.operations.region_masks import read_region_masks
from sa2va_desktop.operations.run_reports import with_reports

_TASKS = {
    task.value.replace("_", "-"): task
    for task in (*TYPED_TASKS, AnswerTask.DESCRIBE, AnswerTask.GROUNDED_CAPTION)
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "media", type=Path, metavar="MEDIA", help="a picture, a video, a folder of frames, or - for text only"
    )
    parser.add_argument(
        "instruction", nargs="?", default="", metavar="INSTRUCTION", help='such as "the red car"'
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new or empty folder")
    parser.add_argument("--format", default="davis", choices=list(export_formats()), help="default: davis")
    parser.add_argument(
        "--frames",
        metavar="SPEC",
        help="frames for the language model: first:5, uniform:5, around:FRAME:5, 0,7,20, none "
        f"(default {DEFAULT_SPEC}, and none where the conversation has seen MEDIA already)",
    )
    parser.add_argument("--range", default=":", metavar="A:B", help="half-open range of frames that get masks")
    parser.add_argument(
        "--task",
        choices=list(_TASKS),
        default="ask",
        help="segment wraps a noun phrase; describe and grounded-caption need no INSTRUCTION (default ask)",
    )
    parser.add_argument(
        "--then",
        action="append",
        default=[],
        metavar="INSTRUCTION",
        help="one more turn that follows the one before; repeatable",
    )
    parser.add_argument(
        "--follow", type=Path, metavar="ANSWER.json", help="go on from an answer that was written before"
    )
    parser.add_argument("--truth", type=Path, metavar="DIR", help="index PNGs to score the masks against")
    parser.add_argument(
        "--truth-object", type=int, action="append", metavar="ID", help="objects that are meant"
    )
    parser.add_argument(
        "--mask",
        type=Path,
        action="append",
        default=[],
        metavar="PNG",
        help="a region to talk about; repeatable",
    )
    parser.add_argument("--max-new-tokens", type=positive_number, default=512, metavar="N")
    parser.add_argument(
        "--project", type=Path, metavar="FILE", help="also keep the result as a new .sa2va project"
    )
    add_overwrite_argument(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout")
    add_model_arguments(parser)
    add_tracker_argument(parser)


def run(args: argparse.Namespace) -> int:
    if str(args.media) == "-":
        return ask_in_words(args)
    turns = _turns(args)
    check_out_folder(args, [args.media, *_given(args.project)])
    probed = probe(args.media)
    for notice in probed.index.notices:
        print(notice, file=sys.stderr)
    region_masks = read_region_masks(args.mask, probed.size_hw)
    truth = assembly.read_truth(args.truth) if args.truth else None
    with ExitStack() as stack:
        report = Report(stack.enter_context(ProgressLine()), as_json=args.json)
        session = stack.enter_context(new_project(args.project))
        follows = None if args.follow is None else read_conversation(args.follow, session)
        media_id = _media_of(session, probed)
        item = session.project.media[media_id]
        if truth is not None:
            truth.check_fits(item.frame_count, probed.size_hw)
        frame_range = parse_frame_range(args.range, item.frame_count)
        # A still has one frame, but nonsense is refused there too, and before a model is loaded.
        choose_language_frames(args.frames or DEFAULT_SPEC, frame_range)

        def prepare(turn: int) -> PreparedAsk:
            task, instruction = turns[turn]
            conversation = None if follows is None else conversation_up_to(session.project, follows)
            return prepare_ask(
                item,
                instruction,
                frames_spec=_frames_spec(args.frames if turn == 0 else None, conversation, item),
                frame_range=frame_range,
                region_masks=region_masks if turn == 0 else (),
                task=task,
                conversation=conversation,
                grounding_mode=parse_grounding_mode(args.grounding),
                max_new_tokens=args.max_new_tokens,
            )

        prepared = prepare(0)
        predictor = assembly.load_predictor(args.model, tracker=args.tracker, **loading_options(args))
        stack.callback(predictor.close)
        warn_if_slow(predictor)
        token = stack.enter_context(cancel_on_interrupt())
        error: Sa2vaDesktopError | None = None
        for turn in range(len(turns)):
            prepared = prepared if turn == 0 else prepare(turn)
            writer = AnswerWriter(session, prepared, predictor.description)
            events = ask_events(predictor, prepared, partial(open_probed, probed), token)
            error = run_to_end(writer, with_reports(predictor, events), on_event=report.event)
            follows = writer.answer.answer_id
            if error is not None:
                break
            if turn + 1 < len(turns):
                report.turn(answer_as_dict(session.project, session.project.answers[follows]))
        assert follows is not None
        answer = session.project.answers[follows]
        described = conversation_as_dict(session.project, answer, args.out.resolve())
        losses = _write(args, session, media_id, described)
        lost = [f"{args.format} cannot hold: {loss.count} {loss.what}" for loss in losses]
        report.answer(described, args.out, lost)
        if truth is not None and error is None:
            report.score(assembly.score_answer(session.project, answer, truth, args.truth_object))
    if error is not None:
        raise error
    return 0


def _media_of(session: OpenProject, probed: MediaProbe) -> MediaId:
    """The media item of a file; the one that earlier turns were about is known by its content, wherever it lies."""
    for item in session.project.media.values():
        if (item.edge_hash, item.size_bytes) == (probed.edge_hash, probed.size_bytes):
            return item.media_id
    [media_id] = add_probed_media(session, [probed])
    return media_id


def _turns(args: argparse.Namespace) -> list[tuple[AnswerTask, str]]:
    """What is asked, one turn after the other."""
    task = _TASKS[args.task]
    if task in TYPED_TASKS:
        _check_instruction(args.instruction)
    elif args.instruction:
        raise UsageError(
            f"--task {args.task} asks its own question; found the instruction {args.instruction!r}"
        )
    for instruction in args.then:
        _check_instruction(instruction)
    going_on = task if task in TYPED_TASKS else AnswerTask.ASK
    return [(task, args.instruction), *((going_on, instruction) for instruction in args.then)]


def _frames_spec(given: str | None, conversation: Conversation | None, item: MediaItem) -> str:
    """What a conversation has seen is not shown to it again unless that is asked for."""
    if given is not None:
        return given
    shown = conversation.shown_item if conversation is not None else None
    return NO_FRAMES if shown is not None and shown.media_id == item.media_id else DEFAULT_SPEC


def _check_instruction(instruction: str) -> None:
    if not instruction.strip():
        raise UsageError('the instruction is empty; expected a text such as "the red car"')


def _given(path: Path | None) -> list[Path]:
    return [] if path is None else [path]


def _write(
    args: argparse.Namespace, session: OpenProject, media_id: MediaId, described: dict[str, Any]
) -> list[Loss]:
    """The data set and answer.json; when that fails, the answer is kept in a project instead of being lost."""
    text = json.dumps(described, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    # The answer's text stands in answer.json, so the formats need not hold it.
    clips = [replace(clip, answers=()) for clip in annotated_clips(session.project, [media_id])]
    try:
        return write_export(
            clips,
            format_id=args.format,
            out=args.out,
            options=ExportOptions(write_images=False),
            overwrite=args.overwrite,
            extra_files={"answer.json": text.encode("utf-8", "backslashreplace")},
        )
    except OutputError as error:
        raise OutputError(f"{error}; the answer is kept in {session.path}") from error
