"""One model as lines for a terminal, and as JSON."""

from __future__ import annotations

import json

from sa2va_desktop.operations.models import (
    Check,
    ModelKind,
    ModelRow,
    Precision,
    ReleasedModel,
    layout_text,
    license_text,
    weights_and_overhead_bytes,
)

_CHECKS = {
    Check.NONE: "not checked",
    Check.FILES: "files are those of the hub",
    Check.TENSORS: "weights verified",
}


def model_table(rows: list[ModelRow]) -> list[str]:
    """One line a model, and below what its columns mean."""
    lines = [f"{'MODEL':22} {'ON THE HUB':>10} {'FLOAT32':>9} {'BFLOAT16':>9} {'INT8':>9} {'INT4':>9}  STATE"]
    notes: dict[str, None] = {}
    for row in rows:
        note = layout_text(row)
        notes[note] = None
        lines.append(f"{row.name + ('*' if note else ''):22} {_sizes(row.model)}  {_state(row)}")
    lines += ["", "Sizes and the memory for weights with a fixed overhead are about right; a run needs more."]
    lines += [f"* {note}" for note in notes if note]
    return [*lines, "`models list --details` also says licence, abilities, published scores and folders."]


def model_lines(row: ModelRow) -> list[str]:
    """Name and state, then what it is and needs, indented."""
    lines = [f"{row.name:22} {_where(row)}"]
    if row.model is not None:
        lines += [f"{'':22} {text}" for text in _about(row.model)]
        if note := layout_text(row):
            lines.append(f"{'':22} {note}")
    return lines


def model_json(row: ModelRow) -> str:
    model, local = row.model, row.local
    content: dict[str, object] = {"name": row.name, "title": row.title, "state": row.state.value}
    if local is not None:
        content |= {
            "place": local.place.value,
            "folder": str(local.folder),
            "bytes_here": local.bytes_here,
            "revision": local.revision,
            "checked": local.check.value,
        }
    if model is not None:
        content |= {
            "repository": model.repo_id,
            "kind": model.kind.value,
            "base_model": model.base_model,
            "family": model.family,
            "about_bytes": model.about_bytes,
            "license": license_text(model),
            "third_party": model.is_third_party,
            "abilities": sorted(ability.value for ability in model.abilities),
            "layout_seen": row.layout_is_seen,
        }
        if model.parameters is not None:
            content["parameters_millions"] = round(model.parameters.total, 1)
            content["weights_and_overhead_bytes"] = _needs(model)
        if model.scores is not None:
            content["published_scores"] = {
                "refcoco_ciou": model.scores.refcoco_ciou,
                "mevis_j_and_f": model.scores.mevis_j_and_f,
            }
    return json.dumps(content, ensure_ascii=False)


def _sizes(model: ReleasedModel | None) -> str:
    if model is None or model.parameters is None:
        return " " * 50
    needs = _needs(model)
    memory = " ".join(
        f"{needs[precision.value] / 1e9:>6.1f} GB" if precision.value in needs else f"{'–':>9}"
        for precision in Precision
    )
    return f"{model.about_bytes / 1e9:>7.1f} GB {memory}"


def _state(row: ModelRow) -> str:
    if row.local is None:
        return row.state.value
    return f"{row.state.value}: {row.local.place.value}, {_CHECKS[row.local.check]}"


def _where(row: ModelRow) -> str:
    if row.local is None:
        return row.state.value
    return f"{_state(row)}, {row.local.bytes_here / 1e9:.2f} GB, {row.local.folder}"


def _about(model: ReleasedModel) -> list[str]:
    words = [model.repo_id, f"about {model.about_bytes / 1e9:.1f} GB" if model.about_bytes else "size unknown"]
    words += [model.base_model or model.family] if model.base_model or model.family else []
    if model.is_third_party:
        words.append("third party")
    lines = [", ".join(words)]
    if model.abilities:
        lines.append(f"trained for: {', '.join(sorted(ability.value for ability in model.abilities))}")
    if model.kind is ModelKind.SA2VA and model.parameters is not None:
        needs = ", ".join(f"{name} {need / 1e9:.1f} GB" for name, need in _needs(model).items())
        lines.append(f"weights and overhead in memory: {needs}")
    if model.scores is not None:
        scores = model.scores
        lines.append(f"published: RefCOCO {scores.refcoco_ciou} cIoU, MeViS {scores.mevis_j_and_f} J&F")
    return [*lines, f"licence: {license_text(model)}"]


def _needs(model: ReleasedModel) -> dict[str, int]:
    """Bytes by precision; a tracker is float32 and has nothing that could be packed."""
    assert model.parameters is not None
    precisions = [Precision.FLOAT32] if model.kind is ModelKind.TRACKER else list(Precision)
    return {
        precision.value: weights_and_overhead_bytes(model.parameters, precision) for precision in precisions
    }
