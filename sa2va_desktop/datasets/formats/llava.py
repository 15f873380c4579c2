"""LLaVA conversations: one JSON of turns about pictures and clips, which language models with eyes are trained on.

`conversations.json` is a list of `{"id", "image" | "video", "conversations": [{"from": "human" | "gpt", "value"}]}` as the
LLaVA readers take it: turns alternate, the first one holds `<image>` or `<video>` and no other does, a text-only item
has neither key. Answers carry the marks of Sa2VA: `<p> phrase </p> [SEG]`. LLaVA has no masks; ours stand in extra keys
that other readers ignore:

- `segments`: for each `[SEG]` in reading order the object's name, label and masks, frame index → COCO run lengths;
- `regions`: for a question about an object, the index PNG of its mask (255 inside), in `masks/`;
  `region_segments`: the same objects as in `segments`;
- `frames`: the frames of the clip that the model was shown; `model`: who answered last; `tasks`, `instructions` (as
  typed) and `turns` (numbers, because threads that branch repeat their beginning): of each turn;
- `clip`, `height`, `width`, `source`, `source_hash`, `frame_index`: what the masks belong to.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from sa2va_desktop.annotation.records import Answer, AnswerTask, MediaKind, ObjectId
from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.annotation.threads import thread_of
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.coco_rle import rle_to_coco
from sa2va_desktop.datasets.dataset_format import Choice, ExportOptions, ProgressCallback
from sa2va_desktop.datasets.holds import Holds
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.json_input import json_beginning
from sa2va_desktop.datasets.llava_files import read_conversations
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.marked_answers import (
    is_told,
    marked_text,
    mentioned_frames,
    mentioned_objects,
    segmented,
    unmentioned,
)
from sa2va_desktop.datasets.model_marks import plain, sign_count
from sa2va_desktop.datasets.picture_items import source_keys
from sa2va_desktop.errors import FormatError
from sa2va_desktop.media.video_writer import VideoWriter
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

FILE_NAME = "conversations.json"


@dataclass(frozen=True)
class _Talk:
    """Turns that rest on the same picture, the first of which shows it; or on none."""

    clip: AnnotatedClip
    turns: tuple[Answer, ...]

    @property
    def picture_frame(self) -> int | None:
        """The frame that stands for a still, or for a clip of which one object's frame was shown; None for a clip."""
        first = self.turns[0]
        is_of_one = first.task.is_about_given_objects and len(first.language_frames) == 1
        if self.clip.item.kind is MediaKind.IMAGE or is_of_one:
            return min(first.language_frames, default=0)
        return None


class LlavaFormat:
    """conversations.json and, if wanted, images/, videos/; masks/ for questions about objects."""

    format_id = "llava"
    title = QT_TRANSLATE_NOOP("datasets", "LLaVA conversations (JSON)")
    holds = Holds(
        tracks=True,
        labels=True,
        names=True,
        captions=True,
        expressions=True,
        many_objects=True,
        no_object=True,
        phrases=True,
        turns=True,
    )
    takes_answers = True
    choices: tuple[Choice, ...] = ()

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        untold = sum(not is_told(answer) for clip in clips for answer in clip.answers)
        cut = sum(
            turn.follows is not None for clip in clips for talk in _talks(clip) for turn in talk.turns[:1]
        )
        spelled = sum(
            sign_count(answer.text) + sign_count(_question(clip, answer))
            for clip in clips
            for answer in clip.answers
            if is_told(answer)
        )
        found = [
            Loss(translate("datasets", "typed signs such as <image>, which are written apart"), spelled),
            Loss(translate("datasets", "answers without text"), untold),
            Loss(translate("datasets", "follow-ups to turns about another picture"), cut),
        ]
        shared = losses_of(
            clips,
            self.holds,
            _frames_of,
            objects_on=lambda clip, frame: mentioned_objects(clip),
            more=unmentioned(clips),
        )
        return [*shared, *(loss for loss in found if loss.count)]

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        items: list[dict[str, Any]] = []
        for done, clip in enumerate(clips, start=1):
            token.raise_if_cancelled()
            talks = _talks(clip)
            items += [_item(talk) for talk in talks]
            _write_regions(clip, folder)
            if options.write_images:
                _write_pictures(clip, talks, folder, token)
            on_progress(done, len(clips))
        if not items:
            raise FormatError(translate("datasets", "there is no answer with a text"))
        text = json.dumps(items, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
        (folder / FILE_NAME).write_bytes(text.encode("utf-8", "backslashreplace"))

    def recognises(self, source: Path) -> bool:
        return _conversations(source) is not None

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        path = _conversations(source)
        if path is None:
            raise FormatError(
                translate("datasets", "{0}: expected a list of conversations as JSON, found none").format(
                    source
                )
            )
        yield from read_conversations(path, report, token)


def _frames_of(clip: AnnotatedClip) -> list[int]:
    """Frames with masks of what answers mention; without any, the one that stands for the clip."""
    frames = mentioned_frames(clip)
    return frames or [talk.picture_frame or 0 for talk in _talks(clip)[:1]]


def _conversations(source: Path) -> Path | None:
    """The file of conversations that a folder or path means, by its beginning."""
    try:
        candidates = [source / FILE_NAME, *sorted(source.glob("*.json"))] if source.is_dir() else [source]
    except OSError:
        return None
    for path in candidates:
        beginning = json_beginning(path)
        is_list = beginning.lstrip("\ufeff \t\r\n").startswith("[")
        if is_list and '"conversations"' in beginning and '"annotation"' not in beginning:
            return path
    return None


def _talks(clip: AnnotatedClip) -> list[_Talk]:
    """Every way through a thread, cut where a turn shows a picture of its own."""
    answers = {answer.answer_id: answer for answer in clip.answers if is_told(answer)}
    followed = {answer.follows for answer in answers.values()}
    talks: dict[tuple[Answer, ...], None] = {}
    for answer_id in sorted(answers.keys() - followed):
        turns: list[Answer] = []
        for turn in thread_of(answers, answer_id):
            if turns and turn.language_frames:
                talks[tuple(turns)] = None
                turns = []
            turns.append(turn)
        talks[tuple(turns)] = None
    return [_Talk(clip, turns) for turns in talks]


def _question(clip: AnnotatedClip, answer: Answer) -> str:
    return clip.questions.get(answer.answer_id, answer.instruction)


def _item(talk: _Talk) -> dict[str, Any]:
    clip, first = talk.clip, talk.turns[0]
    shown = _picture(talk)
    sign = f"<{next(iter(shown))}>\n" if shown else ""
    conversations: list[dict[str, str]] = []
    for turn in talk.turns:
        question = _question(clip, turn)
        lead = sign if turn is first else ""
        conversations.append({"from": "human", "value": lead + plain(question).strip()})
        conversations.append({"from": "gpt", "value": marked_text(turn)})
    item: dict[str, Any] = {
        "id": f"{clip.name}-{talk.turns[-1].answer_id}",
        **shown,
        "conversations": conversations,
        "segments": [_segment(clip, object_id) for turn in talk.turns for object_id in segmented(turn)],
        "tasks": [turn.task.value for turn in talk.turns],
        "instructions": [turn.instruction for turn in talk.turns],
        "turns": [turn.answer_id for turn in talk.turns],
        "clip": clip.name,
        "height": clip.item.height,
        "width": clip.item.width,
        **source_keys(clip, talk.picture_frame or 0),
        "model": talk.turns[-1].model_name,
    }
    about = [turn for turn in talk.turns if turn.task is AnswerTask.REGION]
    if about:
        item["regions"] = [_region_path(clip, turn) for turn in about]
    if all(turn.object_ids for turn in about) and about:
        item["region_segments"] = [_segment(clip, min(turn.object_ids)) for turn in about]
    if "video" in shown:
        item["frames"] = list(first.language_frames)
    return item


def _picture(talk: _Talk) -> dict[str, str]:
    clip = talk.clip
    if not talk.turns[0].language_frames:
        return {}
    if talk.picture_frame is not None:
        return {"image": f"images/{_still_name(clip, talk.picture_frame)}"}
    return {"video": f"videos/{_video_name(clip)}"}


def _still_name(clip: AnnotatedClip, frame_index: int) -> str:
    is_still = clip.item.kind is MediaKind.IMAGE
    return f"{clip.name}.png" if is_still else f"{clip.name}_{frame_index:05d}.png"


def _video_name(clip: AnnotatedClip) -> str:
    suffix = Path(clip.item.path).suffix if clip.item.kind is MediaKind.VIDEO else ".mp4"
    return f"{clip.name}{suffix}"


def _segment(clip: AnnotatedClip, object_id: ObjectId) -> dict[str, Any]:
    named = next(each for each in clip.objects if each.object_id == object_id)
    track = clip.tracks.get(object_id, {})
    masks = {
        str(frame): rle_to_coco(track[frame].rle) for frame in sorted(track) if not track[frame].rle.is_empty
    }
    label = clip.category_name(named) if named.category_id is not None else ""
    return {"id": object_id, "object": named.name, "label": label, "masks": masks}


def _region_path(clip: AnnotatedClip, answer: Answer) -> str:
    return f"masks/{clip.name}-{answer.answer_id}.png"


def _write_regions(clip: AnnotatedClip, folder: Path) -> None:
    for answer in clip.answers:
        if answer.task is not AnswerTask.REGION or not is_told(answer):
            continue
        path = folder / _region_path(clip, answer)
        path.parent.mkdir(exist_ok=True)
        frame = min(answer.language_frames, default=0)
        mask = np.zeros((clip.item.height, clip.item.width), np.bool_)
        for object_id in answer.object_ids:
            record = clip.tracks.get(object_id, {}).get(frame)
            if record is not None:
                mask |= rle_to_mask(record.rle)
        Image.fromarray(mask.astype(np.uint8) * 255).save(path)


def _write_pictures(clip: AnnotatedClip, talks: Sequence[_Talk], folder: Path, token: CancelToken) -> None:
    shown = [talk for talk in talks if talk.turns[0].language_frames]
    stills = sorted({talk.picture_frame for talk in shown if talk.picture_frame is not None})
    has_clip = any(talk.picture_frame is None for talk in shown)
    if (stills or has_clip) and clip.open_frames is None:
        raise FormatError(
            translate("datasets", "{0}: the pictures are to be written, and they are not available").format(
                clip.name
            )
        )
    if stills and clip.open_frames is not None:
        (folder / "images").mkdir(exist_ok=True)
        with clip.open_frames() as reader:
            for frame in stills:
                token.raise_if_cancelled()
                Image.fromarray(reader.read_rgb(frame)).save(folder / "images" / _still_name(clip, frame))
    if has_clip:
        (folder / "videos").mkdir(exist_ok=True)
        _write_video(clip, folder / "videos" / _video_name(clip), token)


def _write_video(clip: AnnotatedClip, path: Path, token: CancelToken) -> None:
    """The file itself, bit for bit; a folder of pictures becomes a video."""
    if clip.item.kind is MediaKind.VIDEO:
        shutil.copyfile(clip.item.path, path)
        return
    assert clip.open_frames is not None
    size_hw = (clip.item.height, clip.item.width)
    with (
        clip.open_frames() as reader,
        VideoWriter(path, size_hw=size_hw, time_base=clip.item.time_base, fps=25) as writer,
    ):
        for frame, pts in enumerate(clip.item.pts):
            token.raise_if_cancelled()
            writer.write(reader.read_rgb(frame), pts)


FORMAT = LlavaFormat()
