"""The planner: what weights and requests take, what fits which device, and what is lowered first."""

from __future__ import annotations

import pytest

from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.memory_plan import (
    RUNTIME_BYTES,
    Budget,
    DeviceSpace,
    LoadWish,
    fits,
    plan_load,
    plan_run,
    request_bytes,
    spread_blocks,
    steps_below,
)
from sa2va_desktop.inference.memory_sizes import (
    GroundingSizes,
    LanguageSizes,
    ModelSizes,
    PartCounts,
    Quantisation,
    RequestSizes,
    VisionSizes,
)

GIB = 1 << 30
SIZES_4B = ModelSizes(
    counts=PartCounts(2774.8e6, 621.3e6, 316.6e6, 229.2e6),
    grounding=GroundingSizes(1024, 144, 256, 64, 7),
    language=LanguageSizes(36, 2048, 11008, 16, 2, 128),
    vision=VisionSizes(1024, 4096, 1025, 256),
)
REQUEST = RequestSizes(tiles=13, tokens=3600, new_tokens=512, objects=8, frames=24, key_frames=5)


def gpu(gib: float, name: str = "cuda:0") -> DeviceSpace:
    return DeviceSpace(name, int(gib * GIB))


def test_weights_of_a_4b_in_each_precision():
    counts = SIZES_4B.counts

    assert counts.weight_bytes("float32") == round(counts.total * 4)
    in_bfloat16 = counts.weight_bytes("bfloat16")
    assert in_bfloat16 == round((counts.total - counts.grounding) * 2 + counts.grounding * 4)
    in_8_bit = counts.weight_bytes("bfloat16", Quantisation.INT8)
    in_4_bit = counts.weight_bytes("bfloat16", Quantisation.INT4)
    assert in_4_bit < in_8_bit < in_bfloat16
    # Only the blocks become smaller.
    assert in_bfloat16 - in_8_bit == pytest.approx(counts.language_blocks, rel=0.01)


def test_key_value_cache_of_a_4b():
    # 36 layers of 2 heads of 128, keys and values, 2 bytes each, and a quarter of room to grow.
    assert SIZES_4B.language is not None
    assert SIZES_4B.language.cache_bytes(1000, 2) == 2 * 36 * 2 * 128 * 1000 * 2 * 1.25


@pytest.mark.parametrize(
    ("gib", "quantisation", "is_offloaded"),
    [(24, Quantisation.NONE, False), (8.5, Quantisation.INT8, False), (6.5, Quantisation.INT4, False)],
)
def test_the_first_way_that_fits_is_taken(gib: float, quantisation: Quantisation, is_offloaded: bool):
    plan = plan_load(SIZES_4B, [gpu(gib)], can_quantise=True)

    assert (plan.dtype, plan.quantisation) == ("bfloat16", quantisation)
    assert (plan.offloaded_blocks > 0) is is_offloaded
    assert plan.fits
    assert plan.needed_bytes <= plan.free_bytes


def test_without_the_library_blocks_are_offloaded_instead():
    plan = plan_load(SIZES_4B, [gpu(8.0)], can_quantise=False)

    assert plan.quantisation is Quantisation.NONE
    assert 0 < plan.offloaded_blocks < 36
    assert sum(plan.blocks) + plan.offloaded_blocks == 36
    assert plan.fits
    assert "blocks of the language model in main memory" in plan.sentence


def test_nothing_fits_and_the_plan_says_so():
    plan = plan_load(SIZES_4B, [gpu(2.0)], can_quantise=True)

    assert not plan.fits
    assert plan.needed_bytes > plan.free_bytes * 0.9


def test_what_a_person_asks_for_is_done_though_more_would_fit():
    plan = plan_load(SIZES_4B, [gpu(80)], wish=LoadWish("float16", Quantisation.INT4), can_quantise=True)
    assert (plan.dtype, plan.quantisation) == ("float16", Quantisation.INT4)

    offloaded = plan_load(SIZES_4B, [gpu(8)], wish=LoadWish(offload=True), can_quantise=True)
    assert offloaded.quantisation is Quantisation.NONE
    assert offloaded.offloaded_blocks > 0


def test_a_cpu_is_exact_until_it_is_full():
    assert plan_load(SIZES_4B, [DeviceSpace("cpu", 64 * GIB)]).dtype == "float32"
    assert plan_load(SIZES_4B, [DeviceSpace("cpu", 13 * GIB)]).dtype == "bfloat16"
    assert plan_load(SIZES_4B, [DeviceSpace("cpu", 13 * GIB, has_bfloat16=False)]).dtype == "float32"


def test_blocks_are_spread_over_two_gpus_by_their_room():
    plan = plan_load(SIZES_4B, [gpu(6), gpu(6, "cuda:1")], can_quantise=True)

    assert plan.devices == ("cuda:0", "cuda:1")
    assert sum(plan.blocks) == 36
    assert 0 < plan.blocks[0] < plan.blocks[1]  # the first one has pictures and masks as well
    assert plan.fits
    assert "spread over 2 devices" in plan.sentence


def test_quantised_weights_are_neither_offloaded_nor_spread():
    with pytest.raises(UsageError, match="8 or 4 bit stay on one device"):
        plan_load(SIZES_4B, [gpu(6)], wish=LoadWish(quantisation=Quantisation.INT8, offload=True))
    with pytest.raises(UsageError, match="8 or 4 bit stay on one device"):
        plan_load(SIZES_4B, [gpu(6), gpu(6, "cuda:1")], wish=LoadWish(quantisation=Quantisation.INT8))


@pytest.mark.parametrize(
    ("rooms", "expected"),
    [([10, 10], [5, 5]), ([10, 30], [2, 8]), ([3, 4], [3, 4]), ([0, 100], [0, 10]), ([-5, 4], [0, 4])],
)
def test_spreading_ten_blocks(rooms: list[float], expected: list[int]):
    assert spread_blocks(10, 1.0, rooms) == expected


def test_steps_below_take_less_each_time():
    plan = plan_load(SIZES_4B, [gpu(24)], can_quantise=True)

    steps = steps_below(SIZES_4B, [gpu(24)], plan, wish=LoadWish(), can_quantise=True)

    assert [step.quantisation for step in steps][:2] == [Quantisation.INT8, Quantisation.INT4]
    assert all(step.needed_bytes < plan.needed_bytes for step in steps)


def test_a_run_that_fits_keeps_its_budget():
    loaded = plan_load(SIZES_4B, [gpu(24)])

    plan = plan_run(SIZES_4B, loaded, REQUEST, free_bytes=14 * GIB, budget=Budget())

    assert plan.fits
    assert plan.budget == Budget()
    weights = SIZES_4B.counts.weight_bytes("bfloat16") + RUNTIME_BYTES["cuda"]
    assert plan.needed_bytes == weights + request_bytes(SIZES_4B, "bfloat16", REQUEST, Budget())
    assert plan.sentence == f"about {plan.needed_bytes / GIB:.1f} GiB of {(14 * GIB + weights) / GIB:.1f} GiB"


def test_a_run_that_is_too_large_is_computed_in_smaller_parts():
    loaded = plan_load(SIZES_4B, [gpu(24)])

    plan = plan_run(SIZES_4B, loaded, REQUEST, free_bytes=int(1.5 * GIB), budget=Budget())

    assert plan.fits
    assert plan.budget.cache_bytes < Budget().cache_bytes
    tight = plan_run(SIZES_4B, loaded, REQUEST, free_bytes=GIB // 10, budget=Budget())
    assert not tight.fits
    assert (tight.budget.tiles_at_once, tight.budget.objects_at_once, tight.budget.cache_bytes) == (1, 1, 0)


def test_quantised_models_say_so():
    loaded = plan_load(SIZES_4B, [gpu(8.5)], can_quantise=True)

    assert plan_run(SIZES_4B, loaded, REQUEST, free_bytes=GIB, budget=Budget()).sentence.endswith(
        "; language model in 8 bit"
    )


def test_what_would_fit_is_told_from_published_numbers_alone():
    counts = SIZES_4B.counts

    assert fits(counts, gpu(24)).sentence.startswith("fits in bfloat16; takes about")
    assert fits(counts, gpu(9)).quantisation is not Quantisation.NONE
    assert fits(counts, gpu(9), can_quantise=False).is_offloaded
    assert not fits(counts, gpu(2)).fits
    assert fits(counts, gpu(2)).sentence.startswith("does not fit: takes at least")
    assert fits(counts, DeviceSpace("cpu", 32 * GIB)).dtype == "float32"
