"""Scores of candidate answers are those of one pass over prompt and answer, in every family; nothing of them stays."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from support.full_device import memory_runs_out
from support.golden_cases import SHIPPED, TraceArrays, load_case
from support.sam2_folders import tracker_folder

from sa2va_desktop.errors import CancelledError, CapabilityError, OutOfMemoryError, UsageError
from sa2va_desktop.inference.api import AnswerFinished, AskRequest
from sa2va_desktop.inference.predictor import Sa2vaPredictor
from sa2va_desktop.inference.sam2_predictor import load_sam2_predictor
from sa2va_desktop.operations.model_exchange import ExchangeablePredictor
from sa2va_desktop.tasks import CancelToken

ANSWERS = ("Red.", "A large and rather dark blue car that turns left.", "No", "[SEG]")


def question(family: str) -> AskRequest:
    shown = load_case(SHIPPED.parent / family, "image_ref_natural").request
    return AskRequest("What colour is it?", frames=shown.frames)


def spelled(predictor: Sa2vaPredictor, answer: str) -> list[int]:
    return predictor._assembler.ids_of_answer(answer, marks=(), is_closed=True)


def naive(predictor: Sa2vaPredictor, request: AskRequest, answer: str) -> float:
    """By the logits of a traced run that reads everything anew, token by token, with the answer imposed."""
    checkpoint = predictor._opened().checkpoint
    stop = checkpoint.template.stop_words[0]
    trace = TraceArrays()
    forced = replace(request, forced_answer=answer + stop, parse_special_tokens=False)
    list(predictor.ask(forced, CancelToken(), trace))
    logits = torch.from_numpy(trace["step_logits"]).double().log_softmax(-1)
    ids = trace["generated_ids"].tolist()
    assert ids == spelled(predictor, answer)
    return float(sum(logits[place, token] for place, token in enumerate(ids)))


def test_scores_are_those_of_a_pass_over_everything(family, predictor):
    request = question(family)

    scores = predictor.score_answers(request, ANSWERS[:3], CancelToken())

    assert [score.answer for score in scores] == list(ANSWERS[:3])
    for score in scores:
        assert score.log_probability == pytest.approx(naive(predictor, request, score.answer), abs=1e-4)
        assert score.token_count == len(spelled(predictor, score.answer))
        assert score.mean_log_probability == pytest.approx(score.log_probability / score.token_count)


def test_special_tokens_of_an_answer_are_characters(family, predictor):
    (score,) = predictor.score_answers(question(family), ANSWERS[3:], CancelToken())

    stop_ids = predictor._assembler.ids_of_answer("", marks=(), is_closed=True)
    assert score.token_count > 1 + len(stop_ids)


def test_the_greedy_answer_is_as_likely_as_its_tokens(family, predictor):
    request = replace(question(family), wants_confidence=True, max_new_tokens=3)
    trace = TraceArrays()

    answer = next(
        event for event in predictor.ask(request, CancelToken(), trace) if isinstance(event, AnswerFinished)
    )

    chances = torch.from_numpy(trace["step_logits"]).softmax(-1).amax(-1)
    assert answer.confidence.mean == pytest.approx(float(chances.mean()), abs=1e-5)
    assert answer.confidence.least == pytest.approx(float(chances.min()), abs=1e-5)
    silent = predictor.ask(replace(request, wants_confidence=False), CancelToken())
    assert next(each for each in silent if isinstance(each, AnswerFinished)).confidence is None


def test_the_prompt_is_read_once_and_kept_for_the_next_question(family, predictor, monkeypatch):
    decoder = predictor._opened().checkpoint.network.language.decoder
    forward, rows = decoder.forward, []

    def count(*args, **kwargs):
        rows.append(kwargs["inputs_embeds"].shape[1])
        return forward(*args, **kwargs)

    monkeypatch.setattr(decoder, "forward", count)
    request = question(family)
    predictor._conversations.clear()
    first = predictor.score_answers(request, ANSWERS[:2], CancelToken())
    read_first = sum(rows)
    rows.clear()
    again = predictor.score_answers(request, ANSWERS[:2], CancelToken())

    candidates = sum(score.token_count - 1 for score in first)
    assert [s.log_probability for s in again] == [s.log_probability for s in first]
    assert candidates < sum(rows) < read_first


def test_a_cancel_is_obeyed_between_answers_and_what_was_read_is_right_afterwards(family, predictor):
    request, token = question(family), CancelToken()
    fresh = predictor.score_answers(request, ANSWERS[:2], CancelToken())
    head, calls = predictor._opened().checkpoint.network.language.head, []

    def then_cancel(*_passed):
        calls.append(None)
        if len(calls) == 2:  # the end of the prompt, then the first answer
            token.cancel()

    hook = head.register_forward_hook(then_cancel)
    with pytest.raises(CancelledError):
        predictor.score_answers(request, ANSWERS[:2], token)
    hook.remove()

    assert len(calls) == 2
    assert predictor.score_answers(request, ANSWERS[:2], CancelToken()) == fresh


def test_an_answer_that_does_not_fit_is_read_in_smaller_parts(family, predictor):
    request = question(family)
    long = " ".join([ANSWERS[1]] * 6)
    expected = predictor.score_answers(request, (long,), CancelToken())
    decoder = predictor._opened().checkpoint.network.language.decoder
    predictor.take_reports()

    with memory_runs_out(decoder, {1}) as failed:
        found = predictor.score_answers(request, (long,), CancelToken())

    assert failed == [1]
    assert found[0].log_probability == pytest.approx(expected[0].log_probability, abs=1e-3)
    with memory_runs_out(decoder), pytest.raises(OutOfMemoryError):
        predictor.score_answers(request, (long,), CancelToken())


def test_a_blank_answer_is_refused(family, predictor):
    with pytest.raises(UsageError, match="blank"):
        predictor.score_answers(question(family), ("Red.", " "), CancelToken())


def test_without_language_the_reason_is_said(tmp_path):
    folder = tracker_folder(tmp_path / "miniature")
    alone = load_sam2_predictor(folder, keep_in=tmp_path)
    lent = ExchangeablePredictor(lambda: alone)
    try:
        with pytest.raises(CapabilityError, match="no language model"):
            lent.score_answers(AskRequest("What is it?"), ("Red.",), CancelToken())
    finally:
        lent.close()
