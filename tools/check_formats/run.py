"""Shows that other tools read what we write and that we read what they write, and fills docs/formats-checked.md.

    uv run python tools/check_formats/run.py --environments FOLDER [--checkouts FOLDER] [--only ID ...]

Environments are made in FOLDER when they are not there. Some evaluators are not on the package index: `--checkouts` is a
folder with their repositories as OWNER/NAME (those that `CHECKS` below and `SAMPLES` in samples.py name); checks that need one
are left out without it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests")]

from environments import answer_of, fingerprint, interpreter  # noqa: E402
from samples import samples_read  # noqa: E402
from support.loss_measure import measure_losses  # noqa: E402
from support.talking_clips import BAR, DOT, HEIGHT, RING, WIDTH, talking_clip, turn  # noqa: E402

from sa2va_desktop.annotation.records import (  # noqa: E402
    AnswerTask,
    Category,
    CategoryId,
    Expression,
    ExpressionId,
    ExpressionKind,
    MediaId,
    MediaKind,
)
from sa2va_desktop.annotation.rle import rle_to_mask  # noqa: E402
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip  # noqa: E402
from sa2va_desktop.datasets.dataset_format import (  # noqa: E402
    ExportOptions,
    export_dataset,
    formats,
    readable_formats,
)
from sa2va_desktop.datasets.holds import LossKind  # noqa: E402
from sa2va_desktop.datasets.imported_clip import ImportReport  # noqa: E402
from sa2va_desktop.errors import FormatError  # noqa: E402
from sa2va_desktop.tasks import CancelToken  # noqa: E402

TABLE = REPOSITORY / "docs" / "formats-checked.md"
UNMEASURED = {LossKind.OTHER, LossKind.FIRST_FRAME, LossKind.OUTLINE}


@dataclass(frozen=True)
class Check:
    """One reader of others: which environment and script, choices of the export, a repository that it needs."""

    environment: str
    script: str
    choices: tuple[tuple[str, str], ...] = ()
    checkout: str = ""
    gives_back: bool = False
    """It writes the data set again, for us to read."""


EVALUATORS, DATUMARO, LABELLING, HUB = "evaluators", "datumaro", "labelling", "hub"
YOLO, X_ANYLABELING = "yolo", "x-anylabeling"
PANOPTIC, REFERFORMER = "cocodataset/panopticapi", "wjn922/ReferFormer"
CHECKS: dict[str, tuple[Check, ...]] = {
    "coco": (Check(EVALUATORS, "evaluators"), Check(DATUMARO, "datumaro_reads", gives_back=True)),
    "coco-panoptic": (
        Check(EVALUATORS, "benchmarks", checkout=PANOPTIC),
        Check(DATUMARO, "datumaro_reads", gives_back=True),
    ),
    "csv": (Check(HUB, "hub", gives_back=True),),
    "cut-outs": (Check(HUB, "hub"),),
    "cvat": (Check(LABELLING, "labelling"), Check(DATUMARO, "datumaro_reads", gives_back=True)),
    "datumaro": (Check(DATUMARO, "datumaro_reads", gives_back=True),),
    "davis": (Check(EVALUATORS, "evaluators", checkout="davisvideochallenge/davis2017-evaluation"),),
    "gcg": (
        Check(EVALUATORS, "evaluators", (("form", "truth"),)),
        Check(EVALUATORS, "benchmarks", (("form", "truth"),), checkout="mbzuai-oryx/groundingLMM"),
    ),
    "gif": (Check(HUB, "hub"),),
    "grefcoco": (Check(EVALUATORS, "evaluators", (("refs", "pickle"),), checkout="dvlab-research/LISA"),),
    "label-studio": (Check(LABELLING, "labelling", gives_back=True),),
    "labelme": (Check(LABELLING, "labelling"),),
    "llava": (Check(EVALUATORS, "evaluators"),),
    "mattes": (Check(HUB, "hub"),),
    "mevis": (Check(EVALUATORS, "evaluators", checkout="henghuiding/MeViS"),),
    "mots": (Check(EVALUATORS, "evaluators", (("container", "txt"),)),),
    "overlay": (Check(HUB, "hub"),),
    "parquet": (Check(HUB, "hub", gives_back=True), Check(HUB, "hub", (("container", "webdataset"),))),
    "reasonseg": (Check(EVALUATORS, "evaluators", checkout="dvlab-research/LISA"),),
    "ref-davis": (Check(EVALUATORS, "benchmarks", checkout=REFERFORMER),),
    "ref-youtube-vos": (Check(EVALUATORS, "benchmarks", checkout=REFERFORMER),),
    "ref-sav": (Check(EVALUATORS, "evaluators", checkout="henghuiding/MeViS"),),
    "refcoco": (Check(EVALUATORS, "evaluators", (("refs", "pickle"),), checkout="dvlab-research/LISA"),),
    "region-captions": (Check(EVALUATORS, "evaluators", (("form", "coco"),)),),
    "revos": (Check(EVALUATORS, "evaluators", checkout="henghuiding/MeViS"),),
    "sa-v": (
        Check(EVALUATORS, "evaluators"),
        Check(EVALUATORS, "benchmarks", (("layout", "folders"),), checkout="facebookresearch/sam2"),
    ),
    "sa2va": (Check(EVALUATORS, "evaluators"),),
    "voc": (Check(EVALUATORS, "evaluators"), Check(DATUMARO, "datumaro_reads", gives_back=True)),
    "x-anylabeling": (Check(X_ANYLABELING, "x_anylabeling_reads"),),
    "yolo": (Check(LABELLING, "labelling"), Check(YOLO, "yolo_reads")),
    "youtube-vis": (Check(EVALUATORS, "evaluators"),),
    "youtube-vos": (Check(EVALUATORS, "evaluators"),),
}


def document(name: str = "alpha") -> AnnotatedClip:
    """A ring with a hole and islands, a bar that overlaps it, a dot; texts of every kind, an answer, labels."""
    said = turn(1, "A ring lies on a bar.", ("A ring", RING), ("a bar", BAR), task=AnswerTask.GROUNDED_CAPTION)
    texts = (
        Expression(ExpressionId(1), MediaId(1), (RING,), "the thing with a hole"),
        Expression(ExpressionId(2), MediaId(1), (BAR,), "the long one"),
        Expression(ExpressionId(3), MediaId(1), (RING, BAR), "both large things"),
        Expression(ExpressionId(4), MediaId(1), (), "the cat"),
        Expression(ExpressionId(5), MediaId(1), (RING,), "A ring with a hole.", ExpressionKind.CAPTION),
    )
    clip = talking_clip(said, expressions={DOT: "the dot"})
    labels = {CategoryId(1): Category(CategoryId(1), "pedestrian", (255, 0, 0))}
    objects = tuple(replace(each, category_id=CategoryId(1)) for each in clip.objects)
    item = replace(clip.item, kind=MediaKind.SEQUENCE, path=f"/media/{name}")
    return replace(
        clip, name=name, item=item, objects=objects, categories=labels, expressions=texts, split="train"
    )


def expectation(clips: Sequence[AnnotatedClip], checkouts: dict[str, str], theirs: Path) -> dict[str, object]:
    """What a checker may find: all masks, what is seen of them, those that texts of one object or several mean."""
    masks, visible, told = [], [], []
    for clip in clips:
        for frame in clip.annotated_frames():
            shown = {each.object_id: rle_to_mask(record.rle) for each, record in clip.masks_on(frame)}
            masks += [fingerprint(mask) for mask in shown.values()]
            above = np.zeros((HEIGHT, WIDTH), np.bool_)
            for mask in reversed(list(shown.values())):
                if (mask & ~above).any():
                    visible.append(fingerprint(mask & ~above))
                above |= mask
            told += [fingerprint(mask) for mask in shown.values()]
            told.append(fingerprint(np.any([shown[each] for each in (RING, BAR) if each in shown], axis=0)))
    return {
        "masks": masks,
        "visible": visible,
        "told": told,
        "size": [HEIGHT, WIDTH],
        "frames": clips[0].item.frame_count,
        "checkouts": checkouts,
        "write_to": str(theirs),
    }


def checked(format_id: str, check: Check, environments: Path, checkouts: Path | None) -> tuple[str, str]:
    """What their reader said, and what we found in what they wrote."""
    if check.checkout and (checkouts is None or not (checkouts / check.checkout).is_dir()):
        return f"not run: needs a checkout of {check.checkout}", ""
    clips = [document()]
    with tempfile.TemporaryDirectory() as work:
        out, theirs = Path(work) / "out", Path(work) / "theirs"
        export_dataset(clips, format_id=format_id, out=out, options=ExportOptions(choices=dict(check.choices)))
        known = {check.checkout: str(checkouts / check.checkout)} if check.checkout and checkouts else {}
        python = interpreter(environments, check.environment)
        name = format_id.replace("-", "_")
        result = answer_of(python, check.script, name, out, expectation(clips, known, theirs))
        said = result["says"] if result["ok"] else f"failed: {result['says']}"
        return said, _read_theirs(format_id, theirs, clips) if theirs.is_dir() and check.gives_back else ""


def _read_theirs(format_id: str, folder: Path, clips: Sequence[AnnotatedClip]) -> str:
    report = ImportReport()
    read = list(readable_formats()[format_id].read(folder, report, CancelToken()))
    if report.problems:
        return f"failed: {report.problems[0].place}: {report.problems[0].sentence}"
    found = sorted(
        fingerprint(rle_to_mask(mask.rle))
        for clip in read
        for each in clip.objects
        for mask in each.track.values()
        if not mask.rle.is_empty
    )
    wanted = expectation(clips, {}, folder)
    if found not in (sorted(wanted["masks"]), sorted(wanted["visible"])):  # type: ignore[call-overload]
        return f"failed: {len(found)} masks, some differ"
    return f"as it writes it: {len(found)} masks equal"


def round_trip(format_id: str) -> tuple[str, str]:
    """Whether our own files come back, and whether the losses told are those found."""
    if format_id not in readable_formats():
        return "written only", ""
    clips, chosen = [document()], ExportOptions()
    dataset_format = readable_formats()[format_id]
    told = {
        each.kind: each.count for each in dataset_format.losses(clips, chosen) if each.kind not in UNMEASURED
    }
    with tempfile.TemporaryDirectory() as work:
        out = Path(work) / "out"
        try:
            export_dataset(clips, format_id=format_id, out=out)
        except FormatError as error:
            return f"failed: {error}", ""
        report = ImportReport()
        read = list(dataset_format.read(out, report, CancelToken()))
    if report.problems:
        return f"failed: {report.problems[0].place}: {report.problems[0].sentence}", ""
    found = {
        kind: count
        for kind, count in measure_losses(clips, read, dataset_format.holds).items()
        if kind not in UNMEASURED
    }
    lossy = sum(found.values())
    equal = "told and found are equal" if told == found else f"failed: told {told}, found {found}"
    return ("equal" if not lossy else f"equal but for {len(found)} kinds of loss"), equal


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--environments", type=Path, required=True, help="folder for the environments of other tools"
    )
    parser.add_argument("--checkouts", type=Path, help="folder with repositories as OWNER/NAME")
    parser.add_argument(
        "--only", nargs="*", default=sorted(formats()), help="ids of formats; the table is not written"
    )
    chosen = parser.parse_args()
    rows, has_failed = [], False
    for format_id in sorted(formats()):
        if format_id not in chosen.only:
            continue
        answers = [
            checked(format_id, check, chosen.environments, chosen.checkouts)
            for check in CHECKS.get(format_id, ())
        ]
        theirs = "<br>".join(said for said, _ in answers) or "–"
        own = samples_read(format_id, chosen.environments, chosen.checkouts)
        ours = "<br>".join([*(said for _, said in answers if said), *own]) or "–"
        back, losses = round_trip(format_id)
        rows.append(f"| {format_id} | {theirs} | {ours} | {back} | {losses or '–'} |")
        print(rows[-1], flush=True)
        has_failed |= "failed" in rows[-1]
    if set(chosen.only) == set(formats()):
        TABLE.write_text(_HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return int(has_failed)


_HEAD = """# Formats, checked by other tools

This table is written by one command, which makes environments of other tools in a folder and exports a small document
(a ring with a hole and islands, a bar that overlaps it, a dot, texts, an answer) in every format:

    uv run python tools/check_formats/run.py --environments FOLDER --checkouts FOLDER

*Their reader* reads what we wrote; *their file* is what it wrote of that, or a sample of its own repository (OWNER/NAME: path),
read by us; "equal" compares our masks with those of the reader in brackets; what is left out has no place in a document, or the sample lacks it.
A dash there: its project has no sample beside its code. *Round trip* and *losses* compare our own
files with the document; random documents do the same for each format in `tests/datasets/test_dataset_every_format.py`.

| format | our file, their reader | their file, our reader | round trip | losses |
| --- | --- | --- | --- | --- |
"""


if __name__ == "__main__":
    sys.exit(main())
