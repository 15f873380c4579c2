"""A fresh clone proves parity with the published implementation, from typed text to final masks."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from support.golden_cases import FEATURES, GOLDEN, check_case, load_case, run_case

from sa2va_desktop.inference.generation import PromptReader, PromptRows
from sa2va_desktop.inference.predictor import Sa2vaPredictor, load_predictor
from sa2va_desktop.tasks import CancelToken


@pytest.fixture(scope="module", params=["internvl_qwen2", "internvl_internlm2", "qwen2_5_vl", "qwen3_vl"])
def family(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def predictor(family: str):
    loaded = load_predictor(GOLDEN / family / "checkpoint")
    yield loaded
    loaded.close()


@pytest.mark.parametrize("name", ["image_ref_natural", "video3_ref_forced"])
def test_a_recorded_call_gives_the_recorded_answer_and_masks(predictor: Sa2vaPredictor, family: str, name: str):
    case = load_case(GOLDEN / family, name)

    events, ours = run_case(predictor, case)

    check_case(case, events, ours)


def test_the_language_model_reads_the_recorded_rows(predictor: Sa2vaPredictor, family: str):
    checkpoint = predictor._opened().checkpoint
    case = load_case(GOLDEN / family, "image_ref_natural")
    encoder = checkpoint.family.picture_encoder(checkpoint)
    pictures = encoder.encode(case.request.shown, CancelToken())
    language = checkpoint.network.language
    rows = PromptRows(
        ids=tuple(case.recorded["prompt_ids"].tolist()),
        image_token_id=checkpoint.tokenizer.token_id(checkpoint.marks.token),
        features=pictures.features,
        deepstack=pictures.deepstack,
        grids=pictures.grids,
    )

    with torch.inference_mode():
        prompt = PromptReader(language, rows).rows(0, len(rows.ids))
        embeds = prompt.embeds
        states = language.read(prompt, language.new_cache())
        logits = language.logits(states)

    for positions, ours, name in (
        ("input_embeds_positions", embeds[0], "input_embeds_at_positions"),
        ("logit_positions", states, "hidden_at_positions"),
        ("logit_positions", logits, "logits_at_positions"),
    ):
        if name not in case.recorded:  # not every family's recording has the embeddings
            continue
        rows = ours.numpy()[case.recorded[positions]]
        np.testing.assert_allclose(rows, case.recorded[name], rtol=0, atol=FEATURES, err_msg=name)
