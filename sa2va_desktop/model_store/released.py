"""The table of released models. Sizes are computed from published dimensions, not read from real files."""

from __future__ import annotations

import difflib
import re

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.model_store.records import (
    Ability,
    ModelKind,
    ModelRow,
    ParameterCounts,
    Precision,
    ReleasedModel,
    Scores,
)
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

LAYOUT_NOTE = QT_TRANSLATE_NOOP("model_store", "layout derived, not yet seen on real weights")
"""Said of every model of the table until `models verify` has seen its weights."""

SA2VA_LICENSE = QT_TRANSLATE_NOOP("model_store", "see the model's card; its repository says Apache-2.0")
SAM2_LICENSE = QT_TRANSLATE_NOOP("model_store", "see the model's card; SAM 2 is published under Apache-2.0")
UNKNOWN_LICENSE = QT_TRANSLATE_NOOP("model_store", "see the model's card")

FIXED_OVERHEAD_BYTES = 3 << 29
"""Libraries, one picture's features and a short conversation; measured on no released model."""

_BYTES_PER_BLOCK_WEIGHT = {Precision.INT8: 1.0 + 2 / 64, Precision.INT4: 0.5 + 2 / 64}
"""With one 16-bit scale for 64 weights."""

_GROUNDED = frozenset({Ability.PICTURES, Ability.CLIPS, Ability.GROUNDED_CAPTIONS, Ability.CLICKS_AND_TRACKING})
_INTERNVL = _GROUNDED | {Ability.REGION_PROMPTS}
_TWO_DECODERS = _INTERNVL | {Ability.CONSISTENT_GROUNDING}
_DECODER_MILLIONS = 4.2

_REPO_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}", re.ASCII)


def _sa2va(
    size: str,
    base_model: str,
    family: str,
    millions: tuple[float, float, float, float],
    scores: tuple[float, float],
) -> ReleasedModel:
    counts = ParameterCounts(*millions)
    return ReleasedModel(
        f"sa2va-{size}".lower().replace("_", "."),
        f"Sa2VA-{size}",
        f"ByteDance/Sa2VA-{size}",
        kind=ModelKind.SA2VA,
        base_model=base_model,
        family=family,
        parameters=counts,
        about_bytes=round(counts.total * 2e6),  # stored as bfloat16
        license_note=SA2VA_LICENSE,
        abilities=_GROUNDED if family.startswith("Qwen") else _INTERNVL,
        scores=Scores(*scores),
    )


def _sa2va_i(size: str, original: ReleasedModel) -> ReleasedModel:
    """The third-party edition with both mask decoders: the same weights, tracked by the original decoder."""
    assert original.parameters is not None
    language, embeddings, vision, grounding = vars(original.parameters).values()
    counts = ParameterCounts(language, embeddings, vision, grounding + _DECODER_MILLIONS)
    return ReleasedModel(
        f"sa2va-i-{size}".lower(),
        f"Sa2VA-i-{size}",
        f"kumuji/Sa2VA-i-{size}",
        kind=ModelKind.SA2VA,
        base_model=original.base_model,
        family=original.family,
        parameters=counts,
        about_bytes=round(counts.total * 2e6),
        license_note=UNKNOWN_LICENSE,
        abilities=_TWO_DECODERS,
        is_third_party=True,
    )


def _tracker(version: str, size: str, millions: float) -> ReleasedModel:
    repo = f"sam{version}-hiera-{size.replace('_', '-')}"
    return ReleasedModel(
        repo.replace("-hiera", ""),
        f"SAM {version} {size.replace('_', ' ')}",
        f"facebook/{repo}",
        kind=ModelKind.TRACKER,
        family=f"SAM {version}",
        parameters=ParameterCounts(grounding=millions),
        about_bytes=round(millions * 4e6),  # stored as float32
        license_note=SAM2_LICENSE,
        abilities=frozenset({Ability.CLICKS_AND_TRACKING}),
        weights_file=f"sam{version}_hiera_{size}.pt",
    )


_SA2VA = (
    # size, base model, family, millions of (language blocks, embeddings, vision, grounding), (RefCOCO, MeViS)
    _sa2va("1B", "InternVL2.5-1B", "InternVL + Qwen2", (357.9, 271.8, 308.5, 225.5), (79.6, 53.4)),
    _sa2va("4B", "InternVL2.5-4B", "InternVL + Qwen2", (2774.8, 621.3, 316.6, 229.2), (82.4, 55.9)),
    _sa2va("8B", "InternVL2.5-8B", "InternVL + InternLM2", (6979.6, 758.2, 337.6, 242.3), (82.6, 58.9)),
    _sa2va("26B", "InternVL2.5-26B", "InternVL 6B + InternLM2", (18724.0, 1137.4, 5652.9, 263.8), (82.9, 61.8)),
    _sa2va("InternVL3-2B", "InternVL3-2B", "InternVL + Qwen2", (1310.3, 466.0, 312.7, 227.2), (81.4, 53.9)),
    _sa2va("InternVL3-8B", "InternVL3-8B", "InternVL + Qwen2", (6525.6, 1087.2, 331.6, 238.2), (83.3, 56.4)),
    _sa2va("InternVL3-14B", "InternVL3-14B", "InternVL + Qwen2", (13212.9, 1553.2, 351.2, 252.0), (83.6, 59.2)),
    _sa2va(
        "Qwen2_5-VL-3B", "Qwen2.5-VL-3B-Instruct", "Qwen2.5-VL", (2774.8, 621.2, 668.7, 229.2), (79.6, 51.6)
    ),
    _sa2va(
        "Qwen2_5-VL-7B", "Qwen2.5-VL-7B-Instruct", "Qwen2.5-VL", (6525.6, 1087.2, 676.6, 238.2), (82.4, 56.4)
    ),
    _sa2va("Qwen3-VL-4B", "Qwen3-VL-4B-Instruct", "Qwen3-VL", (3633.5, 776.6, 415.3, 231.6), (81.7, 57.1)),
)
_BY_SIZE = {model.title.removeprefix("Sa2VA-"): model for model in _SA2VA}

RELEASED: tuple[ReleasedModel, ...] = (
    *_SA2VA,
    *(_sa2va_i(size, _BY_SIZE[size]) for size in ("1B", "4B", "8B", "26B")),
    *(
        _tracker(version, size, millions)
        for version in ("2.1", "2")
        for size, millions in (("tiny", 38.96), ("small", 46.04), ("base_plus", 80.85), ("large", 224.43))
    ),
)


def released_model(name: str) -> ReleasedModel | None:
    """The entry that a person means by "sa2va-4b", "Sa2VA-4B" or "ByteDance/Sa2VA-4B"; None when there is none."""
    wanted = name.strip().lower()
    for model in RELEASED:
        if wanted in (
            model.name,
            model.title.lower(),
            model.repo_id.lower(),
            model.repo_id.split("/")[1].lower(),
        ):
            return model
    return None


def similar_name(name: str) -> str:
    """The name of the table that was probably meant by a mistyped one; "" when none is near."""
    names = [model.name for model in RELEASED]
    return next(iter(difflib.get_close_matches(name.strip().lower(), names, n=1, cutoff=0.75)), "")


def model_of_repository(repo_id: str) -> ReleasedModel:
    """A repository of the hub that is not in the table, such as a fine-tuned checkpoint.

    Raises:
        CheckpointError: `repo_id` is not OWNER/NAME.
    """
    known = released_model(repo_id)
    if known is not None:
        return known
    if not _REPO_ID.fullmatch(repo_id) or ".." in repo_id or "--" in repo_id:
        near = similar_name(repo_id)
        raise CheckpointError(
            translate(
                "model_store",
                "{0!r} is neither a model of the list nor an OWNER/NAME on the hub; did you mean {1}?",
            ).format(repo_id, near)
            if near
            else translate(
                "model_store", "{0!r} is neither a model of the list nor an OWNER/NAME on the hub"
            ).format(repo_id)
        )
    return ReleasedModel(
        name=repo_id.replace("/", "--"),
        title=repo_id,
        repo_id=repo_id,
        kind=ModelKind.SA2VA,
        license_note=UNKNOWN_LICENSE,
        is_third_party=True,
    )


def license_text(model: ReleasedModel) -> str:
    """What is known of a licence without asking the hub, in the person's language."""
    return translate("model_store", model.license_note)


def layout_text(row: ModelRow) -> str:
    """That nobody has seen real weights of this model here; "" once they were verified, and for what has no layout."""
    is_derived = row.model is not None and row.model.kind is ModelKind.SA2VA and not row.layout_is_seen
    return translate("model_store", LAYOUT_NOTE) if is_derived else ""


def weights_and_overhead_bytes(parameters: ParameterCounts, precision: Precision) -> int:
    """Memory that the weights take plus a fixed overhead; long conversations and many objects take more.

    The planner of the runtime knows the device and the request, and is the one to believe before a run.
    """
    width = 4 if precision is Precision.FLOAT32 else 2
    millions_of_bytes = (
        parameters.language_blocks * _BYTES_PER_BLOCK_WEIGHT.get(precision, width)
        + (parameters.embeddings + parameters.vision) * width
        + parameters.grounding * 4  # SAM 2 stays float32
    )
    return round(millions_of_bytes * 1e6) + FIXED_OVERHEAD_BYTES
