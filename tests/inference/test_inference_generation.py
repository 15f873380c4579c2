"""Greedy decoding: the cache changes nothing, answers can be imposed, and a cancel is obeyed within one token."""

from __future__ import annotations

import copy

import pytest
import torch
from support.full_device import memory_runs_out
from transformers import Qwen2Config, Qwen2ForCausalLM

from sa2va_desktop.errors import CancelledError, OutOfMemoryError
from sa2va_desktop.inference.generation import (
    FIXED_FROM,
    FixedDecoding,
    PromptReader,
    PromptRows,
    generate,
    piece_ends,
)
from sa2va_desktop.inference.memory_ladder import MemoryLadder
from sa2va_desktop.inference.memory_plan import Budget
from sa2va_desktop.modeling.fixed_decoding import FixedDecoder
from sa2va_desktop.modeling.key_value_cache import KeyValueCache
from sa2va_desktop.modeling.language_model import LanguageModel
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


def language_of(model: Qwen2ForCausalLM) -> LanguageModel:
    return LanguageModel(model.model, model.lm_head)


def rows_of(ids: list[int], features: torch.Tensor | None = None) -> PromptRows:
    return PromptRows(tuple(ids), image_token_id=39, features=features)


def by_twos() -> MemoryLadder:
    return MemoryLadder(Budget(prefill_chunk=2))


def run(model: Qwen2ForCausalLM, count: int = 6, *, cache: KeyValueCache | None = None, **options):
    language = language_of(model)
    cache = cache or language.new_cache()
    steps = generate(language, rows_of(PROMPT), cache, max_new_tokens=count, cancel=CancelToken(), **options)
    return list(steps)


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

    reader = PromptReader(language_of(model), rows_of([5, 39, 6, 39], features))
    embeds = reader.rows(0, 4).embeds

    own = model.get_input_embeddings().weight
    assert torch.equal(embeds[0], torch.stack([own[5], features[0], own[6], features[1]]))
    assert torch.equal(reader.rows(2, 4).embeds[0], embeds[0, 2:])


def test_a_cancel_is_obeyed_before_the_next_token(model):
    cancel = CancelToken()
    language = language_of(model)
    steps = generate(language, rows_of(PROMPT), language.new_cache(), max_new_tokens=10, cancel=cancel)

    next(steps)
    cancel.cancel()

    with pytest.raises(CancelledError):
        next(steps)


def test_running_out_of_memory_is_said_in_a_sentence(model, monkeypatch):
    def fail(*args, **kwargs):
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")

    monkeypatch.setattr(model.model, "forward", fail)

    with pytest.raises(OutOfMemoryError, match="while the instruction was read"):
        run(model)


def test_a_prompt_read_in_pieces_gives_what_one_pass_gives(model):
    whole, pieces = run(model), run(model, ladder=by_twos())

    assert [step.token_id for step in whole] == [step.token_id for step in pieces]
    for one, other in zip(whole, pieces, strict=True):
        torch.testing.assert_close(one.logits, other.logits, rtol=0, atol=1e-5)


def test_a_cancel_is_obeyed_between_two_pieces_of_a_prompt(model, monkeypatch):
    cancel, language = CancelToken(), language_of(model)
    cache = language.new_cache()
    passes = []
    forward = model.model.forward

    def count(*args, **kwargs):
        passes.append(kwargs["inputs_embeds"].shape[1])
        cancel.cancel()
        return forward(*args, **kwargs)

    monkeypatch.setattr(model.model, "forward", count)

    with pytest.raises(CancelledError):
        list(generate(language, rows_of(PROMPT), cache, max_new_tokens=4, cancel=cancel, ladder=by_twos()))

    assert passes == [2]
    assert cache.length == 2


@pytest.mark.parametrize("call", [0, 1, 3, 5])
@pytest.mark.parametrize("layer", [0, 1])
def test_a_pass_that_failed_half_way_is_made_again(model, layer: int, call: int):
    expected = run(model)

    with memory_runs_out(model.model.layers[layer], {call}) as failed:
        steps = run(model)

    assert failed == [call]
    assert [step.token_id for step in steps] == [step.token_id for step in expected]
    for one, other in zip(steps, expected, strict=True):
        assert torch.equal(one.logits, other.logits)


def test_when_memory_stays_full_the_cache_holds_what_was_read(model):
    cache = language_of(model).new_cache()
    steps = generate(
        language_of(model), rows_of(PROMPT), cache, max_new_tokens=6, cancel=CancelToken(), ladder=by_twos()
    )
    tokens = [next(steps).token_id, next(steps).token_id]

    with (
        memory_runs_out(model.model.layers[1]),
        pytest.raises(OutOfMemoryError, match="while the answer was written"),
    ):
        next(steps)

    assert cache.length == len(PROMPT) + 1
    assert tokens == [step.token_id for step in run(model)][:2]


def test_wanted_states_of_the_prompt_come_with_the_first_token(model):
    steps = run(model, states_at=[1, 4], ladder=by_twos())

    states, _ = without_cache(model, PROMPT)
    assert len(steps[0].prompt_states) == 2
    torch.testing.assert_close(torch.stack(steps[0].prompt_states), states[[1, 4]], rtol=0, atol=1e-5)
    assert steps[1].prompt_states == ()


def test_what_a_cache_holds_is_not_read_again(model):
    cache = language_of(model).new_cache()
    first = run(model, cache=cache)
    assert cache.length == len(PROMPT) + len(first) - 1

    cache.cut(3)
    again = run(model, cache=cache)

    assert [step.token_id for step in again] == [step.token_id for step in first]
    with pytest.raises(ValueError, match="at least 99 tokens"):
        cache.cut(99)


def test_pieces_of_a_prompt_end_with_its_pictures_and_depend_on_nothing_behind():
    ids = (1, 39, 39, 2, 39, 39, 39, 39, 3, 4, 5)

    ends = piece_ends(ids, 39, prefill_tokens=3)

    assert ends == [3, 6, 8, 11]
    assert piece_ends(ids[:10], 39, prefill_tokens=3)[:3] == ends[:3]
    assert piece_ends(ids[:3], 39) == [3]


def test_an_answer_written_in_fixed_tensors_is_the_same(model):
    count = FIXED_FROM + 300  # the buffers grow before, and room is made at once
    plain, fixed = run(model, count), run(model, count, fixed=FixedDecoding.EAGER)

    assert [step.token_id for step in fixed] == [step.token_id for step in plain]
    for one, other in zip(plain, fixed, strict=True):
        torch.testing.assert_close(one.input_state, other.input_state, rtol=0, atol=1e-5)
        torch.testing.assert_close(one.logits, other.logits, rtol=0, atol=1e-5)


def test_a_cache_goes_on_growing_after_fixed_tensors(model):
    language = language_of(model)
    cache = language.new_cache()
    steps = generate(
        language,
        rows_of(PROMPT),
        cache,
        max_new_tokens=400,
        cancel=CancelToken(),
        fixed=FixedDecoding.EAGER,
    )
    written = [next(steps).token_id for _ in range(FIXED_FROM + 4)]
    steps.close()
    assert cache.length == len(PROMPT) + len(written) - 1

    longer = PromptRows((*PROMPT, *written, 7), image_token_id=-1)
    going_on = list(generate(language, longer, cache, max_new_tokens=3, cancel=CancelToken()))
    anew = list(generate(language, longer, language.new_cache(), max_new_tokens=3, cancel=CancelToken()))

    assert [step.token_id for step in going_on] == [step.token_id for step in anew]
    torch.testing.assert_close(going_on[0].logits, anew[0].logits, rtol=0, atol=1e-5)


def test_a_graph_that_cannot_be_captured_leaves_the_cache_usable(model, monkeypatch):
    def full(_decoder):
        raise torch.OutOfMemoryError("full")

    monkeypatch.setattr(FixedDecoder, "_capture", full)
    language = language_of(model)
    cache = language.new_cache()
    steps = generate(
        language,
        rows_of(PROMPT),
        cache,
        max_new_tokens=400,
        cancel=CancelToken(),
        fixed=FixedDecoding.CAPTURED,
    )
    written = [next(steps).token_id for _ in range(FIXED_FROM)]
    with pytest.raises(OutOfMemoryError):
        next(steps)

    longer = PromptRows((*PROMPT, *written, 7), image_token_id=-1)
    going_on = list(generate(language, longer, cache, max_new_tokens=3, cancel=CancelToken()))
    anew = list(generate(language, longer, language.new_cache(), max_new_tokens=3, cancel=CancelToken()))

    assert [step.token_id for step in going_on] == [step.token_id for step in anew]


@pytest.mark.parametrize("of_call", [1, 2], ids=["state", "logits"])
def test_a_token_whose_copy_did_not_fit_is_read_once(model, monkeypatch, of_call):
    """The pass is made again, and the token must not stand in the cache twice."""
    language, cache = language_of(model), language_of(model).new_cache()
    list(generate(language, rows_of(PROMPT), cache, max_new_tokens=1, cancel=CancelToken()))
    decoder = FixedDecoder(language, cache, 4, is_captured=False)
    real, calls = torch.Tensor.clone, []

    def clone(tensor, *arguments, **options):
        calls.append(tensor)
        if len(calls) == of_call:
            raise torch.OutOfMemoryError("full")
        return real(tensor, *arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(torch.Tensor, "clone", clone)
        with pytest.raises(torch.OutOfMemoryError):
            _ = [each.clone() for each in decoder.read(7, cache.length)]

    assert cache.length == len(PROMPT)


@pytest.mark.gpu
def test_a_captured_graph_writes_the_same(model):
    on_gpu = copy.deepcopy(model).to("cuda")

    plain, captured = run(on_gpu, 60), run(on_gpu, 60, fixed=FixedDecoding.CAPTURED)

    assert [step.token_id for step in captured] == [step.token_id for step in plain]
    for one, other in zip(plain, captured, strict=True):
        torch.testing.assert_close(one.logits, other.logits, rtol=0, atol=1e-4)


def test_positions_that_stretch_with_the_text_are_not_captured(model):
    stretched = copy.deepcopy(model)
    stretched.model.rotary_emb.rope_type = "dynamic"

    assert language_of(model).can_be_captured
    assert not language_of(stretched).can_be_captured
