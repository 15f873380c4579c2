"""A sample becomes token ids, by the runtime's own prompt assembler, so that training reads what will be asked later.

Source of the layout: the published training (Sa2VA, arXiv 2501.04001): only answers are learnt, with the stop word that
closes them; what stands between two turns is not. Knows no network.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.answer_reader import PHRASE_START, PHRASE_STOP, SEG_TOKEN
from sa2va_desktop.inference.api import LANGUAGE_FRAME_LIMIT
from sa2va_desktop.inference.prompt import Pictures, PromptAssembler
from sa2va_desktop.inference.text_tokenizer import TextTokenizer
from sa2va_desktop.training.fine_tuning.config import SegTokens
from sa2va_desktop.training.fine_tuning.sample import SampleError, TrainingSample, TrainingTurn
from sa2va_desktop.training.fine_tuning.seg_vocabulary import OTHER_SEG_TOKENS
from sa2va_desktop.translation import translate

ANSWER_MARKS = frozenset({SEG_TOKEN, PHRASE_START, PHRASE_STOP})
"""What an answer may spell as tokens; everything else in a sample is characters."""


@dataclass(frozen=True)
class SegPlaces:
    """One `[SEG]` of an answer.

    Attributes:
        object_index: in `TrainingSample.objects`.
        places: where its tokens stand in the ids: one, or one for each shown frame.
    """

    object_index: int
    places: tuple[int, ...]


@dataclass(frozen=True)
class EncodedSample:
    """A whole conversation of S tokens.

    Attributes:
        ids: prompts and answers in turn.
        is_answer: which of them are learnt.
        segs: every `[SEG]` of the answers, in order.
        prompt_lengths: how many tokens stand before each answer.
    """

    ids: tuple[int, ...]
    is_answer: tuple[bool, ...]
    segs: tuple[SegPlaces, ...]
    prompt_lengths: tuple[int, ...]


class SampleEncoder:
    """Encodes samples for one checkpoint."""

    def __init__(
        self,
        tokenizer: TextTokenizer,
        assembler: PromptAssembler,
        *,
        max_tokens: int,
        seg_tokens: SegTokens = SegTokens.SINGLE,
    ) -> None:
        """
        Args:
            max_tokens: longer samples are refused.
        """
        self._assembler = assembler
        self._max_tokens = max_tokens
        self._seg_tokens = seg_tokens
        self._seg_id = tokenizer.token_id(SEG_TOKEN)
        self._other_segs = tuple(range(tokenizer.size, tokenizer.size + len(OTHER_SEG_TOKENS)))

    def encode(self, sample: TrainingSample, layout: Pictures | None) -> EncodedSample:
        """
        Args:
            layout: how many image tokens the pictures of the first turn take; None without pictures.

        Raises:
            SampleError: it is empty, too long, or its `[SEG]`s are not those of its objects.
        """
        check_sample(sample)
        ids: tuple[int, ...] = ()
        is_answer: list[bool] = []
        segs: list[SegPlaces] = []
        prompt_lengths: list[int] = []
        for turn in sample.turns:
            ids = self._asked(sample, turn, layout, ids)
            prompt_lengths.append(len(ids))
            is_answer += [False] * (len(ids) - len(is_answer))
            answer = self._answer(turn, len(sample.shown_frames))
            segs += self._segs(answer, turn, len(sample.shown_frames), offset=len(ids))
            ids += tuple(answer)
            is_answer += [True] * len(answer)
        if len(ids) > self._max_tokens:
            too_long = translate("training", "{0}: at most {1} tokens are read, found {2}.")
            raise SampleError(too_long.format(sample.place, self._max_tokens, len(ids)))
        return EncodedSample(ids, tuple(is_answer), tuple(segs), tuple(prompt_lengths))

    def _asked(
        self, sample: TrainingSample, turn: TrainingTurn, layout: Pictures | None, earlier: tuple[int, ...]
    ) -> tuple[int, ...]:
        """Everything before the answer of a turn."""
        try:
            if not earlier:
                return self._assembler.first_turn(turn.question, layout).ids
            shown = [] if layout is None else [layout]
            return self._assembler.next_turn(turn.question, None, earlier, earlier_pictures=shown).ids
        except UsageError as error:
            raise SampleError(f"{sample.place}: {error}") from error

    def _answer(self, turn: TrainingTurn, frame_count: int) -> list[int]:
        ids = self._assembler.ids_of_answer(turn.answer, marks=ANSWER_MARKS, is_closed=True)
        own = self._seg_ids(frame_count)
        return list(chain.from_iterable(own if token == self._seg_id else (token,) for token in ids))

    def _segs(self, answer: list[int], turn: TrainingTurn, frame_count: int, *, offset: int) -> list[SegPlaces]:
        known = {self._seg_id, *self._other_segs} if self._seg_tokens is SegTokens.MULTIPLE else {self._seg_id}
        places = [offset + place for place, token in enumerate(answer) if token in known]
        each = len(self._seg_ids(frame_count))
        return [
            SegPlaces(object_index, tuple(places[number * each : (number + 1) * each]))
            for number, object_index in enumerate(turn.objects)
        ]

    def _seg_ids(self, frame_count: int) -> tuple[int, ...]:
        """What one `[SEG]` of a sample becomes."""
        if self._seg_tokens is SegTokens.SINGLE:
            return (self._seg_id,)
        if self._seg_tokens is SegTokens.REPEAT:
            return (self._seg_id,) * max(1, frame_count)
        return (self._seg_id, *self._other_segs)[: max(1, frame_count)]


def check_sample(sample: TrainingSample) -> None:
    """
    Raises:
        SampleError: what the sample says does not fit together, whatever the checkpoint.
    """
    if not sample.turns:
        raise _fault(
            sample, translate("training", "at least one question with its answer is expected, found none")
        )
    for number, turn in enumerate(sample.turns, start=1):
        _check_turn(sample, turn, number)
    if any(turn.objects for turn in sample.turns) and (sample.frames is None or not sample.mask_frames):
        raise _fault(
            sample, translate("training", "an answer has masks, so frames with masks are expected, found none")
        )
    if sample.regions and (sample.frames is None or sample.is_video):
        raise _fault(sample, translate("training", "regions are marked on a still picture only"))
    if len(sample.shown_frames) > LANGUAGE_FRAME_LIMIT:
        many = translate("training", "the language model is shown at most {0} frames, found {1}")
        raise _fault(sample, many.format(LANGUAGE_FRAME_LIMIT, len(sample.shown_frames)))


def _check_turn(sample: TrainingSample, turn: TrainingTurn, number: int) -> None:
    if not turn.question.strip():
        raise _fault(sample, translate("training", "the question of turn {0} is empty").format(number))
    if not turn.answer.strip():
        raise _fault(sample, translate("training", "the answer of turn {0} is empty").format(number))
    found = turn.answer.count(SEG_TOKEN)
    if found != len(turn.objects):
        unequal = translate(
            "training", "turn {0}: expected {3} once for each of its objects ({1}), found it {2} times"
        )
        raise _fault(sample, unequal.format(number, len(turn.objects), found, SEG_TOKEN))
    if any(not 0 <= index < len(sample.objects) for index in turn.objects):
        unknown = translate("training", "turn {0} speaks of objects {1}, but there are {2}")
        raise _fault(sample, unknown.format(number, list(turn.objects), len(sample.objects)))


def _fault(sample: TrainingSample, what: str) -> SampleError:
    return SampleError(f"{sample.place}: {what}.")
