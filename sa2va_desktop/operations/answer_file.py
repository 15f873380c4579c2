"""`answer.json`: what a headless `ask` leaves beside the masks, and reads again to go on from it."""

from __future__ import annotations

import json
import math
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from sa2va_desktop import __version__
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.record_json import answer_from_json
from sa2va_desktop.annotation.records import Answer, AnswerId, FrameState, MediaId, ObjectId, Phrase
from sa2va_desktop.annotation.threads import thread_of, version_of
from sa2va_desktop.editing.commands import put_answer
from sa2va_desktop.editing.shown_mask import shown_track
from sa2va_desktop.errors import InputError
from sa2va_desktop.operations.media_items import add_probed_media, probe
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.translation import translate

_KEPT_FIELDS = (
    "instruction",
    "prompt",
    "text",
    "raw_text",
    "tokens",
    "task",
    "state",
    "message",
    "frame_range",
    "grounding_mode",
)


def conversation_as_dict(project: Project, answer: Answer, folder: Path) -> dict[str, Any]:
    """An answer with the turns that it follows, as `answer.json` in a folder holds them."""
    *earlier, last = thread_of(project.answers, answer.answer_id)
    described = answer_as_dict(project, last, folder)
    return {**described, "earlier_turns": [answer_as_dict(project, turn, folder) for turn in earlier]}


def answer_as_dict(project: Project, answer: Answer, folder: Path | None = None) -> dict[str, Any]:
    """A JSON-ready description of an answer and its objects; frames are indices of the media item.

    Args:
        folder: where it is going to be written; paths of media are told from there. None tells none.
    """
    item = project.media[answer.media_id]
    bound = [(phrase, phrase.object_id) for phrase in answer.phrases if phrase.object_id is not None]
    return {
        "application": f"sa2va-desktop {__version__}",
        "model": answer.model_name,
        "grounding_mode": answer.grounding_mode,
        "task": answer.task.value,
        "instruction": answer.instruction,
        "prompt": answer.prompt,
        "text": answer.text,
        "raw_text": answer.raw_text,
        "tokens": [token_id if count == 1 else [token_id, count] for token_id, count in answer.tokens],
        "state": answer.state.value,
        "message": answer.message,
        "media": {
            "file": item.path.rsplit("/", 1)[-1],
            **({} if folder is None else {"path": _path_from(folder, item.path)}),
            "width": item.width,
            "height": item.height,
            "frame_count": item.frame_count,
            "edge_hash": item.edge_hash,
        },
        "rests_on_frames": list(answer.language_frames),
        "frame_range": list(answer.frame_range),
        "objects": [
            {"index": index, **_object_as_dict(project, answer, phrase, object_id)}
            for index, (phrase, object_id) in enumerate(bound, start=1)
        ],
        "unbound_phrases": [[p.start, p.stop] for p in answer.phrases if p.object_id is None],
        "spans": [[span.start, span.stop, span.confidence] for span in answer.spans],
    }


def read_conversation(path: Path, session: OpenProject) -> AnswerId:
    """Put the turns of an `answer.json` into a project, with their media, and give the last one.

    Raises:
        InputError: it is not such a file, or a media file is another one by now.
        MediaError: a media file cannot be read.
    """
    described = _read(path)
    turns = [*described.get("earlier_turns", []), described]
    follows: AnswerId | None = None
    for number, turn in enumerate(turns):
        try:
            media_id = _read_media(path.parent, turn["media"], session)
            answer = _read_turn(turn, session.project, media_id)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(
                translate("operations", "{0}: turn {1} is not one that `ask` wrote: {2!r}").format(
                    path, number, error
                )
            ) from error
        if follows is not None:
            built_on = version_of(session.project.answers[follows])
            answer = replace(answer, follows=follows, built_on=built_on)
        session.do(translate("operations", "Read a Conversation"), put_answer(session.project, answer))
        follows = answer.answer_id
    assert follows is not None
    return follows


def _read(path: Path) -> dict[str, Any]:
    try:
        described = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            translate("operations", "{0}: expected an answer.json that `ask` wrote: {1}").format(path, error)
        ) from error
    if not isinstance(described, dict) or not isinstance(described.get("earlier_turns", []), list):
        raise InputError(translate("operations", "{0}: expected an answer.json that `ask` wrote").format(path))
    return described


def _read_media(folder: Path, told: dict[str, Any], session: OpenProject) -> MediaId:
    probed = probe(Path(os.path.normpath(folder.absolute() / str(told["path"]))))
    if probed.edge_hash != told["edge_hash"]:
        raise InputError(
            translate("operations", "{0} is not the file that the earlier turns were about").format(
                probed.index.path
            )
        )
    [media_id] = add_probed_media(session, [probed])
    return media_id


def _read_turn(turn: dict[str, Any], project: Project, media_id: MediaId) -> Answer:
    """Read as strictly as a record of a project, which refuses what is misshapen by name."""
    fields = {
        **{name: turn[name] for name in _KEPT_FIELDS},
        "answer_id": project.allocate_answer_id(),
        "media_id": media_id,
        "model_name": turn["model"],
        "language_frames": turn["rests_on_frames"],
        "phrases": [],
        "spans": turn.get("spans", []),  # earlier versions wrote none
        "created_at": "",
        "follows": None,
        "built_on": "",
    }
    return answer_from_json(json.dumps(fields))


def _path_from(folder: Path, path: str) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive
        return path


def _object_as_dict(project: Project, answer: Answer, phrase: Phrase, object_id: ObjectId) -> dict[str, Any]:
    annotation_object = project.objects[object_id]
    track = shown_track(project, object_id)
    return {
        "davis_index": _davis_index(project, answer, object_id),
        "name": annotation_object.name,
        "phrase": answer.text[phrase.start : phrase.stop],
        "phrase_range": [phrase.start, phrase.stop],
        "frames": [
            {
                "frame": frame_index,
                "is_key": track[frame_index].state is FrameState.PROMPTED,
                "area": track[frame_index].rle.area,
                "predicted_iou": _rounded(track[frame_index].predicted_iou),
                "object_score": _rounded(track[frame_index].object_score),
            }
            for frame_index in sorted(track)
        ],
    }


def _davis_index(project: Project, answer: Answer, object_id: ObjectId) -> int | None:
    """Pixel value of the object in DAVIS pictures, which leave out objects without any mask."""
    with_masks = [
        each.object_id
        for each in project.objects_of(answer.media_id)
        if any(not frame.rle.is_empty for frame in shown_track(project, each.object_id).values())
    ]
    return with_masks.index(object_id) + 1 if object_id in with_masks else None


def _rounded(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, 4)
