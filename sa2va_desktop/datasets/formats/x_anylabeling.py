"""X-AnyLabeling: as LabelMe, without mask shapes, which make it refuse a file; polygons with texts, scores and groups.

Source: the files that X-AnyLabeling 2 to 4 write and accept.
"""

from __future__ import annotations

from sa2va_desktop.datasets.formats.labelme import LabelmeFormat
from sa2va_desktop.datasets.labelme_files import X_ANYLABELING
from sa2va_desktop.datasets.labelme_shapes import Form
from sa2va_desktop.translation import QT_TRANSLATE_NOOP


class XAnyLabelingFormat(LabelmeFormat):
    """The layout of LabelMe; the group number of a shape is its track."""

    format_id = "x-anylabeling"
    title = QT_TRANSLATE_NOOP("datasets", "X-AnyLabeling (JSON)")
    forms = (Form.PIECES, Form.OUTLINES)
    dialect = X_ANYLABELING


FORMAT = XAnyLabelingFormat()
