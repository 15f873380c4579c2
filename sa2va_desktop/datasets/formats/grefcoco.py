"""gRefCOCO: texts about one, several or no object of a picture.

`grefcoco/grefs(unc).json` or `.p` and `grefcoco/instances.json`; pictures in `images/train2014`. `ann_id` and `category_id`
are lists, `[-1]` where nothing is meant. Annotations of crowds do not count as meant.
Source: henghuiding/ReLA, `gres_model/data/datasets/grefer.py`.
"""

from __future__ import annotations

from sa2va_desktop.datasets.holds import Holds
from sa2va_desktop.datasets.refer_format import REFS_CHOICE, ReferFormat
from sa2va_desktop.translation import QT_TRANSLATE_NOOP


class GrefcocoFormat(ReferFormat):
    """One folder."""

    format_id = "grefcoco"
    title = QT_TRANSLATE_NOOP("datasets", "gRefCOCO (texts about any number of objects)")
    holds = Holds(labels=True, names=True, expressions=True, many_objects=True, no_object=True)
    is_group = True
    picture_folder = "images/train2014"
    parts = {"grefcoco": ("grefs(unc)",)}
    choices = (REFS_CHOICE,)


FORMAT = GrefcocoFormat()
