"""Any checkpoint serves: how pictures reach it, and how one makes room for another."""

from __future__ import annotations

import numpy as np
import pytest
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor

from sa2va_desktop.errors import CapabilityError, ModelError
from sa2va_desktop.inference.api import AskRequest, Capabilities
from sa2va_desktop.operations.model_exchange import ExchangeablePredictor
from sa2va_desktop.operations.pipeline.describer import ModelDescriber
from sa2va_desktop.operations.pipeline.model_turns import ModelTurns
from sa2va_desktop.tasks import CancelToken

PICTURES = [np.full((8, 6, 3), level, np.uint8) for level in (10, 20, 30)]


def describer(predictor: ScriptedPredictor) -> ModelDescriber:
    return ModelDescriber(predictor, CancelToken(), max_new_tokens=9)


def asked(predictor: ScriptedPredictor) -> AskRequest:
    (request,) = predictor.requests
    assert isinstance(request, AskRequest)
    return request


def test_one_picture_is_a_still_and_masks_that_are_named_are_not_wanted() -> None:
    predictor = ScriptedPredictor(Script(parts=(" A car ", ScriptedObject("here"), ".")))

    assert describer(predictor).describe(PICTURES[:1], "What?") == "A car here."

    request = asked(predictor)
    assert (request.is_video, request.language_frames, request.max_new_tokens) == (False, (0,), 9)
    assert request.frames is not None
    assert request.frames.read_rgb(0)[0, 0, 0] == 10


def test_several_pictures_are_a_clip_however_many() -> None:
    predictor = ScriptedPredictor()

    describer(predictor).describe(PICTURES * 3, "What?")

    request = asked(predictor)
    assert (request.is_video, request.language_frames) == (True, tuple(range(9)))
    assert request.shown is not None
    assert request.shown.language_frame_limit == 9


def test_a_model_without_clips_gets_them_side_by_side() -> None:
    predictor = ScriptedPredictor(capabilities=Capabilities("scripted", "qwen_chat", video=False))

    describer(predictor).describe(PICTURES, "What?")

    request = asked(predictor)
    assert request.frames is not None
    assert request.frames.read_rgb(0).shape == (8, 18, 3)
    assert request.frames.read_rgb(0)[0, ::6, 0].tolist() == [10, 20, 30]


def test_a_tracker_cannot_describe() -> None:
    with pytest.raises(CapabilityError):
        describer(ScriptedPredictor(capabilities=Capabilities("scripted", "", language=False)))


def test_models_are_loaded_in_turns_and_kept_while_they_are_wanted() -> None:
    loaded: list[ScriptedPredictor] = []

    def load(name: str) -> ScriptedPredictor:
        assert all(predictor.is_closed for predictor in loaded)
        loaded.append(ScriptedPredictor(name=name))
        return loaded[-1]

    turns = ModelTurns(load, CancelToken(), max_new_tokens=9)
    for name in ("big", "big", "strict", "big"):
        with turns.use(name) as used:
            assert used.name == name
    turns.close()

    assert [predictor.description.name for predictor in loaded] == ["big", "strict", "big"]
    assert loaded[-1].is_closed


def test_a_predictor_that_is_set_aside_is_freed_and_comes_back() -> None:
    loaded: list[ScriptedPredictor] = []

    def load() -> ScriptedPredictor:
        loaded.append(ScriptedPredictor(name=f"model {len(loaded)}"))
        return loaded[-1]

    predictor = ExchangeablePredictor(load)
    with predictor.set_aside():
        assert loaded[0].is_closed
        with pytest.raises(ModelError, match="model 0 is not in memory now"):
            predictor.ask(AskRequest("What?"), CancelToken())
        assert not predictor.take_reports()

    assert predictor.description.name == "model 1"
    assert list(predictor.ask(AskRequest("What?"), CancelToken()))
    predictor.close()
    assert loaded[1].is_closed
