"""Reads exports with pycocotools and TrackEval, and with the evaluation code of benchmarks from checkouts."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import numpy as np
from common import check, fingerprint, main, same_masks
from PIL import Image
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


@check
def coco(folder: Path, expected: dict) -> str:
    truth = COCO(str(next((folder / "annotations").glob("instances*.json"))))
    said = same_masks(map(truth.annToMask, truth.anns.values()), expected["masks"])
    results = [
        {
            "image_id": a["image_id"],
            "category_id": a["category_id"],
            "segmentation": truth.annToRLE(a),
            "score": 1.0,
        }
        for a in truth.anns.values()
    ]
    scores = COCOeval(truth, truth.loadRes(results), "segm")
    scores.evaluate(), scores.accumulate(), scores.summarize()
    assert scores.stats[0] == 1.0, scores.stats[0]
    return f"pycocotools: {said}, AP 1.0"


@check
def gcg(folder: Path, expected: dict) -> str:
    path = next(folder.glob("*_gcg_coco_mask_gt.json"))
    truth = COCO(str(path))
    results = [
        {"image_id": a["image_id"], "category_id": 1, "segmentation": a["segmentation"], "score": 1.0}
        for a in truth.anns.values()
    ]
    scores = COCOeval(truth, truth.loadRes(results), "segm")
    scores.params.catIds = [1]
    scores.evaluate(), scores.accumulate(), scores.summarize()
    assert scores.stats[1] == 1.0, scores.stats[1]
    captions = COCO(str(path.with_name(path.name.replace("mask", "caption"))))
    for image in truth.getImgIds():
        [told] = captions.loadAnns(captions.getAnnIds(imgIds=[image]))
        assert len(told["labels"]) == len(truth.getAnnIds(imgIds=[image]))
    return "pycocotools: AP50 1.0, a label for each mask"


@check
def region_captions(folder: Path, expected: dict) -> str:
    truth = COCO(str(next(folder.glob("region_captions*.json"))))
    assert all(truth.anns[number]["image_id"] == number for number in truth.imgs)
    assert all(image["caption"].strip() for image in truth.imgs.values())
    return f"pycocotools: {len(truth.imgs)} captions, found by the id of the picture"


@check
def sa2va(folder: Path, expected: dict) -> str:
    found = []
    path = next(folder.rglob("annotations.json"))
    for item in json.loads(path.read_text(encoding="utf-8")):
        with Image.open(path.parent / "images" / item["image"]) as picture:
            width, height = picture.size
        for polygons, text in zip(item["mask"], item["text"], strict=True):
            assert text.lower()[-1]
            total = np.zeros((height, width), np.uint8)
            for polygon in polygons:
                total += coco_mask.decode(coco_mask.frPyObjects([polygon], height, width)).squeeze()
            assert total.max() == 1
            found.append(total)
    return f"rules of the published loader, pycocotools: {same_masks(found, expected['told'])}, values 0 and 1"


@check
def youtube_vis(folder: Path, expected: dict) -> str:
    import trackeval

    source = next(path for path in folder.rglob("*.json") if "results" not in path.name)
    truth = json.loads(source.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as work:
        gt, trackers = Path(work) / "youtube_vis_val", Path(work) / "trackers/youtube_vis_val/ours/data"
        gt.mkdir(parents=True), trackers.mkdir(parents=True)
        (gt / "truth.json").write_text(json.dumps(truth))
        results = [
            {key: a[key] for key in ("video_id", "category_id", "segmentations")} | {"score": 1.0}
            for a in truth["annotations"]
        ]
        for each in results:
            each["segmentations"] = [_compressed(rle) for rle in each["segmentations"]]
        (trackers / "results.json").write_text(json.dumps(results))
        config = {
            "GT_FOLDER": f"{work}/",
            "TRACKERS_FOLDER": f"{work}/trackers/",
            "TRACKERS_TO_EVAL": ["ours"],
            "SPLIT_TO_EVAL": "val",
            "PRINT_CONFIG": False,
        }
        data = trackeval.datasets.YouTubeVIS(config)
        evaluator = trackeval.Evaluator(_quiet(trackeval))
        results, _ = evaluator.evaluate(
            [data],
            [
                trackeval.metrics.TrackMAP(
                    {
                        "PRINT_CONFIG": False,
                        "USE_TIME_RANGES": False,
                        "AREA_RANGES": [[0, 128**2], [128**2, 256**2], [256**2, 1e10]],
                        "MAX_DETECTIONS": 100,
                        "IOU_THRESHOLDS": np.arange(0.5, 0.96, 0.05),
                    }
                )
            ],
        )
    scores = results["YouTubeVIS"]["ours"]["COMBINED_SEQ"]["cls_comb_cls_av"]["TrackMAP"]["AP_all"]
    assert np.allclose(scores, 1.0), scores
    return "TrackEval YouTubeVIS: AP 1.0"


@check
def davis(folder: Path, expected: dict) -> str:
    import trackeval

    sequences = next((folder / "ImageSets/2017").glob("*.txt")).read_text(encoding="utf-8").split("\n")
    with tempfile.TemporaryDirectory() as work:
        root = Path(work)
        (root / "gt").mkdir(), (root / "trackers/ours").mkdir(parents=True)
        (root / "gt/Annotations_unsupervised").symlink_to(folder / "Annotations")
        (root / "trackers/ours/data").symlink_to(folder / "Annotations/480p")
        (root / "list.txt").write_text("\n".join(name for name in sequences if name) + "\n")
        data = trackeval.datasets.DAVIS(
            {
                "GT_FOLDER": str(folder / "Annotations/480p"),
                "TRACKERS_FOLDER": str(root / "trackers"),
                "TRACKERS_TO_EVAL": ["ours"],
                "SEQMAP_FILE": str(root / "list.txt"),
                "SPLIT_TO_EVAL": "val",
                "PRINT_CONFIG": False,
                "MAX_DETECTIONS": 0,
            }
        )
        evaluator = trackeval.Evaluator(_quiet(trackeval))
        results, _ = evaluator.evaluate([data], [trackeval.metrics.JAndF({"PRINT_CONFIG": False})])
    scores = results["DAVIS"]["ours"]["COMBINED_SEQ"]["general"]["JAndF"]
    assert np.allclose([scores["J-Mean"], scores["F-Mean"]], 1), scores
    return f"TrackEval DAVIS: J = F = 1{_davis_evaluation(folder, sequences, expected)}"


def _davis_evaluation(folder: Path, sequences: list, expected: dict) -> str:
    """The benchmark's own code, all frames and objects, with the truth as proposals."""
    checkout = expected["checkouts"].get("davisvideochallenge/davis2017-evaluation")
    if checkout is None:
        return ""
    sys.path.insert(0, checkout)
    from davis2017.evaluation import DAVISEvaluation

    with tempfile.TemporaryDirectory() as work:
        root = Path(work)
        (root / "Annotations_unsupervised").symlink_to(folder / "Annotations")
        (root / "JPEGImages").symlink_to(folder / "JPEGImages")
        (root / "ImageSets/2017").mkdir(parents=True)
        (root / "ImageSets/2017/val.txt").write_text("\n".join(name for name in sequences if name) + "\n")
        found = DAVISEvaluation(davis_root=str(root), task="unsupervised", gt_set="val").evaluate(
            str(folder / "Annotations/480p")
        )
    scores = [np.mean(found["J"]["M"]), np.mean(found["F"]["M"])]
    assert np.allclose(scores, 1), scores
    return "; davis2017-evaluation, unsupervised: J = F = 1"


@check
def mots(folder: Path, expected: dict) -> str:
    import trackeval

    [root] = [path for path in folder.iterdir() if path.name.startswith("MOTS-")]
    split = root.name.removeprefix("MOTS-")
    with tempfile.TemporaryDirectory() as work:
        data_folder = Path(work) / "trackers" / root.name / "ours" / "data"
        data_folder.mkdir(parents=True)
        for text in root.glob("*/gt/gt.txt"):
            (data_folder / f"{text.parent.parent.name}.txt").write_text(text.read_text())
        data = trackeval.datasets.MOTSChallenge(
            {
                "GT_FOLDER": str(folder),
                "TRACKERS_FOLDER": str(Path(work) / "trackers"),
                "TRACKERS_TO_EVAL": ["ours"],
                "SPLIT_TO_EVAL": split,
                "SEQMAP_FOLDER": str(folder / "seqmaps"),
                "PRINT_CONFIG": False,
            }
        )
        evaluator = trackeval.Evaluator(_quiet(trackeval))
        results, _ = evaluator.evaluate([data], [trackeval.metrics.HOTA({"PRINT_CONFIG": False})])
    hota = results["MOTSChallenge"]["ours"]["COMBINED_SEQ"]["pedestrian"]["HOTA"]["HOTA"]
    assert np.allclose(hota, 1.0), hota
    return "TrackEval MOTSChallenge: HOTA 1"


@check
def voc(folder: Path, expected: dict) -> str:
    found = []
    for path in sorted((folder / "SegmentationObject").glob("*.png")):
        with Image.open(path) as objects, Image.open(folder / "SegmentationClass" / path.name) as classes:
            indices, kinds = np.array(objects), np.array(classes)
        assert np.array_equal(indices > 0, kinds > 0)
        found += [indices == index for index in np.unique(indices) if index not in (0, 255)]
    return f"Pillow: {same_masks(found, expected['visible'])}, classes and objects cover the same pixels"


@check
def youtube_vos(folder: Path, expected: dict) -> str:
    found = []
    for split in (path.parent for path in folder.glob("*/meta.json")):
        meta = json.loads((split / "meta.json").read_text(encoding="utf-8"))
        for video, told in meta["videos"].items():
            seen = set()
            for path in sorted((split / "Annotations" / video).glob("*.png")):
                with Image.open(path) as picture:
                    indices = np.array(picture)
                    assert (picture.mode, len(picture.getpalette() or [])) == ("P", 768)
                own = [int(index) for index in np.unique(indices) if index]
                seen.update(own)
                found += [indices == index for index in own]
            assert seen == {int(number) for number in told["objects"]}, (seen, told)
    return f"Pillow: {same_masks(found, expected['visible'])}, meta.json names every index"


@check
def mevis(folder: Path, expected: dict) -> str:
    return _expression_layout(folder, "MeViS", expected)


@check
def revos(folder: Path, expected: dict) -> str:
    return _expression_layout(folder, "ReVOS", expected)


@check
def ref_sav(folder: Path, expected: dict) -> str:
    return _expression_layout(folder, "Ref-SAV", expected)


def _expression_layout(folder: Path, name: str, expected: dict) -> str:
    """J and F of the checkout's metrics with the ground truth as prediction, each expression's masks united."""
    sys.path.insert(0, str(Path(expected["checkouts"]["henghuiding/MeViS"]) / "tools"))
    from metrics import db_eval_boundary, db_eval_iou

    path = next(folder.rglob("*meta_expressions*.json"))
    masks = json.loads(next(path.parent.glob("mask_dict.json")).read_text(encoding="utf-8"))
    scores = []
    for video in json.loads(path.read_text(encoding="utf-8"))["videos"].values():
        for expression in video["expressions"].values():
            frames = []
            for frame in range(len(video["frames"])):
                rles = [masks[str(number)][frame] for number in expression["anno_id"]]
                decoded = [coco_mask.decode(rle) for rle in rles if rle]
                frames.append(np.any(decoded, axis=0) if decoded else np.zeros(expected["size"], bool))
            truth = np.stack(frames).astype(np.uint8)
            scores.append((db_eval_iou(truth, truth).mean(), db_eval_boundary(truth, truth).mean()))
    assert np.allclose(scores, 1.0), scores
    return f"{name}, metrics.py of henghuiding/MeViS: J&F 100 over {len(scores)} expressions"


@check
def refcoco(folder: Path, expected: dict) -> str:
    return _refer(folder, expected, "refer", "REFER")


@check
def grefcoco(folder: Path, expected: dict) -> str:
    return _refer(folder, expected, "grefer", "G_REFER")


def _refer(folder: Path, expected: dict, module: str, name: str) -> str:
    sys.path.insert(0, str(Path(expected["checkouts"]["dvlab-research/LISA"]) / "utils"))
    reader_class = getattr(__import__(module), name)
    refs = next(path for path in folder.rglob("*refs(*")) if list(folder.rglob("*refs(*")) else None
    assert refs is not None, "no refs file"
    reader = reader_class(str(refs.parent.parent), refs.parent.name, refs.name.split("(")[1].split(")")[0])
    count = 0
    for ref in reader.Refs.values():
        if module == "grefer":
            wanted = reader.getMaskByRef(ref, ref["ref_id"], merge=True)["mask"]
        else:
            wanted = reader.getMask(ref)["mask"]
        count += bool(np.any(np.asarray(wanted)))
    assert count
    return f"{name} of dvlab-research/LISA: {len(reader.Refs)} references load, {count} with a mask"


@check
def reasonseg(folder: Path, expected: dict) -> str:
    sys.path.insert(0, str(Path(expected["checkouts"]["dvlab-research/LISA"]) / "utils"))
    from data_processing import get_mask_from_json

    count = 0
    for path in sorted(folder.rglob("*.json")):
        if path.parent.name == "explanatory" or not path.with_suffix(".jpg").exists():
            continue
        picture = np.zeros((*expected["size"], 3), np.uint8)
        mask, texts, _ = get_mask_from_json(str(path), picture)
        assert texts
        assert fingerprint(mask == 1) in expected["told"]
        count += 1
    assert count
    return f"get_mask_from_json of dvlab-research/LISA: {count} masks equal"


@check
def sa_v(folder: Path, expected: dict) -> str:
    found, frames = [], 0
    for path in sorted(folder.rglob("*_manual.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        assert all(len(row) == told["masklet_num"] for row in told["masklet"])
        frames += len(told["masklet"])
        found += [coco_mask.decode(rle) for row in told["masklet"] for rle in row if coco_mask.area(rle)]
    assert min(len(found), frames) > 0
    return (
        f"keys of the released files: {len(found)} masklet frames decode, one row an annotated frame ({frames})"
    )


@check
def llava(folder: Path, expected: dict) -> str:
    items = json.loads((folder / "conversations.json").read_text(encoding="utf-8"))
    for item in items:
        turns = item["conversations"]
        assert [turn["from"] for turn in turns] == ["human", "gpt"] * (len(turns) // 2)
        signs = [turn["value"].count("<image>") + turn["value"].count("<video>") for turn in turns]
        assert signs == [int("image" in item or "video" in item), *[0] * (len(turns) - 1)]
    return f"rules of the published loader: {len(items)} conversations"


def _compressed(rle: dict | None) -> dict | None:
    if rle is None or isinstance(rle["counts"], str):
        return rle
    found = coco_mask.frPyObjects(rle, *rle["size"])
    return {"size": found["size"], "counts": found["counts"].decode()}


def _quiet(trackeval: object) -> dict:
    return {
        "PRINT_CONFIG": False,
        "PRINT_RESULTS": False,
        "TIME_PROGRESS": False,
        "USE_PARALLEL": False,
        "PRINT_ONLY_COMBINED": True,
        "OUTPUT_SUMMARY": False,
        "OUTPUT_DETAILED": False,
        "PLOT_CURVES": False,
        "BREAK_ON_ERROR": True,
        "DISPLAY_LESS_PROGRESS": True,
        "OUTPUT_EMPTY_CLASSES": False,
    }


if __name__ == "__main__":
    main()
