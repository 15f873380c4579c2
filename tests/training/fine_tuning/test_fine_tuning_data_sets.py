"""Data sets in every format that training is done on: samples mean what the scenes meant that were written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.training_sources import data_set, synthetic_clips, training_config, written

from sa2va_desktop.annotation.records import AnswerTask, ExpressionKind
from sa2va_desktop.annotation.rle import MaskRle, rle_to_mask
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.marked_answers import marked_text
from sa2va_desktop.datasets.mask_union import mask_union
from sa2va_desktop.training.fine_tuning.config import SeveralObjects
from sa2va_desktop.training.fine_tuning.sample import SEG_MARK, SampleSource, SampleTask, TrainingSample
from sa2va_desktop.training.fine_tuning.sources.opening import open_sources
from sa2va_desktop.training.fine_tuning.sources.sources import Sources

STILLS = synthetic_clips(2, 1)
CLIPS = synthetic_clips(1, 6)


def all_samples(sources: Sources, rounds: int = 3) -> list[TrainingSample]:
    """Every sample of the first source, several times in other words and frames."""
    return samples_of(sources[0].training, rounds)


def samples_of(source: SampleSource, rounds: int = 1) -> list[TrainingSample]:
    return [
        source.sample(index, np.random.default_rng([index, number]))
        for number in range(rounds)
        for index in range(len(source))
    ]


def truth_of(clip: AnnotatedClip, object_ids: tuple[int, ...], frame: int) -> MaskRle | None:
    masks = [
        clip.tracks[each][frame].rle
        for each in object_ids
        if not clip.tracks[each][frame].rle.is_empty  # type: ignore[index]
    ]
    return mask_union(masks) if masks else None


def expression_in(question: str, clips: tuple[AnnotatedClip, ...]) -> str:
    """The longest expression of any clip that a question contains."""
    texts = {e.text for clip in clips for e in clip.expressions if e.kind is ExpressionKind.REFERRING}
    return max((text for text in texts if text.lower() in question.lower()), key=len)


def clip_of(sample: TrainingSample, clips: tuple[AnnotatedClip, ...]) -> AnnotatedClip:
    return next(clip for clip in clips if clip.name in sample.place)


@pytest.mark.parametrize("format_id", ["sa2va", "refcoco", "grefcoco"])
def test_pictures_with_expressions(tmp_path: Path, format_id: str) -> None:
    config = training_config(tmp_path, data_set(written(tmp_path / "set", format_id, STILLS)))

    with open_sources(config) as sources:
        samples = all_samples(sources)

    check_referring(samples, STILLS, has_absent=format_id == "grefcoco")
    assert sources.faults.count == 0
    assert all(sample.shown_frames == sample.mask_frames == (0,) and not sample.is_video for sample in samples)


@pytest.mark.parametrize("format_id", ["mevis", "revos", "ref-youtube-vos", "ref-davis", "ref-sav"])
def test_clips_with_expressions(tmp_path: Path, format_id: str) -> None:
    config = training_config(
        tmp_path, data_set(written(tmp_path / "set", format_id, CLIPS), tasks=(SampleTask.REFERRING,))
    )

    with open_sources(config) as sources:
        samples = all_samples(sources)

    check_referring(samples, CLIPS, has_absent=format_id in ("mevis", "revos", "ref-sav"))
    assert sources.faults.count == 0, sources.faults.faults
    assert all(sample.is_video for sample in samples)
    assert len({sample.shown_frames for sample in samples}) > 1


def check_referring(
    samples: list[TrainingSample], clips: tuple[AnnotatedClip, ...], *, has_absent: bool
) -> None:
    """Every turn asks for an expression of its clip and has exactly the pixels that this means on every frame."""
    asked = set()
    for sample in samples:
        clip = clip_of(sample, clips)
        meant = {e.text: e.object_ids for e in clip.expressions if e.kind is ExpressionKind.REFERRING}
        assert sample.task is SampleTask.REFERRING
        assert 1 <= len(sample.turns) <= 5
        assert sample.frames is not None
        assert set(sample.mask_frames) <= set(sample.shown_frames)
        for turn in sample.turns:
            text = expression_in(turn.question, (clip,))
            asked.add((clip.name, text))
            assert turn.answer.count(SEG_MARK) == len(turn.objects) == (1 if meant[text] else 0)
            for number in turn.objects:
                for frame in sample.mask_frames:
                    assert sample.objects[number].get(frame) == truth_of(clip, meant[text], frame), text
        shown = sample.frames.read_rgb(sample.shown_frames[0])
        assert shown.shape == (*sample.frames.size_hw, 3)
    absent = [
        text
        for name, text in asked
        for c in clips
        if c.name == name
        for e in c.expressions
        if e.text == text and not e.object_ids
    ]
    assert bool(absent) is has_absent
    assert len(asked) > 6


def test_several_objects_have_one_mask_or_one_each_as_is_wished(tmp_path: Path) -> None:
    folder = written(tmp_path / "set", "grefcoco", STILLS)
    config = training_config(tmp_path, data_set(folder, several=SeveralObjects.EACH))

    with open_sources(config) as sources:
        samples = all_samples(sources)

    counts = set()
    for sample in samples:
        clip = clip_of(sample, STILLS)
        meant = {e.text: e.object_ids for e in clip.expressions}
        for turn in sample.turns:
            ids = meant[expression_in(turn.question, (clip,))]
            counts.add(len(ids))
            assert turn.answer.count(SEG_MARK) == len(turn.objects) == len(ids)
            assert {sample.objects[n][0] for n in turn.objects} == {clip.tracks[each][0].rle for each in ids}
    assert len(counts) > 2


def test_grounded_captions(tmp_path: Path) -> None:
    config = training_config(tmp_path, data_set(written(tmp_path / "set", "gcg", STILLS)))

    with open_sources(config) as sources:
        samples = all_samples(sources, 1)

    assert {sample.task for sample in samples} == {SampleTask.GROUNDED_CAPTION}
    for sample in samples:
        clip = clip_of(sample, STILLS)
        caption = next(answer for answer in clip.answers if answer.task is AnswerTask.GROUNDED_CAPTION)
        (turn,) = sample.turns
        assert turn.answer == marked_text(caption)
        assert [sample.objects[n][0] for n in turn.objects] == [
            clip.tracks[phrase.object_id][0].rle for phrase in caption.phrases if phrase.object_id is not None
        ]


def test_region_captions(tmp_path: Path) -> None:
    config = training_config(tmp_path, data_set(written(tmp_path / "set", "region-captions", STILLS)))

    with open_sources(config) as sources:
        samples = all_samples(sources, 1)

    for sample in samples:
        clip = clip_of(sample, STILLS)
        told = {
            (e.text, clip.tracks[e.object_ids[0]][0].rle)
            for e in clip.expressions
            if e.kind is ExpressionKind.CAPTION
        }
        assert sample.task is SampleTask.REGION
        assert not sample.objects
        assert len(sample.regions) == len(sample.turns) > 1
        for number, turn in enumerate(sample.turns, start=1):
            assert f"region{number}" in turn.question
            assert (turn.answer, sample.regions[number - 1]) in told


def test_conversations(tmp_path: Path) -> None:
    """Questions follow each other in one conversation; a caption beside them has its masks."""
    clip = CLIPS[0]
    questions = [answer for answer in clip.answers if answer.task is AnswerTask.ASK][:3]
    thread = [
        replace(
            answer,
            follows=questions[place - 1].answer_id if place else None,
            language_frames=() if place else (0, 3),
        )
        for place, answer in enumerate(questions)
    ]
    caption = replace(clip.answers[0], language_frames=(0, 3))
    config = training_config(
        tmp_path, data_set(written(tmp_path / "set", "llava", [replace(clip, answers=(caption, *thread))]))
    )

    with open_sources(config) as sources:
        by_task = {sample.task: sample for sample in all_samples(sources, 1)}

    chat = by_task[SampleTask.CHAT]
    assert [(turn.question, turn.answer) for turn in chat.turns] == [(a.instruction, a.text) for a in thread]
    assert not chat.objects
    assert not chat.mask_frames
    assert chat.is_video
    assert len(chat.shown_frames) == 5
    (told,) = by_task[SampleTask.GROUNDED_CAPTION].turns
    assert told.answer == marked_text(caption)
    check_tracks(by_task[SampleTask.GROUNDED_CAPTION], clip, [p.object_id for p in caption.phrases])


def check_tracks(sample: TrainingSample, clip: AnnotatedClip, object_ids: list[int | None]) -> None:
    for number, object_id in enumerate(object_ids):
        assert object_id is not None
        for frame in sample.mask_frames:
            assert sample.objects[number].get(frame) == truth_of(clip, (object_id,), frame)


def test_a_question_about_a_thing_in_a_clip_is_about_the_one_frame_that_is_there(tmp_path: Path) -> None:
    clip, frame = CLIPS[0], 3
    first = clip.objects[0].object_id
    asked = replace(
        clip.answers[0],
        text="It is a thing.",
        phrases=(replace(clip.answers[0].phrases[0], start=0, stop=14, object_id=first),),
        task=AnswerTask.REGION,
        language_frames=(frame,),
    )
    told = replace(clip, answers=(asked,), questions={asked.answer_id: "What is region1?"})
    config = training_config(
        tmp_path, data_set(written(tmp_path / "set", "llava", [told]), tasks=(SampleTask.REGION,))
    )

    with open_sources(config) as sources:
        (sample,) = all_samples(sources, 1)
        assert sample.frames is not None
        assert sample.frames.frame_count == 1

    assert (sample.shown_frames, sample.is_video) == ((0,), False)
    assert sample.regions == (clip.tracks[first][frame].rle,)
    assert sample.turns[0].answer == "It is a thing."


def test_conversations_in_words_alone(tmp_path: Path) -> None:
    said = [("human", "Is water wet?"), ("gpt", "Yes."), ("human", "Why?"), ("gpt", "It is a liquid.")]
    (tmp_path / "set").mkdir()
    items = [{"id": "7", "conversations": [{"from": who, "value": text} for who, text in said]}]
    (tmp_path / "set" / "chat.json").write_text(json.dumps(items), encoding="utf-8")

    with open_sources(training_config(tmp_path, data_set(tmp_path / "set"))) as sources:
        (sample,) = all_samples(sources, 1)
        assert sources.faults.count == 0

    assert (sample.task, sample.frames, sample.shown_frames) == (SampleTask.CHAT, None, ())
    assert [(turn.question, turn.answer) for turn in sample.turns] == [
        ("Is water wet?", "Yes."),
        ("Why?", "It is a liquid."),
    ]


def test_labels_are_expressions_where_only_one_thing_is_called_so(tmp_path: Path) -> None:
    clips = synthetic_clips(4, 1)
    bare = tuple(
        replace(clip, expressions=(), objects=tuple(replace(each, name="") for each in clip.objects))
        for clip in clips
    )
    config = training_config(tmp_path, data_set(written(tmp_path / "set", "coco", bare)))

    with open_sources(config) as sources:
        samples = all_samples(sources, 1)

    asked = {(clip_of(sample, bare).name, turn.question) for sample in samples for turn in sample.turns}
    for clip in bare:
        nouns = [clip.category_name(each) for each in clip.objects]
        for each in clip.objects:
            noun = clip.category_name(each)
            has_question = any(name == clip.name and noun in question for name, question in asked)
            assert has_question is (nouns.count(noun) == 1)
    masks = {clip.tracks[each.object_id][0].rle for clip in bare for each in clip.objects}
    assert {sample.objects[number][0] for sample in samples for number in sample.turns[0].objects} <= masks


def test_pictures_are_found_in_another_folder(tmp_path: Path) -> None:
    folder = written(tmp_path / "set", "refcoco", STILLS)
    for picture in list(folder.rglob("*.jpg")):
        (tmp_path / "pictures").mkdir(exist_ok=True)
        picture.rename(tmp_path / "pictures" / picture.name)
    config = training_config(tmp_path, data_set(folder, pictures=tmp_path / "pictures"))

    with open_sources(config) as sources:
        assert sources[0].statement.clips == 2
        check_referring(all_samples(sources), STILLS, has_absent=False)


def test_a_sample_depends_on_its_index_and_generator_only(tmp_path: Path) -> None:
    config = training_config(tmp_path, data_set(written(tmp_path / "set", "mevis", CLIPS)))

    with open_sources(config) as once, open_sources(config) as again:
        first = [described(sample) for sample in all_samples(once, 2)]
        assert [described(sample) for sample in all_samples(again, 2)] == first
    assert len(set(map(str, first))) == len(first)


def described(sample: TrainingSample) -> tuple[object, ...]:
    masks = [{frame: rle_to_mask(rle).tobytes() for frame, rle in each.items()} for each in sample.objects]
    return sample.place, sample.turns, sample.shown_frames, sample.mask_frames, masks


def test_frames_of_one_clip_are_on_one_side_of_the_split(tmp_path: Path) -> None:
    """Also where a format makes single pictures of them."""
    clips = tuple(replace(clip, expressions=clip.expressions[:1]) for clip in synthetic_clips(5, 2))
    config = training_config(tmp_path, data_set(written(tmp_path / "set", "sa2va", clips)), share=0.4)

    with open_sources(config) as sources:
        training = {clip_of(sample, clips).name for sample in all_samples(sources, 1)}
        held_out = {clip_of(sample, clips).name for sample in samples_of(sources[0].held_out)}

    assert (len(training), len(held_out)) == (3, 2)
    assert not training & held_out


def test_what_a_data_set_calls_val_is_held_out_and_test_is_left_out(tmp_path: Path) -> None:
    clips = [
        replace(each, split=split, expressions=each.expressions[:1])
        for each, split in zip(synthetic_clips(4, 1), ("train", "train", "val", "test"))
    ]
    folder = written(tmp_path / "set", "sa2va", clips)

    with open_sources(training_config(tmp_path, data_set(folder), share=0.5)) as sources:
        assert {clip_of(s, tuple(clips)).split for s in all_samples(sources, 1)} == {"train"}
        assert {clip_of(s, tuple(clips)).split for s in samples_of(sources[0].held_out)} == {"val"}
    with open_sources(training_config(tmp_path, data_set(folder, split="test"))) as sources:
        assert {clip_of(s, tuple(clips)).split for s in all_samples(sources, 1)} == {"test"}


def test_no_clip_is_kept_in_memory(tmp_path: Path) -> None:
    """What a source has stands in a file; of the clip that was read last no mask is unpacked yet."""
    config = training_config(tmp_path, data_set(written(tmp_path / "set", "mevis", CLIPS)))

    with open_sources(config) as sources:
        kept = sources._store.clip(0)

    assert not any(isinstance(value, MaskRle | np.ndarray) for track in kept.masks for value in track.values())
