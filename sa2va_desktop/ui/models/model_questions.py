"""What is asked before something is fetched or removed: all that a person needs to agree."""

from __future__ import annotations

from dataclasses import dataclass

from sa2va_desktop.operations.models import DownloadPlan, ModelPlace, ModelRow, license_text
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.byte_sizes import byte_size
from sa2va_desktop.ui.messages import ERROR, INFO


@dataclass(frozen=True)
class Question:
    """`agree` is the title of the button."""

    text: str
    level: str
    agree: str


def plan_question(plan: DownloadPlan) -> Question:
    """Bytes, free space, licence, commit and folder of a download."""
    lines = [
        translate("ModelQuestions", "{0}, revision {1}").format(plan.model.repo_id, plan.commit[:12]),
        translate("ModelQuestions", "{0} to fetch, {1} free on the disk").format(
            byte_size(plan.bytes_to_get), byte_size(plan.free_bytes)
        ),
    ]
    if plan.bytes_here:
        lines.append(
            translate("ModelQuestions", "{0} of {1} is here already").format(
                byte_size(plan.bytes_here), byte_size(plan.total_bytes)
            )
        )
    lines.append(translate("ModelQuestions", "Licence: {0}").format(plan.license or license_text(plan.model)))
    lines.append(translate("ModelQuestions", "Into {0}").format(plan.folder))
    if not plan.fits:
        lines.append(
            translate(
                "ModelQuestions",
                "There is not enough room: {0} is needed, with a margin. Free some space first.",
            ).format(byte_size(plan.needed_bytes))
        )
    agree = translate("ModelQuestions", "Download {0}").format(byte_size(plan.bytes_to_get))
    return Question("\n".join(lines), INFO if plan.fits else ERROR, agree)


def removal_question(row: ModelRow) -> str:
    """What removing a model frees and whom it concerns."""
    assert row.local is not None
    sentence = translate("ModelQuestions", "Remove {0}? This frees about {1}; it can be fetched again.").format(
        row.title, byte_size(row.local.bytes_here)
    )
    if row.local.place is ModelPlace.HUB_CACHE:
        shared = translate(
            "ModelQuestions", "It lies in the hub's cache, which other programs on this machine use too."
        )
        return f"{sentence}\n{shared}"
    return sentence
