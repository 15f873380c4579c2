"""What scenes can show and say, and how often they did: the vocabulary of a synthetic data set, written beside it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sa2va_desktop.scenes.clip import Clip
from sa2va_desktop.scenes.expressions import EXTREMES, ExpressionKind
from sa2va_desktop.scenes.facts import RELATIONS
from sa2va_desktop.scenes.looks import held_out_among
from sa2va_desktop.scenes.more_expressions import WAYS
from sa2va_desktop.scenes.nouns import ALL_NOUNS, HELD_OUT_PAIRS, NOUNS
from sa2va_desktop.scenes.options import SceneOptions
from sa2va_desktop.scenes.questions import QuestionKind
from sa2va_desktop.scenes.textures import TEXTURABLE, TEXTURES, held_out_textures_among


class SceneTally:
    """Counts clips as they are drawn; one that is drawn again is not counted again."""

    def __init__(self, options: SceneOptions) -> None:
        self._options = options
        self._names: set[str] = set()
        self._objects: dict[str, Counter[str]] = {"noun": Counter(), "colour": Counter(), "texture": Counter()}
        self._expressions: Counter[ExpressionKind] = Counter()
        self._questions: Counter[QuestionKind] = Counter()
        self._phrases = 0

    def add(self, clip: Clip) -> None:
        if clip.name in self._names:
            return
        self._names.add(clip.name)
        for thing in clip.objects:
            self._objects["noun"][thing.noun] += 1
            self._objects["colour"][thing.colour] += 1
            self._objects["texture"][thing.texture or "none"] += 1
        self._expressions.update(each.kind for each in clip.all_expressions)
        self._questions.update(each.kind for each in clip.questions)
        described = [each for each in (clip.description, clip.long_description) if each is not None]
        self._phrases += sum(len(each.phrases) for each in described)

    @property
    def clip_count(self) -> int:
        return len(self._names)

    def counts(self) -> dict[str, Any]:
        """Numbers of clips, things by noun, colour and texture, texts by kind."""
        return {
            "clips": len(self._names),
            "objects": self._objects["noun"].total(),
            "objects_by_noun": _sorted(self._objects["noun"]),
            "objects_by_colour": _sorted(self._objects["colour"]),
            **({"objects_by_texture": _sorted(self._objects["texture"])} if self._options.textures else {}),
            "expressions": self._expressions.total(),
            "expressions_by_kind": {
                kind.value: self._expressions[kind] for kind in ExpressionKind if self._expressions[kind]
            },
            "questions_by_kind": {
                kind.value: self._questions[kind] for kind in QuestionKind if self._questions[kind]
            },
            "region_captions": self._objects["noun"].total(),
            "phrases_of_descriptions": self._phrases,
        }

    def vocabulary(self) -> dict[str, Any]:
        """What scenes of these options are made of, and the words that their texts use."""
        options = self._options
        return {
            "nouns": [_noun_as_json(noun, has_textures=options.textures) for noun in options.nouns],
            "colours": sorted({colour for noun in options.nouns for colour in _colours(noun)}),
            "textures": list(TEXTURES) if options.textures else [],
            "extremes": list(EXTREMES),
            "relations": list(RELATIONS),
            "motions": list(WAYS),
            "never_in_training": {
                "colours": [[colour, noun] for colour, noun in held_out_among(options.nouns)],
                "textures": [
                    [texture, noun]
                    for texture, noun in (held_out_textures_among(options.nouns) if options.textures else [])
                ],
            },
            "shows_what_is_never_in_training": options.unseen,
            "long_texts": options.long_texts,
            "photos": [path.name for path in options.photos],
        }


def _noun_as_json(name: str, *, has_textures: bool) -> dict[str, Any]:
    return {
        "name": name,
        "known_to_sa2va_nano": name in NOUNS,
        "colours": _colours(name),
        **({"textures": list(TEXTURES) if name in TEXTURABLE else []} if has_textures else {}),
    }


def _colours(name: str) -> list[str]:
    """The natural one first; without those that only unseen scenes show."""
    noun = ALL_NOUNS[name]
    colours = dict.fromkeys((noun.natural_colour, *noun.tints))
    return [colour for colour in colours if (colour, name) not in HELD_OUT_PAIRS]


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))
