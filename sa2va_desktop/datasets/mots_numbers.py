"""The numbers of MOTS: class × 1000 + instance, and which labels the classes have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.index_frames import visible_objects
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

INSTANCES_A_CLASS = 1000
IGNORED_CLASS = 10
"""Its pixels are left out of evaluations; it has no instances."""
IGNORED_LABEL = "ignored"
KNOWN_LABELS = {1: "car", 2: "pedestrian"}
"""Classes of KITTI MOTS; MOTSChallenge has the second only."""
_CLASS_LIMIT = 64  # 64999 is the largest that 16 bits hold with all of its instances
FIRST_FRAME = 1
"""In the text of MOTSChallenge; KITTI MOTS counts from 0."""


def label_text(name: str) -> str:
    """A label as a line of labels.txt can hold it."""
    return " ".join(name.split()) or "object"


def class_numbers(clips: Sequence[AnnotatedClip]) -> dict[str, int]:
    """Label → class: cars and pedestrians as the benchmarks have them, the others after them by the alphabet.

    Raises:
        FormatError: more labels than 16 bits hold.
    """
    wanted = {label_text(clip.category_name(each)) for clip in clips for each in clip.objects}
    numbers = {label: number for number, label in KNOWN_LABELS.items() if label in wanted}
    start = max(KNOWN_LABELS) + 1 if numbers else 1
    free = (number for number in range(start, _CLASS_LIMIT + 1) if number != IGNORED_CLASS)
    others = sorted(wanted - numbers.keys())
    numbers |= dict(zip(others, free, strict=False))
    if missing := len(wanted) - len(numbers):
        raise FormatError(
            translate("datasets", "MOTS holds at most {0} labels, found {1}").format(
                len(numbers), len(numbers) + missing
            )
        )
    return numbers


def mots_numbers(clip: AnnotatedClip, frames: Sequence[int], classes: Mapping[str, int]) -> dict[ObjectId, int]:
    """Class × 1000 + instance of each object with a mask, instances of a class from 1.

    Raises:
        FormatError: more than 999 objects of one label.
    """
    numbers: dict[ObjectId, int] = {}
    counts: dict[str, int] = {}
    for each in visible_objects(clip, frames):
        label = label_text(clip.category_name(each))
        counts[label] = counts.get(label, 0) + 1
        numbers[each.object_id] = classes[label] * INSTANCES_A_CLASS + counts[label]
    for label, count in counts.items():
        if count >= INSTANCES_A_CLASS:
            raise FormatError(
                translate(
                    "datasets", "{0}: MOTS holds at most {1} objects of a label, found {2} of {3!r}"
                ).format(clip.name, INSTANCES_A_CLASS - 1, count, label)
            )
    return numbers


def label_lines(classes: Mapping[str, int]) -> str:
    """labels.txt: line n is class n, so that numbers nobody uses need a line, too."""
    by_number = {number: label for label, number in classes.items()}
    fill = KNOWN_LABELS | {IGNORED_CLASS: IGNORED_LABEL}
    last = max(by_number, default=0)
    return "".join(
        f"{by_number.get(number, fill.get(number, f'class {number}'))}\n" for number in range(1, last + 1)
    )


def is_object(number: int) -> bool:
    """Whether a number is an instance of a class, not background or a region that evaluations ignore."""
    mots_class, instance = divmod(number, INSTANCES_A_CLASS)
    return mots_class > 0 and (mots_class != IGNORED_CLASS or instance > 0)
