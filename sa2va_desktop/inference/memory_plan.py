"""What a checkpoint and a request will take of a device's memory, and how they are made to fit. Knows no torch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.memory_sizes import DTYPE_BYTES, ModelSizes, PartCounts, Quantisation, RequestSizes
from sa2va_desktop.translation import translate

GIB = 1 << 30
MARGIN = 0.08
"""Share of the free memory that stays free, for what the allocator loses between its blocks."""
RUNTIME_BYTES = {"cpu": 64 << 20, "cuda": 600 << 20, "mps": 600 << 20}
"""What the libraries take beside tensors: kernels and their context on a GPU, work space on a CPU."""
PREFILL_CHUNK = 1024
"""Tokens of a prompt that are read in one pass: bounds activations, and how long a cancel waits."""
TYPICAL_REQUEST = RequestSizes(tiles=13, tokens=3600, new_tokens=512, objects=4, frames=24, key_frames=5)
"""What a checkpoint is expected to be asked when it is loaded: a large still or a clip, and a few objects."""


@dataclass(frozen=True)
class DeviceSpace:
    """One device. `name` is torch's, such as "cuda:0"; the bytes are what may be used now."""

    name: str
    free_bytes: int
    has_bfloat16: bool = True

    @property
    def kind(self) -> str:
        return self.name.partition(":")[0]

    @property
    def usable_bytes(self) -> int:
        return int(self.free_bytes * (1 - MARGIN)) - RUNTIME_BYTES.get(self.kind, 0)


@dataclass(frozen=True)
class Budget:
    """How much is computed at once. Less of it takes longer and gives the same results.

    Attributes:
        tiles_at_once: through the vision tower.
        prefill_chunk: tokens of a prompt that are read in one pass.
        objects_at_once: through the mask decoder and memory attention.
        points_at_once: clicks of a grid through the mask decoder.
        cache_bytes: what the image features of recent frames may take.
    """

    tiles_at_once: int = 4
    prefill_chunk: int = PREFILL_CHUNK
    objects_at_once: int = 8
    points_at_once: int = 16
    cache_bytes: int = 512 << 20


@dataclass(frozen=True)
class LoadWish:
    """What a person asked for; None leaves it to the planner.

    Attributes:
        dtype: a name of `memory_sizes.DTYPE_BYTES`.
        offload: True: keep all blocks of the language model in main memory; None: as many as do not fit.
    """

    dtype: str | None = None
    quantisation: Quantisation | None = None
    offload: bool | None = None


@dataclass(frozen=True)
class LoadPlan:
    """How the weights are stored and where.

    Attributes:
        devices: the first one has everything but some of the language model's blocks.
        blocks: how many of those blocks each device has, in order. What is missing stays in main memory and visits
            the first device block by block.
        needed_bytes, free_bytes: on the fullest device, with a typical request.
    """

    dtype: str
    quantisation: Quantisation
    devices: tuple[str, ...]
    blocks: tuple[int, ...]
    offloaded_blocks: int
    needed_bytes: int
    free_bytes: int
    fits: bool
    budget: Budget = field(default_factory=Budget)

    @property
    def how(self) -> str:
        """The precision and place of the language model in words, or "" when it is as usual on one device."""
        parts = []
        if self.quantisation is not Quantisation.NONE:
            sentence = translate("inference", "language model in {0} bit")
            parts.append(sentence.format(self.quantisation.value))
        if self.offloaded_blocks:
            sentence = translate("inference", "{0} of {1} blocks of the language model in main memory")
            parts.append(sentence.format(self.offloaded_blocks, self.offloaded_blocks + sum(self.blocks)))
        if len(self.devices) > 1:
            parts.append(translate("inference", "spread over {0} devices").format(len(self.devices)))
        return ", ".join(parts)

    @property
    def sentence(self) -> str:
        return _sentence(self.needed_bytes, self.free_bytes, self.how)


@dataclass(frozen=True)
class RunPlan:
    """What one request takes beside the weights, and the budget with which it fits, or comes nearest."""

    budget: Budget
    needed_bytes: int
    free_bytes: int
    fits: bool
    how: str = ""

    @property
    def sentence(self) -> str:
        """Such as "about 9.3 GiB of 11.0 GiB; language model in 8 bit"."""
        return _sentence(self.needed_bytes, self.free_bytes, self.how)


def _sentence(needed_bytes: int, free_bytes: int, how: str) -> str:
    amount = translate("inference", "about {0} of {1}").format(_size(needed_bytes), _size(free_bytes))
    return "; ".join(part for part in (amount, how) if part)


def _size(byte_count: int) -> str:
    if byte_count < GIB // 10:
        return f"{max(0, byte_count) / (1 << 20):.0f} MiB"
    return f"{byte_count / GIB:.1f} GiB"


# ---- before a run


def request_bytes(model: ModelSizes, dtype: str, request: RequestSizes, budget: Budget) -> int:
    """The most that a request takes at one moment, weights not included."""
    width = DTYPE_BYTES[dtype]
    kept, largest = request.kept_bytes, 0
    if model.vision is not None and request.tiles:
        at_once = min(budget.tiles_at_once, request.tiles)
        largest = at_once * model.vision.tile_bytes(width)
    if model.language is not None and request.tokens:
        kept += model.language.cache_bytes(request.tokens + request.new_tokens, width)
        largest = max(largest, model.language.prefill_bytes(budget.prefill_chunk, request.tokens, width))
    if request.frames:
        grounding = model.grounding
        together = min(budget.objects_at_once, max(1, request.objects))
        kept += min(budget.cache_bytes, request.frames * grounding.feature_bytes)
        kept += request.objects * grounding.memory_bytes(request.key_frames)
        largest = max(largest, grounding.encoder_bytes, together * grounding.object_bytes)
    return kept + largest


def plan_run(
    model: ModelSizes, loaded: LoadPlan, request: RequestSizes, *, free_bytes: int, budget: Budget
) -> RunPlan:
    """Make a request fit what is free now, beginning with `budget`; nothing in its results depends on it.

    Args:
        free_bytes: on the first device, beside the weights that are there.
    """
    usable = int(free_bytes * (1 - MARGIN))
    chosen = budget
    for chosen in _smaller_budgets(budget):
        if request_bytes(model, loaded.dtype, request, chosen) <= usable:
            break
    extra = request_bytes(model, loaded.dtype, request, chosen)
    weights = _first_device_bytes(model.counts, loaded)
    return RunPlan(chosen, weights + extra, weights + free_bytes, extra <= usable, loaded.how)


def _smaller_budgets(budget: Budget) -> Iterator[Budget]:
    """From as it is to the least, what costs least time first."""
    yield budget
    for name, least in (
        ("cache_bytes", 64 << 20),
        ("tiles_at_once", 1),
        ("prefill_chunk", 64),
        ("objects_at_once", 1),
    ):
        while getattr(budget, name) > least:
            budget = replace(budget, **{name: max(least, getattr(budget, name) // 2)})
            yield budget
    yield replace(budget, cache_bytes=0)


def _first_device_bytes(counts: PartCounts, plan: LoadPlan) -> int:
    blocks = sum(plan.blocks) + plan.offloaded_blocks
    own = plan.blocks[0] / blocks if blocks else 0.0
    of_blocks = counts.block_bytes(plan.dtype, plan.quantisation)
    runtime = RUNTIME_BYTES.get(plan.devices[0].partition(":")[0], 0)
    return runtime + counts.weight_bytes(plan.dtype, plan.quantisation) - round(of_blocks * (1 - own))


# ---- before loading


def plan_load(
    model: ModelSizes,
    devices: Sequence[DeviceSpace],
    *,
    wish: LoadWish | None = None,
    can_quantise: bool = False,
    request: RequestSizes = TYPICAL_REQUEST,
) -> LoadPlan:
    """The best way of loading that leaves room for a request; the smallest one when nothing does.

    In order: as the device likes it best, 8 bit, 4 bit, blocks offloaded to main memory.

    Args:
        devices: to be used together; the first one computes pictures and masks.
        can_quantise: the library for it is there.

    Raises:
        UsageError: quantised weights cannot be offloaded or spread.
    """
    wish = wish or LoadWish()
    plans = [_plan_of(model, devices, option, request) for option in _options(devices, wish, can_quantise)]
    return next((plan for plan in plans if plan.fits), min(plans, key=lambda plan: plan.needed_bytes))


def steps_below(
    model: ModelSizes, devices: Sequence[DeviceSpace], plan: LoadPlan, *, wish: LoadWish, can_quantise: bool
) -> tuple[LoadPlan, ...]:
    """Ways of loading that take less than one that failed, the next one first."""
    plans = [
        _plan_of(model, devices, option, TYPICAL_REQUEST) for option in _options(devices, wish, can_quantise)
    ]
    return tuple(each for each in plans if each.needed_bytes < plan.needed_bytes)


@dataclass(frozen=True)
class _Option:
    dtype: str
    quantisation: Quantisation
    is_offloaded: bool
    is_all_offloaded: bool = False


def _options(devices: Sequence[DeviceSpace], wish: LoadWish, can_quantise: bool) -> list[_Option]:
    first = devices[0]
    dtypes = (wish.dtype,) if wish.dtype else _dtypes(first)
    kinds: tuple[Quantisation, ...] = (Quantisation.NONE,)
    if wish.quantisation is not None:
        kinds = (wish.quantisation,)
    elif can_quantise and first.kind != "mps":
        kinds = tuple(Quantisation)
    can_offload = first.kind == "cuda" and wish.offload is not False
    if wish.offload or len(devices) > 1:
        if wish.quantisation not in (None, Quantisation.NONE):
            raise UsageError(
                translate(
                    "inference",
                    "Weights in 8 or 4 bit stay on one device: they are neither offloaded nor spread.",
                )
            )
        is_wanted = bool(wish.offload)
        found = [_Option(dtype, Quantisation.NONE, is_wanted, is_wanted) for dtype in dtypes]
        return (
            [*found, _Option(dtypes[-1], Quantisation.NONE, True)] if can_offload and not is_wanted else found
        )
    found = [_Option(dtype, Quantisation.NONE, False) for dtype in dtypes if Quantisation.NONE in kinds]
    # Where the person asked for it, everything else stays as exact as it can.
    found += [
        _Option(dtype, kind, False)
        for kind in kinds
        if kind is not Quantisation.NONE
        for dtype in (dtypes if wish.quantisation else dtypes[-1:])
    ]
    if can_offload and Quantisation.NONE in kinds:
        found.append(_Option(dtypes[-1], Quantisation.NONE, True))
    return found


def _dtypes(device: DeviceSpace) -> tuple[str, ...]:
    """What suits a device, then what takes less: a CPU is exact and fastest in float32."""
    if device.kind == "cpu":
        return ("float32", "bfloat16") if device.has_bfloat16 else ("float32",)
    if device.kind == "cuda" and device.has_bfloat16:
        return ("bfloat16",)
    return ("float16",)


def _plan_of(
    model: ModelSizes, devices: Sequence[DeviceSpace], option: _Option, request: RequestSizes
) -> LoadPlan:
    counts, blocks = model.counts, model.language.layers if model.language is not None else 0
    all_blocks = counts.block_bytes(option.dtype, option.quantisation)
    rest = counts.weight_bytes(option.dtype, option.quantisation) - all_blocks
    is_whole = len(devices) == 1 and not option.is_offloaded
    resident = rest + (all_blocks if is_whole else 0)
    budget = Budget()
    for budget in _smaller_budgets(Budget()):
        if resident + request_bytes(model, option.dtype, request, budget) <= devices[0].usable_bytes:
            break
    needs = [0.0] * len(devices)
    needs[0] = rest + request_bytes(model, option.dtype, request, budget)
    placed = [blocks]
    block_bytes = all_blocks / blocks if blocks else 0.0
    if not is_whole:
        needs[0] += block_bytes if option.is_offloaded else 0  # one at a time visits the first device
        rooms = [device.usable_bytes - need for device, need in zip(devices, needs)]
        placed = spread_blocks(0 if option.is_all_offloaded else blocks, block_bytes, rooms)
        if not option.is_offloaded:
            placed[-1] += blocks - sum(placed)
    needs = [need + count * block_bytes for need, count in zip(needs, placed)]
    fullest = max(range(len(devices)), key=lambda index: needs[index] - devices[index].usable_bytes)
    return LoadPlan(
        dtype=option.dtype,
        quantisation=option.quantisation,
        devices=tuple(device.name for device in devices),
        blocks=tuple(placed),
        offloaded_blocks=blocks - sum(placed),
        needed_bytes=round(needs[fullest]),
        free_bytes=devices[fullest].free_bytes,
        fits=all(need <= device.usable_bytes for need, device in zip(needs, devices)),
        budget=budget,
    )


def spread_blocks(blocks: int, block_bytes: float, rooms: Sequence[float]) -> list[int]:
    """How many blocks go to each device, in order and in equal shares of the room as far as possible.

    Args:
        rooms: bytes that each device has for blocks; the first one has other things to hold as well.

    Returns:
        One number a device; their sum is less than `blocks` when there is no room for all.
    """
    if not blocks:
        return [0] * len(rooms)
    most = [max(0, int(room // block_bytes)) for room in rooms]
    total = sum(most)
    if total <= blocks:
        return most
    placed = [count * blocks // total for count in most]
    for index in reversed(range(len(placed))):
        placed[index] += min(most[index] - placed[index], blocks - sum(placed))
    return placed


# ---- before anything is there


@dataclass(frozen=True)
class Fit:
    """Whether a model fits a device, and how: the least change that makes it fit, or what the smallest would take."""

    fits: bool
    dtype: str
    quantisation: Quantisation
    is_offloaded: bool
    needed_bytes: int

    @property
    def sentence(self) -> str:
        size = _size(self.needed_bytes)
        if not self.fits:
            return translate("inference", "does not fit: takes at least {0}").format(size)
        if self.is_offloaded:
            return translate(
                "inference", "fits with a part in main memory, but is slow; takes about {0}"
            ).format(size)
        if self.quantisation is not Quantisation.NONE:
            return translate("inference", "fits in {0} bit; takes about {1}").format(
                self.quantisation.value, size
            )
        return translate("inference", "fits in {0}; takes about {1}").format(self.dtype, size)


def fits(counts: PartCounts, device: DeviceSpace, *, can_quantise: bool = True) -> Fit:
    """Tell from published numbers alone whether a model that is not here would fit a device.

    Activations are taken as a share of the weights, which is on the safe side for every released checkpoint.
    """
    # A released SAM 2 part takes about as much for a frame as Hiera-L, a language model 40 KiB to 200 KiB a token.
    found: list[Fit] = []
    for option in _options([device], LoadWish(), can_quantise):
        weights = counts.weight_bytes(option.dtype, option.quantisation)
        working = round(1.0 * GIB + 0.06 * (counts.total - counts.grounding) * DTYPE_BYTES[option.dtype])
        on_device = weights - (counts.block_bytes(option.dtype) * 3 // 4 if option.is_offloaded else 0)
        needed = on_device + working
        one = Fit(needed <= device.usable_bytes, option.dtype, option.quantisation, option.is_offloaded, needed)
        found.append(one)
    return next((each for each in found if each.fits), min(found, key=lambda each: each.needed_bytes))
