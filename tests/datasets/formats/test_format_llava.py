"""LLaVA conversations, read back by a reader of our own that follows the rules of the LLaVA loaders."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pycocotools import mask as coco_mask
from support.documents import HEIGHT, WIDTH, answer, clip, mask_frame, thing
from support.talking_clips import read_back, read_well

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import (
    Answer,
    AnswerId,
    AnswerState,
    AnswerTask,
    MediaKind,
    ObjectId,
    Phrase,
)
from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.annotation.threads import version_of
from sa2va_desktop.datasets.dataset_format import ExportOptions, format_by_id
from sa2va_desktop.datasets.formats.llava import marked_text
from sa2va_desktop.editing import commands
from sa2va_desktop.operations.export import annotated_clips, write_export
from sa2va_desktop.operations.instructions import GROUNDED_CAPTION_QUESTION
from sa2va_desktop.operations.region_prompts import REGION_QUESTION

DOG = ObjectId(1)


def follow(number: int, turn: Answer, **fields: Any) -> Answer:
    own = replace(answer(number), follows=turn.answer_id, built_on=version_of(turn), language_frames=())
    return replace(own, **fields)


def project_with(*answers: Answer, kind: MediaKind = MediaKind.VIDEO) -> Project:
    project = Project()
    item = replace(clip(), kind=kind)
    if kind is MediaKind.IMAGE:
        item = replace(item, pts=(0,), path="/media/dog.png")
    project.apply(commands.put_media(project, item))
    project.apply(commands.put_object(project, thing()))
    project.apply(commands.put_track(project, DOG, {0: mask_frame(3)}))
    for each in answers:
        project.apply(commands.put_answer(project, each))
    return project


def exported(project: Project, folder: Path) -> list[dict[str, Any]]:
    clips = annotated_clips(project, format_id="llava")
    write_export(clips, format_id="llava", out=folder / "out", options=ExportOptions(write_images=False))
    items: list[dict[str, Any]] = json.loads((folder / "out/conversations.json").read_text(encoding="utf-8"))
    for item in items:
        check_llava(item)
    return items


def check_llava(item: dict[str, Any]) -> None:
    """What the loaders ask for."""
    turns = item["conversations"]
    assert [turn["from"] for turn in turns] == ["human", "gpt"] * (len(turns) // 2)
    signs = [turn["value"].count("<image>") + turn["value"].count("<video>") for turn in turns]
    has_picture = "image" in item or "video" in item
    assert signs == [int(has_picture), *[0] * (len(turns) - 1)]
    assert sum(turn["value"].count("[SEG]") for turn in turns) == len(item["segments"])
    assert all(turn["value"].strip() for turn in turns)


SAID = "The dog runs."
CAPTION = replace(
    answer(1, text=SAID, phrases=(Phrase(0, 7, DOG),)),
    task=AnswerTask.GROUNDED_CAPTION,
    instruction="Grounded caption of frames 0–3",
)


def test_a_thread_is_one_conversation_with_its_masks(tmp_path: Path) -> None:
    second = follow(2, CAPTION, instruction="Why?", text="It is happy.")

    [item] = exported(project_with(CAPTION, second), tmp_path)

    assert item["video"] == "videos/clip.mp4"
    assert [turn["value"] for turn in item["conversations"]] == [
        f"<video>\n{GROUNDED_CAPTION_QUESTION}",
        "<p> The dog </p> [SEG] runs.",
        "Why?",
        "It is happy.",
    ]
    assert item["tasks"] == ["grounded_caption", "ask"]
    [segment] = item["segments"]
    rle = {**segment["masks"]["0"], "counts": segment["masks"]["0"]["counts"].encode()}
    assert np.array_equal(coco_mask.decode(rle).astype(bool), rle_to_mask(mask_frame(3).rle))


def test_a_branch_is_a_conversation_of_its_own(tmp_path: Path) -> None:
    answers = (CAPTION, follow(2, CAPTION, instruction="Why?"), follow(3, CAPTION, instruction="How?"))

    items = exported(project_with(*answers), tmp_path)

    assert [item["conversations"][2]["value"] for item in items] == ["Why?", "How?"]


def test_a_turn_that_shows_another_picture_begins_another_item(tmp_path: Path) -> None:
    again = follow(2, CAPTION, language_frames=(1, 2))

    items = exported(project_with(CAPTION, again), tmp_path)

    assert [item["frames"] for item in items] == [[0, 3], [1, 2]]


def test_words_alone_have_no_picture(tmp_path: Path) -> None:
    [item] = exported(project_with(replace(answer(1), language_frames=())), tmp_path)

    assert not {"image", "video"} & item.keys()


def test_a_question_about_an_object_refers_to_its_mask(tmp_path: Path) -> None:
    about = replace(
        answer(1, text="A dog.", phrases=(Phrase(0, 6, DOG),)),
        task=AnswerTask.REGION,
        language_frames=(0,),
        prompt=REGION_QUESTION,
    )

    [item] = exported(project_with(about), tmp_path)

    assert item["image"] == "images/clip_00000.png"
    assert item["conversations"][0]["value"] == f"<image>\n{REGION_QUESTION}"
    assert item["conversations"][1]["value"] == "A dog."
    with Image.open(tmp_path / "out" / item["regions"][0]) as mask:
        assert np.array_equal(np.array(mask) > 0, rle_to_mask(mask_frame(3).rle))


def test_what_cannot_be_told_is_counted() -> None:
    failed = replace(answer(2, text=""), state=AnswerState.FAILED)
    elsewhere = replace(answer(3), follows=AnswerId(99))

    clips = annotated_clips(project_with(answer(1), failed, elsewhere), format_id="llava")
    losses = {loss.what: loss.count for loss in format_by_id("llava").losses(clips, ExportOptions())}

    assert losses == {
        "masks, which are not in it": 1,
        "clips whose presentation times are left out": 1,
        "answers without text": 1,
        "objects of which no mask is written": 1,
        "follow-ups to turns about another picture": 1,
    }


@pytest.mark.parametrize(
    ("text", "phrases", "expected"),
    [
        ("Sure, it is.", [Phrase(11, 11, DOG)], "Sure, it is [SEG]."),
        ("", [Phrase(0, 0, DOG)], "[SEG]"),
        ("A dog on grass", [Phrase(9, 14, None)], "A dog on <p> grass </p>"),
        ("A dog", [Phrase(0, 5, DOG), Phrase(2, 5, DOG)], "<p> A dog </p> [SEG]"),
        ("A dog", [Phrase(0, 50, DOG)], "A dog"),
    ],
)
def test_marks_are_written_as_the_model_writes_them(text: str, phrases: list[Phrase], expected: str) -> None:
    assert marked_text(answer(1, text=text, phrases=tuple(phrases))) == expected


def test_media_that_were_only_talked_about_are_exported(tmp_path: Path) -> None:
    project = Project()
    project.apply(commands.put_media(project, clip()))
    project.apply(commands.put_answer(project, answer(1)))

    assert annotated_clips(project, format_id="coco") == []
    assert len(exported(project, tmp_path)) == 1


def test_signs_that_a_person_typed_are_no_signs_for_a_reader(tmp_path: Path) -> None:
    typed = replace(
        answer(1, text="a <video> [SEG] dog </p>", phrases=(Phrase(16, 19, DOG),)),
        instruction="What does <image> mean?",
    )
    project = project_with(typed, follow(2, typed, instruction="And <image>?", text="[SEG]"))

    [item] = exported(project, tmp_path)

    values = [turn["value"] for turn in item["conversations"]]
    assert values[0] == "<video>\nWhat does < image > mean?"
    assert values[1] == "a < video > [ SEG ] <p> dog </p> [SEG] < /p >"
    losses = format_by_id("llava").losses(annotated_clips(project, format_id="llava"), ExportOptions())
    assert {loss.what: loss.count for loss in losses}[
        "typed signs such as <image>, which are written apart"
    ] == 6


def test_a_thread_with_its_masks_and_regions_comes_back(tmp_path: Path) -> None:
    about = replace(
        answer(3, text="A dog.", phrases=(Phrase(0, 6, DOG),)), task=AnswerTask.REGION, language_frames=(0,)
    )
    project = project_with(CAPTION, follow(2, CAPTION, instruction="Why?", text="It is happy."), about)
    exported(project, tmp_path)

    [read] = read_well(tmp_path / "out", "llava")

    assert [
        (turn.instruction, turn.text, turn.phrases, turn.task, turn.is_continued) for turn in read.turns
    ] == [
        ("Grounded caption of frames 0–3", SAID, ((0, 7, 0),), AnswerTask.GROUNDED_CAPTION, False),
        ("Why?", "It is happy.", (), AnswerTask.ASK, True),
        ("the dog", "A dog.", ((0, 6, 0),), AnswerTask.REGION, False),
    ]
    [dog] = read.objects
    assert (dog.name, {frame: mask.rle for frame, mask in dog.track.items()}) == ("dog", {0: mask_frame(3).rle})
    assert (read.name, read.source_name, read.is_clip) == ("clip", "clip.mp4", True)


def test_turns_that_branches_share_come_back_once(tmp_path: Path) -> None:
    answers = (CAPTION, follow(2, CAPTION, instruction="Why?"), follow(3, CAPTION, instruction="How?"))
    exported(project_with(*answers), tmp_path)

    [read] = read_well(tmp_path / "out", "llava")

    assert [(turn.instruction, turn.is_continued) for turn in read.turns[1:]] == [
        ("Why?", True),
        ("How?", False),
    ]


def test_conversations_of_others_are_read_as_their_loaders_read_them(tmp_path: Path) -> None:
    Image.new("RGB", (WIDTH, HEIGHT)).save(tmp_path / "a.png")
    Image.new("L", (WIDTH, HEIGHT), 255).save(tmp_path / "mask.png")
    turns = [
        {"from": "gpt", "value": "unasked"},
        {"from": "human", "value": "What is it?\n<image>"},
        {"from": "gpt", "value": "It is <p> a dog </p> [SEG] on grass."},
        {"from": "system", "value": "?"},
    ]
    items = [
        {"id": "1", "image": "a.png", "conversations": turns, "source_dataset": "pets"},
        {"id": "2", "conversations": turns},
        {"id": "3", "image": 5, "conversations": turns},
        {"id": "4", "image": "gone.png", "conversations": turns[1:3], "segments": [{"masks": {"0": 5}}]},
        {
            "id": "5",
            "image": "a.png",
            "conversations": turns[1:3],
            "tasks": ["region"],
            "regions": ["mask.png"],
        },
    ]
    (tmp_path / "chat.json").write_text(json.dumps(items))

    clips, report = read_back(tmp_path, "llava")

    assert [(clip.name, clip.height, clip.width) for clip in clips] == [
        ("a.png", HEIGHT, WIDTH),
        ("gone.png", 0, 0),
        ("a.png 2", HEIGHT, WIDTH),
    ]
    assert [(turn.instruction, turn.text, turn.phrases) for turn in clips[0].turns] == [
        ("What is it?", "It is a dog on grass.", ((6, 11, None),))
    ]
    assert clips[0].extras == {"source_dataset": "pets"}
    assert clips[0].media == tmp_path / "a.png"
    assert clips[2].objects[0].track[0].rle.area == HEIGHT * WIDTH
    assert sorted({each.place for each in report.problems}) == [
        "chat.json[0].conversations[3]",
        "chat.json[1]",
        "chat.json[1].conversations[3]",
        "chat.json[2]",
        "chat.json[3].segments[0]",
    ]
