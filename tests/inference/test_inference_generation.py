"""Greedy decoding: the cache changes nothing, answers can be imposed, and a cancel is obeyed within one token."""

from __future__ import annotations

import pytest
import torch
from transformers import Qwen2Config, Qwen2ForCausalLM

from sa2va_desktop.errors import CancelledError, OutOfMemoryError
from sa2va_desktop.inference.generation import embed_prompt, generate
from sa2va_desktop.tasks import CancelToken

PROMPT = [3, 1, 4, 1, 5]


@pytest.fixture(scope="module")
def model() -> Qwen2ForCausalLM:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        config = Qwen2Config(
            vocab_size=40,
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            intermediate_size=32,
        )
        return Qwen2ForCausalLM(config).eval().requires_grad_(False)


def run(model: Qwen2ForCausalLM, count: int = 6, **options):
    embeds = embed_prompt(model, PROMPT, image_token_id=39, image_features=None)
    return list(generate(model, embeds, max_new_tokens=count, cancel=CancelToken(), **options))


def without_cache(model: Qwen2ForCausalLM, ids: list[int]) -> tuple[torch.Tensor, torch.Tensor]:
    with torch.inference_mode():
        states = model.model(input_ids=torch.tensor([ids])).last_hidden_state[0]
        return states, model.lm_head(states)


def test_decoding_with_a_cache_equals_one_pass_over_everything(model):
    steps = run(model)
    answer = [step.token_id for step in steps]

    states, logits = without_cache(model, PROMPT + answer)

    for index, step in enumerate(steps):
        position = len(PROMPT) - 1 + index
        torch.testing.assert_close(step.logits, logits[position], rtol=0, atol=1e-5)
        torch.testing.assert_close(step.input_state, states[position], rtol=0, atol=1e-5)
        assert step.token_id == int(logits[position].argmax())


def test_an_imposed_answer_is_consumed_and_its_raw_logits_are_kept(model):
    forced = [7, 8, 9]

    steps = run(model, forced_ids=forced)

    _, logits = without_cache(model, PROMPT + forced)
    assert [step.token_id for step in steps] == forced
    torch.testing.assert_close(steps[2].logits, logits[len(PROMPT) + 1], rtol=0, atol=1e-5)


def test_the_limit_also_ends_an_imposed_answer(model):
    assert len(run(model, count=2, forced_ids=[7, 8, 9])) == 2


def test_image_tokens_are_replaced_in_order(model):
    features = torch.randn(2, 32)

    embeds = embed_prompt(model, [5, 39, 6, 39], image_token_id=39, image_features=features)

    own = model.get_input_embeddings().weight
    assert torch.equal(embeds[0], torch.stack([own[5], features[0], own[6], features[1]]))


def test_a_cancel_is_obeyed_before_the_next_token(model):
    cancel = CancelToken()
    embeds = embed_prompt(model, PROMPT, image_token_id=39, image_features=None)
    steps = generate(model, embeds, max_new_tokens=10, cancel=cancel)

    next(steps)
    cancel.cancel()

    with pytest.raises(CancelledError):
        next(steps)


def test_running_out_of_memory_is_said_in_a_sentence(model, monkeypatch):
    def fail(*args, **kwargs):
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")

    monkeypatch.setattr(model.model, "forward", fail)

    with pytest.raises(OutOfMemoryError, match="while the answer was written"):
        run(model)
