"""Sample files of other projects, read by us, and their masks compared with those of their own readers."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from environments import answer_of, fingerprint, interpreter

from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.datasets.dataset_format import readable_formats
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken


@dataclass(frozen=True)
class Sample:
    """A file or folder of a checkout.

    `environment`, `reader`: what gives its masks, or "". `explained`: parts of the sentences about what we leave out, which
    the document has no place for or the sample itself lacks.
    """

    checkout: str
    path: str
    environment: str = ""
    reader: str = ""
    explained: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


_DATUMARO, _LABELME, _X = "open-edge-platform/datumaro", "wkentaro/labelme", "CVHub520/X-AnyLabeling"
_STUDIO, _PANOPTIC = "HumanSignal/label-studio-sdk", "cocodataset/panopticapi"
_STUDIO_DATA = "tests/custom/converter/data"
_ASSETS = "tests/assets"
_NO_AREA = ("a shape with an area",)
_NO_MASK = ("expected a mask, polygon, box or ellipse",)
SAMPLES: dict[str, tuple[Sample, ...]] = {
    "coco": (
        Sample(_DATUMARO, f"{_ASSETS}/coco_dataset/coco_instances"),
        Sample(_DATUMARO, f"{_ASSETS}/roboflow_dataset/coco"),
        Sample(
            _DATUMARO,
            f"{_ASSETS}/segment_anything_dataset",
            explained=("expected a mask of 5x10 pixels, found 10x5",),
        ),
        Sample(
            _LABELME,
            "examples/instance_segmentation/data_dataset_coco/annotations.json",
            "evaluators",
            "pycocotools",
        ),
        Sample(_X, "assets/annotations/coco_instance_segmentation.json", "evaluators", "pycocotools"),
        Sample(_PANOPTIC, "sample_data/panoptic_coco_detection_format.json", "evaluators", "pycocotools"),
        Sample(
            "cocodataset/cocoapi",
            "results/instances_val2014_fakesegm100_results.json",
            "evaluators",
            "pycocotools_results",
        ),
    ),
    "coco-panoptic": (
        Sample(
            _PANOPTIC, "sample_data/panoptic_examples.json", "evaluators", "panopticapi", needs=(_PANOPTIC,)
        ),
        Sample(
            _DATUMARO,
            f"{_ASSETS}/coco_dataset/coco_panoptic",
            explained=("expected RGB of 10x5 pixels, found RGB of 5x5",),
        ),
    ),
    "cvat": (
        Sample(
            _DATUMARO,
            f"{_ASSETS}/cvat_dataset/for_images/export_task",
            explained=_NO_MASK,
        ),
        Sample(_DATUMARO, f"{_ASSETS}/cvat_dataset/for_images/export_project", explained=_NO_MASK),
        Sample(_DATUMARO, f"{_ASSETS}/cvat_dataset/for_video", explained=_NO_MASK),
    ),
    "datumaro": (Sample(_DATUMARO, f"{_ASSETS}/datumaro_dataset/legacy"),),
    "davis": (
        Sample(
            "davisvideochallenge/davis2017-evaluation",
            "results/semi-supervised/osvos",
            "evaluators",
            "pillow_indices",
        ),
    ),
    "label-studio": (
        Sample(_STUDIO, f"{_STUDIO_DATA}/test_export_yolo/data_polygons.json", "labelling", "label_studio"),
        Sample(_STUDIO, f"{_STUDIO_DATA}/test_export_yolo/data_obb.json"),
        Sample(_STUDIO, f"{_STUDIO_DATA}/test_export_coco/data.json", explained=("'keypointlabels'",)),
        Sample(_STUDIO, f"{_STUDIO_DATA}/test_export_csv/csv_test.json"),
    ),
    "labelme": (
        Sample(_LABELME, "examples/instance_segmentation/data_annotated", "labelling", "labelme"),
        Sample(_LABELME, "examples/semantic_segmentation/data_annotated", "labelling", "labelme"),
        Sample(_LABELME, "examples/video_annotation/data_annotated", "labelling", "labelme"),
        Sample(_LABELME, "examples/primitives", "labelling", "labelme", _NO_AREA),
    ),
    "mots": (Sample(_DATUMARO, f"{_ASSETS}/mots_dataset", "datumaro", "datumaro_mots"),),
    "sa-v": (Sample("facebookresearch/sam2", "sav_dataset/example", "evaluators", "pycocotools_masklets"),),
    "voc": (
        Sample(_LABELME, "examples/instance_segmentation/data_dataset_voc", "evaluators", "pillow_indices"),
        Sample(
            _DATUMARO,
            f"{_ASSETS}/voc_dataset/voc_dataset1",
            "datumaro",
            "datumaro_voc",
            ("'2007_000002', which has no masks",),
        ),
    ),
    "x-anylabeling": (
        Sample(_X, "examples/segmentation/instance_segmentation/sources", "x-anylabeling", "x_anylabeling"),
        Sample(_X, "examples/multiple_object_tracking/sources/Bangkok"),
        Sample(_X, "examples/description/tagging/sources/image-level"),
        Sample(_X, "examples/estimation/pose_estimation/sources", explained=_NO_AREA),
    ),
    "yolo": (
        Sample(_DATUMARO, f"{_ASSETS}/roboflow_dataset/yolo", explained=("found ../valid/images",)),
        Sample(_STUDIO, f"{_STUDIO_DATA}/test_import_yolo_data"),
    ),
    "youtube-vis": (
        Sample(
            "open-mmlab/mmtracking",
            "tests/data/demo_vis_data/ann.json",
            "evaluators",
            "pycocotools",
        ),
        Sample("open-mmlab/mmtracking", "tests/data/demo_cocovid_data"),
    ),
}


def samples_read(format_id: str, environments: Path, checkouts: Path | None) -> Iterator[str]:
    """A sentence for each sample of a format."""
    for sample in SAMPLES.get(format_id, ()):
        name = f"{sample.checkout}: {sample.path}"
        needed = [checkouts / each if checkouts else None for each in (sample.checkout, *sample.needs)]
        if any(each is None or not each.is_dir() for each in needed):
            yield f"not run: needs a checkout of {sample.checkout}"
            continue
        assert checkouts is not None
        yield f"{name}: {_read(format_id, sample, environments, checkouts)}"


def _read(format_id: str, sample: Sample, environments: Path, checkouts: Path) -> str:
    source, report = checkouts / sample.checkout / sample.path, ImportReport()
    reader = readable_formats()[format_id]
    if not reader.recognises(source):
        return "failed: not recognised"
    try:
        clips = list(reader.read(source, report, CancelToken()))
    except FormatError as error:
        return f"failed: {error}"
    for problem in report.problems:
        if not any(each in problem.sentence for each in sample.explained):
            return f"failed: {problem.place}: {problem.sentence}"
    masks = _masks(clips)
    texts = sum(len(clip.expressions) + len(clip.turns) for clip in clips)
    counted = ", ".join(
        f"{count} {name}"
        for count, name in ((len(clips), "clips"), (len(masks), "masks"), (texts, "texts"))
        if count
    )
    left = f", {report.problem_count} things left out: {'; '.join(sample.explained)}" if report.problems else ""
    if not sample.reader:
        return counted + left
    python = interpreter(environments, sample.environment)
    known = {each: str(checkouts / each) for each in sample.needs}
    answer = answer_of(python, "theirs", sample.reader, source, {"checkouts": known})
    if not answer["ok"]:
        return f"failed: {answer['says']}"
    ours, theirs = Counter(masks), Counter(answer["masks"])
    same = sum((ours & theirs).values())
    if same != len(masks) or ours != theirs:
        return f"failed: {same} of {sum(theirs.values())} masks equal, {len(masks)} read ({sample.reader})"
    return f"{counted}, all equal ({sample.reader}){left}"


def _masks(clips: Sequence[ImportedClip]) -> list[str]:
    return [
        hashlib.sha256(fingerprint(rle_to_mask(mask.rle)).encode()).hexdigest()
        for clip in clips
        for each in clip.objects
        for mask in each.track.values()
        if not mask.rle.is_empty
    ]
