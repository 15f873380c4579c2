"""What a pipeline wrote reaches the layouts of Ref-VOS once it is accepted, and not before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from support.pipeline_parts import tracked_project

from sa2va_desktop.annotation.records import Expression, ExpressionId, ExpressionState, ObjectId
from sa2va_desktop.editing.commands import put_expression
from sa2va_desktop.operations.export import annotated_clips, export_formats, write_export

LAYOUTS = sorted({"mevis", "ref-youtube-vos", "ref-davis", "revos", "ref-sav"} & set(export_formats()))


@pytest.mark.parametrize("format_id", LAYOUTS)
def test_only_accepted_texts_are_exported(tmp_path: Path, format_id: str) -> None:
    with tracked_project(tmp_path, "dog") as session:
        (media_id,) = session.project.media
        long = Expression(
            ExpressionId(1), media_id, (ObjectId(1),), "a long and winding text about it", length="long"
        )
        texts = [
            long,
            replace(long, expression_id=ExpressionId(2), text="a short phrase", length="short"),
            replace(
                long, expression_id=ExpressionId(3), text="merely thought of", state=ExpressionState.PROPOSED
            ),
            replace(long, expression_id=ExpressionId(4), text="thrown away", state=ExpressionState.REJECTED),
        ]
        session.do("Put", [change for text in texts for change in put_expression(session.project, text)])

        clips = annotated_clips(session.project, format_id=format_id)
        write_export(clips, format_id=format_id, out=tmp_path / "out")

    written = "".join(
        path.read_text("utf-8") for path in (tmp_path / "out").rglob("*") if path.suffix in (".json", ".txt")
    )
    assert "a long and winding text about it" in written
    assert "a short phrase" in written
    assert "merely thought of" not in written
    assert "thrown away" not in written
