"""RefCOCO, RefCOCO+ and RefCOCOg: texts about one object of a picture, with the masks of all objects.

`refcoco/refs(unc).json` or `.p` and `refcoco/instances.json`; pictures in `images/mscoco/images/train2014`, as the REFER
reader has it. Splits are `train`, `val`, `testA`, `testB` and `test`, a property of each text.
Source: lichengunc/refer, `refer.py`; bytedance/Sa2VA 9832e1a, `projects/sa2va/evaluation/utils/refcoco_refer.py`.
"""

from __future__ import annotations

from sa2va_desktop.datasets.dataset_format import Choice
from sa2va_desktop.datasets.holds import Holds
from sa2va_desktop.datasets.refer_format import REFS_CHOICE, ReferFormat
from sa2va_desktop.translation import QT_TRANSLATE_NOOP


class RefcocoFormat(ReferFormat):
    """One folder, called as the chosen data set."""

    format_id = "refcoco"
    title = QT_TRANSLATE_NOOP("datasets", "RefCOCO, RefCOCO+, RefCOCOg (texts about pictures)")
    holds = Holds(labels=True, names=True, expressions=True)
    is_group = False
    picture_folder = "images/mscoco/images/train2014"
    parts = {
        "refcoco": ("refs(unc)",),
        "refcoco+": ("refs(unc)",),
        "refcocog": ("refs(umd)", "refs(google)"),
        "refclef": ("refs(unc)", "refs(berkeley)"),
    }
    choices = (
        Choice(
            "part",
            QT_TRANSLATE_NOOP("datasets", "Named as"),
            {"refcoco": "RefCOCO", "refcoco+": "RefCOCO+", "refcocog": "RefCOCOg"},
        ),
        REFS_CHOICE,
    )


FORMAT = RefcocoFormat()
