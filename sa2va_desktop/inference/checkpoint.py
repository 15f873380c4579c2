"""A checkpoint folder becomes networks, tokenizer and capabilities. Nothing from the folder is executed.

The network is built without memory, the files are mapped, and each tensor is put in place exactly once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference.api import Capabilities, GroundingMode, TurnOptions
from sa2va_desktop.inference.block_placement import BlockPlacement
from sa2va_desktop.inference.chat_templates import ChatTemplate, PictureMarks
from sa2va_desktop.inference.checkpoint_plan import GROUNDING_PREFIXES, PreparedCheckpoint, prepare_checkpoint
from sa2va_desktop.inference.config_values import ConfigValues
from sa2va_desktop.inference.devices import release_memory, translated_memory_errors
from sa2va_desktop.inference.families import Family
from sa2va_desktop.inference.generation import FixedDecoding
from sa2va_desktop.inference.memory_ladder import MemoryLadder
from sa2va_desktop.inference.memory_plan import LoadPlan
from sa2va_desktop.inference.memory_sizes import ModelSizes, Quantisation
from sa2va_desktop.inference.model_sizes import sizes_of
from sa2va_desktop.inference.text_tokenizer import TextTokenizer
from sa2va_desktop.inference.tokenizer_kinds import load_tokenizer
from sa2va_desktop.modeling.internvl import InternvlConfig
from sa2va_desktop.modeling.network import NetworkConfig, Sa2vaNetwork
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

_AS_PUBLISHED = TurnOptions()
RELEASED_MAX_TILES = 12
"""The published predictor cuts a still into at most this many tiles, whatever the config says."""


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A loaded checkpoint, ready to compute. Owned by the predictor that asked for it.

    The SAM 2 part is float32 on every device (it computes under autocast on a GPU); the rest has `dtype`. `ladder` says
    how much is computed at once, and what is done when memory runs out. `plan` is what it was loaded by, `fixed` how its
    longer answers are written.
    """

    folder: Path
    family: Family
    network: Sa2vaNetwork
    tokenizer: TextTokenizer
    template: ChatTemplate
    marks: PictureMarks
    capabilities: Capabilities
    max_tiles: int
    device: torch.device
    dtype: torch.dtype
    ladder: MemoryLadder
    sizes: ModelSizes
    plan: LoadPlan | None = None
    fixed: FixedDecoding = FixedDecoding.OFF

    @property
    def parameter_count(self) -> int:
        """Of all weights, however they are stored: a quantised tensor has fewer numbers."""
        decoder: Any = self.network.language.decoder
        blocks = {id(parameter) for parameter in decoder.layers.parameters()}
        others = (each for each in self.network.parameters() if id(each) not in blocks)
        return round(self.sizes.counts.language_blocks) + sum(each.numel() for each in others)

    @property
    def memory_bytes(self) -> int:
        return sum(parameter.nbytes for parameter in self.network.parameters())


def load_checkpoint(
    folder: Path, *, device: torch.device, dtype: torch.dtype, turns: TurnOptions | None = None
) -> Checkpoint:
    """Read a folder with config.json, tokenizer files and *.safetensors.

    Args:
        turns: what the person chose about chat templates.

    Raises:
        CheckpointError: the folder cannot be used; one sentence says why.
        OutOfMemoryError: the weights do not fit the device.
    """
    return load_prepared(prepare_checkpoint(folder), device=device, dtype=dtype, turns=turns)


def load_prepared(
    prepared: PreparedCheckpoint,
    *,
    device: torch.device,
    dtype: torch.dtype,
    turns: TurnOptions | None = None,
    plan: LoadPlan | None = None,
) -> Checkpoint:
    """`load_checkpoint` of a folder whose headers have been read. Its network is filled, so this is done once.

    Args:
        plan: where the blocks of the language model go, and how; None: to `device`, as everything else.
    """
    folder = prepared.folder
    values, family, config = prepared.values, prepared.family, prepared.config
    dialect = family.read_dialect(values, folder, turns or _AS_PUBLISHED)
    own_section = values.section("sa2va_desktop") if "sa2va_desktop" in values else None
    max_tiles = RELEASED_MAX_TILES
    if own_section is not None:
        max_tiles = own_section.whole("max_tiles", high=64, default=RELEASED_MAX_TILES)
        _check_seg_tokens(own_section)
    tokenizer = load_tokenizer(folder)
    if tokenizer.size > config.vocabulary:
        raise CheckpointError(
            translate("inference", "{0}: the tokenizer has {1} tokens, the embedding {2}.").format(
                folder, tokenizer.size, config.vocabulary
            )
        )
    with translated_memory_errors(translate("inference", "loading {0}").format(folder.name)):
        fill(prepared, device=device, dtype=dtype, plan=plan)
    return Checkpoint(
        folder=folder,
        family=family,
        network=prepared.network.eval().requires_grad_(False),
        tokenizer=tokenizer,
        template=dialect.template,
        marks=dialect.marks,
        capabilities=_capabilities(family, dialect.template, config, own_section),
        max_tiles=max_tiles,
        device=device,
        dtype=dtype,
        ladder=MemoryLadder(plan.budget if plan is not None else None, release=partial(release_memory, device)),
        plan=plan,
        sizes=sizes_of(prepared),
    )


def fill(
    prepared: PreparedCheckpoint, *, device: torch.device, dtype: torch.dtype, plan: LoadPlan | None = None
) -> None:
    """Give the prepared network its values, as a plan wants them. On the meta device it gets shapes and number types, and nothing is read.

    Raises:
        CheckpointError: a file vanished or changed since it was prepared.
    """
    network, files, wanted, places = prepared.network, prepared.files, prepared.wanted, prepared.assignments
    placement = None if plan is None else BlockPlacement(network, plan, dtype)
    filled: dict[str, Tensor] = {}
    for name, stored in files.read_all(on_meta=device.type == "meta"):
        if name not in places:
            raise CheckpointError(
                translate("inference", "{0} changed while it was read: {1} is new.").format(files.folder, name)
            )
        for target, piece in places[name].pieces(stored):
            if tuple(piece.shape) != tuple(wanted[target].shape):
                raise CheckpointError(
                    translate("inference", "{0} changed while it was read: {1} has another shape.").format(
                        files.folder, name
                    )
                )
            kept_exact = target.startswith(GROUNDING_PREFIXES)
            kind = torch.float32 if kept_exact else dtype
            # Copied, because a tensor that stays mapped dies with its file: a download over it would crash us.
            if placement is None or not placement.put(target, piece):
                home = device if placement is None else placement.device_of(target)
                filled[target] = piece.to(device=home, dtype=kind, copy=True).contiguous()
    network.load_state_dict(filled, strict=False, assign=True)
    network.finish_meta_load(device)
    if device.type != "meta":
        _check_nothing_on_meta(network)
    if placement is not None:
        placement.finish()


def _check_nothing_on_meta(network: nn.Module) -> None:
    """A tensor forgotten on meta would fail at the first answer, far from its cause."""
    for module_name, module in network.named_modules():
        own = {**module._parameters, **module._buffers, **module.__dict__}
        for name, value in own.items():
            if isinstance(value, Tensor) and value.is_meta:
                raise CheckpointError(
                    translate("inference", "No weights were found for {0}.{1}.").format(module_name, name)
                )


_ABILITIES = {
    "image": QT_TRANSLATE_NOOP("inference", "image"),
    "video": QT_TRANSLATE_NOOP("inference", "video"),
    "region_prompts": QT_TRANSLATE_NOOP("inference", "region prompts"),
    "grounded_caption": QT_TRANSLATE_NOOP("inference", "grounded captions"),
    "chat": QT_TRANSLATE_NOOP("inference", "descriptions of whole pictures"),
    "follow_up": QT_TRANSLATE_NOOP("inference", "follow-up questions"),
}


def _not_trained_for(ability: str) -> str:
    lacking = translate("inference", "This checkpoint was not trained for {0}.")
    return lacking.format(translate("inference", ability))


def _capabilities(
    family: Family, template: ChatTemplate, config: NetworkConfig, own_section: ConfigValues | None
) -> Capabilities:
    """What the family can do, less what the checkpoint's own section says it was not trained for."""
    untrained = _untrained(own_section)
    reasons = {name: translate("inference", reason) for name, reason in family.lacks.items()}
    reasons |= {name: _not_trained_for(_ABILITIES.get(name, name.replace("_", " "))) for name in untrained}
    lacking = frozenset(reasons)
    modes: tuple[GroundingMode, ...] = (GroundingMode.COMPATIBLE, GroundingMode.CONSISTENT)
    if not config.tuned_decoder:
        modes = (GroundingMode.COMPATIBLE,)
        reasons["grounding_modes"] = translate(
            "inference", "this checkpoint has one mask decoder only, so it tracks with the tuned one."
        )
    return Capabilities(
        family=family.name,
        template=template.name,
        image="image" not in lacking,
        video="video" not in lacking,
        region_prompts="region_prompts" not in lacking,
        region_grid=config.token_grid if isinstance(config, InternvlConfig) else 1,
        grounded_caption="grounded_caption" not in lacking,
        grounding_modes=modes,
        default_grounding_mode=modes[-1],
        reasons=reasons,
    )


def _check_seg_tokens(own_section: ConfigValues) -> None:
    """
    Raises:
        CheckpointError: the frames of a clip have prompt vectors of their own, which is an ablation of the training only.
    """
    found = own_section.values.get("seg_tokens", "single")
    if found != "single":
        several = translate(
            "inference",
            '{0}: this checkpoint was trained to write [SEG] for every frame (seg_tokens is {1!r}); only those that write it once for an object ("single") can be used.',
        )
        raise CheckpointError(several.format(own_section.path, found))


def _untrained(own_section: ConfigValues | None) -> list[str]:
    names = [] if own_section is None else own_section.values.get("not_trained_for", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        assert own_section is not None
        raise own_section.error("not_trained_for", translate("inference", "a list of names"), names)
    return names


def with_captured_decoding(checkpoint: Checkpoint) -> Checkpoint:
    """The same checkpoint, whose longer answers are written by a captured CUDA graph, where that is possible.

    It is on one CUDA device with weights that are numbers as they are; the kernels of quantised weights and the hooks of
    spread or offloaded ones ask the host in between.
    """
    plan = checkpoint.plan
    is_plain = plan is None or (
        plan.quantisation is Quantisation.NONE and not plan.offloaded_blocks and len(plan.devices) == 1
    )
    if checkpoint.device.type != "cuda" or not is_plain or not checkpoint.network.language.can_be_captured:
        return checkpoint
    return replace(checkpoint, fixed=FixedDecoding.CAPTURED)
