"""Asks the model about an attribute of one object on one frame, and reads what it says. Used on the model's thread.

A choice is put to the model in its own words: it answers freely, and where its sentence names one of the choices, that
sentence is scored with each of them in that place, so that nobody has to know how a model likes to phrase an answer.
Where it names none, its description of the object, the question with the choices behind it, and at last the choices
as whole answers take the sentence's place.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sa2va_desktop.annotation.attributes import Attribute, AttributeKind, Value
from sa2va_desktop.annotation.model_questions import listed_choices
from sa2va_desktop.inference.api import AnswerFinished, AskRequest, FrameProvider, Predictor
from sa2va_desktop.operations.attribute_filling.answer_words import (
    bare_forms,
    begins_with_yes_or_no,
    number_in,
    text_in,
    with_each_choice,
)
from sa2va_desktop.operations.attribute_filling.fill_plan import FillTarget
from sa2va_desktop.operations.attribute_filling.reading import Reading
from sa2va_desktop.operations.region_caption import PreparedRegionCaption, region_request
from sa2va_desktop.operations.region_prompts import RegionKind
from sa2va_desktop.tasks import CancelToken

MOST_TOKENS = 48
"""Of a free answer: the value of an attribute is short."""

LEAST_COVERAGE = 0.01
"""Where a model would give all of the candidates together less of a chance, it would say something else: how they share
the little tells nothing, and their chances stay as small as they are in proportion."""

_YES, _NO = ("Yes.", "Yes", "yes"), ("No.", "No", "no")


class AttributeAsker:
    """One object of one clip. Descriptions are asked once a frame."""

    def __init__(
        self,
        predictor: Predictor,
        target: FillTarget,
        frames: FrameProvider,
        token: CancelToken,
        *,
        whole_picture: bool = False,
    ) -> None:
        self._predictor = predictor
        self._target = target
        self._frames = frames
        self._token = token
        self._whole_picture = whole_picture
        self._described: dict[int, AnswerFinished] = {}

    def read(self, attribute: Attribute, frame_index: int) -> Reading:
        """What the model makes of the attribute's question on a frame that shows the object.

        Raises: what `Predictor.ask` and `Predictor.score_answers` raise.
        """
        request = self._request(attribute.question, frame_index)
        match attribute.kind:
            case AttributeKind.CHOICE:
                return self._choice(attribute, request, frame_index)
            case AttributeKind.YES_NO:
                return self._yes_no(request)
            case AttributeKind.NUMBER:
                answer = self._answer(request)
                return _free(answer, number_in(answer.text, attribute.low, attribute.high))
            case AttributeKind.TEXT:
                answer = self._answer(request)
                return _free(answer, text_in(answer.text) or None)

    def _choice(self, attribute: Attribute, request: AskRequest, frame_index: int) -> Reading:
        choices = attribute.choices
        answer = self._answer(request)
        sentences = with_each_choice(answer.text.strip(), choices)
        if not sentences:
            request_of_description = self._request("", frame_index)
            described = self._description(request_of_description, frame_index)
            sentences = with_each_choice(described.text.strip(), choices)
            if sentences:
                request = request_of_description
        if not sentences:
            listed = self._request(listed_choices(attribute.question, choices), frame_index)
            sentences = with_each_choice(self._answer(listed).text.strip(), choices)
            if sentences:
                request = listed
        forms: dict[Value, Sequence[str]] = {
            choice: (sentences[choice],) if sentences else bare_forms(choice) for choice in choices
        }
        shares, coverage = self._shares(request, forms)
        # Its own sentence is what it would say, however many words make that improbable.
        return Reading(shares if sentences else _covered(shares, coverage), answer.text.strip())

    def _yes_no(self, request: AskRequest) -> Reading:
        shares, coverage = self._shares(request, {True: _YES, False: _NO})
        if coverage >= LEAST_COVERAGE:
            return Reading(shares)
        said = self._answer(request).text.strip()
        return Reading(shares if begins_with_yes_or_no(said) else _covered(shares, coverage), said)

    def _shares(
        self, request: AskRequest, forms: Mapping[Value, Sequence[str]]
    ) -> tuple[dict[Value, float], float]:
        """How the chance that the model gives to all candidates is shared among the values, and that chance.

        Forms of one value add up.
        """
        candidates = [form for each in forms.values() for form in each]
        scores = self._predictor.score_answers(request, candidates, self._token)
        by_form = {score.answer: score.log_probability for score in scores}
        top = max(by_form.values(), default=0.0)
        weights = {value: sum(math.exp(by_form[form] - top) for form in each) for value, each in forms.items()}
        total = sum(weights.values())
        shares = {value: weight / total for value, weight in weights.items()}
        return shares, min(1.0, total * math.exp(top))

    def _answer(self, request: AskRequest) -> AnswerFinished:
        wanted = replace(request, wants_confidence=True)
        for event in self._predictor.ask(wanted, self._token):
            if isinstance(event, AnswerFinished):
                return event
        raise AssertionError("a predictor ended an answer without saying so")

    def _description(self, request: AskRequest, frame_index: int) -> AnswerFinished:
        if frame_index not in self._described:
            self._described[frame_index] = self._answer(request)
        return self._described[frame_index]

    def _request(self, question: str, frame_index: int) -> AskRequest:
        """A question about the object marked on a frame; without one, what it is."""
        target = self._target
        prepared = PreparedRegionCaption(
            target.item.media_id,
            target.about.object_id,
            target.about.name,
            frame_index,
            target.track[frame_index].rle,
            RegionKind.QUESTION if question else RegionKind.DESCRIBE,
            question,
            max_new_tokens=MOST_TOKENS,
            needs_surroundings=self._whole_picture,
        )
        # What a model segments on the way is of no use here.
        return replace(region_request(self._predictor.description, prepared, self._frames), max_segments=0)


def _covered(shares: Mapping[Value, float], coverage: float) -> dict[Value, float]:
    scale = min(1.0, coverage / LEAST_COVERAGE)
    return {value: share * scale for value, share in shares.items()}


def _free(answer: AnswerFinished, value: Value | None) -> Reading:
    """A value is as sure as the least probable token of the answer that it was read from."""
    said = answer.text.strip()
    if value is None or answer.is_truncated:
        return Reading(said=said)
    return Reading({value: 0.0 if answer.confidence is None else answer.confidence.least}, said)
