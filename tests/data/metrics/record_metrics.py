"""Runs the published evaluators on the inputs of `metric_inputs.py` and writes down what they say (see README.md).

    python tests/data/metrics/record_metrics.py CHECKOUTS OUT.json

CHECKOUTS holds one folder a repository: davis2017-evaluation, sam2, MeViS, ReLA, LISA, ReferFormer, VISA, Sa2VA.
Imports nothing of this project, so that a mistake of ours cannot hide in the values that it is tested with.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import logging
import os
import re
import subprocess
import sys
import tempfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import metric_inputs as inputs
import numpy as np
from PIL import Image
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


def namespace_of(
    path: Path, wanted: set[str], given: dict[str, Any], edits: dict[str, str] | None = None
) -> dict[str, Any]:
    """Functions and classes of a script that cannot be imported whole, because it loads a model or needs a GPU."""
    text = path.read_text(encoding="utf-8")
    for old, new in (edits or {}).items():
        assert old in text, (path, old)
        text = text.replace(old, new)
    tree = ast.parse(text)
    tree.body = [node for node in tree.body if getattr(node, "name", "") in wanted]
    assert {node.name for node in tree.body} == wanted, path
    exec(compile(tree, str(path), "exec"), given)
    return given


def rle(mask: np.ndarray) -> dict[str, Any]:
    encoded = coco_mask.encode(np.asfortranarray(mask.astype(np.uint8)))
    return {"size": encoded["size"], "counts": encoded["counts"].decode()}


def save_index(path: Path, indices: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.fromarray(indices.astype(np.uint8), mode="P")
    picture.putpalette(list(range(256)) * 3)
    picture.save(path)


def record_pairs(checkouts: Path) -> list[list[float]]:
    sys.path.insert(0, str(checkouts / "davis2017-evaluation"))
    from davis2017.metrics import db_eval_boundary, db_eval_iou

    return [
        [float(db_eval_iou(truth, predicted, void)), float(db_eval_boundary(truth, predicted, void))]
        for truth, predicted, void in inputs.mask_pairs()
    ]


def record_davis(checkouts: Path, folder: Path) -> dict[str, Any]:
    """Both tasks, by files."""
    from davis2017.evaluation import DAVISEvaluation

    sequences = inputs.index_sequences()
    for kind in ("Annotations", "Annotations_unsupervised"):
        for name, (truth, _) in sequences.items():
            for frame, indices in enumerate(truth):
                save_index(folder / kind / "480p" / name / f"{frame:05d}.png", indices)
    for name, (truth, predicted) in sequences.items():
        for frame, indices in enumerate(predicted):
            save_index(folder / "result" / name / f"{frame:05d}.png", indices)
            target = folder / "JPEGImages" / "480p" / name / f"{frame:05d}.jpg"
            target.parent.mkdir(parents=True, exist_ok=True)
            Image.new("RGB", truth.shape[:0:-1]).save(target)
    for year in ("2017", "2019"):
        lists = folder / "ImageSets" / year
        lists.mkdir(parents=True)
        (lists / "val.txt").write_text("".join(f"{name}\n" for name in sequences))
    found = {}
    for task in ("semi-supervised", "unsupervised"):
        with contextlib.redirect_stderr(io.StringIO()):
            result = DAVISEvaluation(str(folder), task, "val").evaluate(str(folder / "result"))
        found[task] = {
            name: {key: [float(value) for value in result[name][key]] for key in "MRD"} for name in "JF"
        }
    return found


def record_sav(checkouts: Path, folder: Path) -> dict[str, Any]:
    sys.path.insert(0, str(checkouts / "sam2" / "sav_dataset"))
    from utils.sav_benchmark import benchmark

    for name, objects in inputs.object_videos().items():
        for index, masks in enumerate(objects):
            for kind, each in zip(("truth", "result"), masks, strict=True):
                for frame, mask in enumerate(each):
                    path = folder / kind / name / f"{index:03d}" / f"{4 * frame:05d}.png"
                    path.parent.mkdir(parents=True, exist_ok=True)
                    Image.fromarray(mask.astype(np.uint8)).save(path)
    jf, j, f, each = benchmark([str(folder / "truth")], [str(folder / "result")], True, 1, verbose=False)
    return {
        "J&F": float(jf[0]),
        "J": float(j[0]),
        "F": float(f[0]),
        "objects": {name: [list(part.values()) for part in pair] for name, pair in each[0].items()},
    }


def write_expression_files(folder: Path) -> None:
    """The layout that the three scripts of the Ref-VOS family read."""
    videos, masks, foregrounds, results = {}, {}, {}, {}
    for name, clip in inputs.expression_clips().items():
        objects = clip["objects"]
        base = len(masks)
        for index, track in enumerate(objects):
            masks[str(base + index)] = [rle(mask) if mask.any() else None for mask in track]
        frames = [f"{frame:05d}" for frame in range(objects.shape[1])]
        videos[name] = {
            "vid_id": len(videos),
            "frames": frames,
            "height": objects.shape[2],
            "width": objects.shape[3],
            "expressions": {
                str(position): {
                    "exp": f"expression {position}",
                    "anno_id": [base + index for index in each["anno"]],
                    "type_id": each["type_id"],
                }
                for position, each in enumerate(clip["expressions"])
            },
        }
        foregrounds[name] = {"masks_rle": [rle(mask) for mask in objects.any(axis=0)]}
        results[name] = {
            str(position): {"prediction_masks": [rle(mask) for mask in each["predicted"]]}
            for position, each in enumerate(clip["expressions"])
        }
    for file, value in {
        "meta.json": {"videos": videos},
        "masks.json": masks,
        "foreground.json": foregrounds,
        "results.json": results,
    }.items():
        (folder / file).write_text(json.dumps(value))


def record_expressions(checkouts: Path, folder: Path) -> dict[str, Any]:
    """MeViS, ReVOS and Ref-SAV as the published evaluation runs them, on one worker."""
    write_expression_files(folder)
    found = {}
    for name, options in {
        "mevis": [
            "--mevis_exp_path",
            "meta.json",
            "--mevis_mask_path",
            "masks.json",
            "--save_name",
            "out.json",
        ],
        "revos": [
            *("--exp_path", "meta.json", "--mask_path", "masks.json"),
            *("--foreground_mask_path", "foreground.json", "--save_json_name", "out.json"),
        ],
        "ref_sav": ["--exp_path", "meta.json", "--mask_path", "masks.json", "--save_json_name", "out.json"],
    }.items():
        text = (checkouts / "Sa2VA" / "tools" / "eval" / f"eval_{name}.py").read_text()
        text = text.replace("NUM_WOEKERS = 128", "NUM_WOEKERS = 1")
        # The queue is filled by a thread of its own; one worker would find it empty.
        text = text.replace("start_time = time.time()", "time.sleep(1); start_time = time.time()")
        script = folder / f"{name}.py"
        script.write_text(text)
        subprocess.run(
            [sys.executable, script, "results.json", *options],
            cwd=folder,
            check=True,
            env={**os.environ, "PYTHONPATH": str(checkouts / "Sa2VA")},
            stdout=subprocess.DEVNULL,
        )
        found[name] = json.loads((folder / "out.json").read_text())
    sys.path.insert(0, str(checkouts / "MeViS" / "tools"))
    from metrics import db_eval_boundary, db_eval_iou

    pairs = []
    for clip in inputs.expression_clips().values():
        for each in clip["expressions"]:
            truth = clip["objects"][each["anno"]].any(axis=0).astype(np.uint8)
            predicted = each["predicted"].astype(np.uint8)
            pairs.append([db_eval_iou(truth, predicted).mean(), db_eval_boundary(truth, predicted).mean()])
    j, f = np.mean(pairs, axis=0)
    found["mevis_unrounded"] = {"J": float(j), "F": float(f), "J&F": float((j + f) / 2)}
    return found


def record_referring(checkouts: Path) -> dict[str, Any]:
    """cIoU and gIoU by LISA's functions with the ignored pixels; the gRefCOCO figures by ReLA's evaluator."""
    import torch

    given = {"torch": torch, "np": np}
    namespace_of(checkouts / "LISA" / "utils" / "utils.py", {"intersectionAndUnionGPU"}, given)
    intersections, unions, gious = [], [], []
    for sample in inputs.referring_samples():
        target = sample["truth"].astype(np.int32)
        if sample["ignore"] is not None:
            target[sample["ignore"]] = 255
        intersection, union, _ = given["intersectionAndUnionGPU"](
            torch.from_numpy(sample["predicted"].astype(np.int32)).float(),
            torch.from_numpy(target).float(),
            2,
            ignore_index=255,
        )
        giou = intersection / (union + 1e-5)
        giou[union == 0] += 1.0
        intersections.append(float(intersection[1]))
        unions.append(float(union[1]))
        gious.append(float(giou[1]))
    lisa = {"cIoU": sum(intersections) / (sum(unions) + 1e-10), "gIoU": float(np.mean(gious)), "each": gious}

    rela = {
        "torch": torch,
        "np": np,
        "json": json,
        "os": os,
        "OrderedDict": OrderedDict,
        "DatasetEvaluator": object,
        "logging": logging,
    }
    namespace_of(
        checkouts / "ReLA" / "gres_model" / "evaluation" / "refer_evaluation.py",
        {"computeIoU", "ReferEvaluator"},
        rela,
    )
    evaluator = rela["ReferEvaluator"]("grefcoco")
    evaluator._distributed = False
    evaluator._output_dir = None
    evaluator._predictions = [
        {
            "img_id": index,
            "source": "grefcoco",
            "sent": "",
            "sent_info": {},
            "pred_nt": sample["says_none"],
            "gt_nt": sample["no_target"],
            "pred_mask": sample["predicted"],
            "gt_mask": sample["truth"],
        }
        for index, sample in enumerate(inputs.referring_samples())
    ]
    figures = evaluator.evaluate()["grefcoco"]
    return {"lisa": lisa, "rela": {name: float(value) for name, value in figures.items()}}


def record_grounded(checkouts: Path, folder: Path) -> dict[str, Any]:
    """AP by pycocotools, mIoU and recall by the functions of the published GCG evaluation."""
    images, annotations, results, captions, said = [], [], [], [], []
    for number, each in enumerate(inputs.grounded_captions(), start=1):
        images.append({"id": number, "height": 40, "width": 50, "file_name": f"{number}.jpg"})
        for mask in each["truth"]:
            encoded = rle(mask)
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": number,
                    "category_id": 1,
                    "segmentation": encoded,
                    "area": int(mask.sum()),
                    "bbox": [0, 0, 1, 1],
                    "iscrowd": 0,
                }
            )
        for mask in each["predicted"]:
            results.append({"image_id": number, "category_id": 1, "segmentation": rle(mask), "score": 1.0})
        captions.append({"id": number, "image_id": number, "caption": "a", "labels": each["labels"]})
        said.append({"image_id": number, "caption": "a", "labels": each["phrases"]})
    truth = {
        "info": {},
        "images": images,
        "annotations": annotations,
        "categories": [{"id": 1, "name": "object"}],
    }
    for name, value in {
        "truth.json": truth,
        "results.json": results,
        "captions.json": {"info": {}, "images": images, "annotations": captions},
        "said.json": said,
    }.items():
        (folder / name).write_text(json.dumps(value))
    given: dict[str, Any] = {
        "np": np,
        "maskUtils": coco_mask,
        "tqdm": lambda items: items,
        "text_similarity_bert": inputs.word_similarity,
        "print": print,
    }
    wanted = {
        *("compute_iou", "compute_miou", "evaluate_mask_miou", "compute_iou_matrix"),
        *("find_best_matches", "evaluate_recall_with_mapping"),
    }
    path = checkouts / "Sa2VA" / "projects" / "sa2va" / "evaluation" / "metrics_gcg.py"
    # Three decimals are printed; the values are wanted.
    edits = {":.3f}": ":.12f}"}
    namespace_of(path, wanted, given, edits)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        coco = COCO(str(folder / "truth.json"))
        evaluation = COCOeval(coco, coco.loadRes(str(folder / "results.json")), "segm")
        evaluation.params.catIds = [1]
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
        ids = [image["id"] for image in images]
        given["evaluate_mask_miou"](coco, ids, str(folder / "results.json"))
        given["evaluate_recall_with_mapping"](
            coco,
            COCO(str(folder / "captions.json")),
            ids,
            str(folder / "results.json"),
            str(folder / "said.json"),
        )
    printed = out.getvalue()
    miou = re.search(r"across all images: ([\d.]+)", printed)
    recall = re.search(r"Recall: ([\d.]+)", printed)
    assert miou, printed
    assert recall, printed
    return {
        "AP": float(evaluation.stats[0]),
        "AP50": float(evaluation.stats[1]),
        "mIoU": float(miou[1]),
        "recall": float(recall[1]),
    }


def record_captions() -> dict[str, Any]:
    from pycocoevalcap.bleu.bleu import Bleu
    from pycocoevalcap.cider.cider import Cider
    from pycocoevalcap.meteor.meteor import Meteor
    from pycocoevalcap.tokenizer.ptbtokenizer import PTBTokenizer

    made = inputs.captions()
    references, candidates = made["references"], made["candidates"]
    cider, each = Cider().compute_score(references, candidates)
    bleu, _ = Bleu(4).compute_score(references, candidates, verbose=0)
    one = {"0": references["0"]}, {"0": candidates["0"]}
    sentences = {str(i): [{"caption": text}] for i, text in enumerate(inputs.SENTENCES)}
    tokens = PTBTokenizer().tokenize(sentences)
    spoken_meteor, _ = Meteor().compute_score(references, candidates)
    return {
        "CIDEr": float(cider),
        "CIDEr_each": [float(value) for value in each],
        "CIDEr_one": float(Cider().compute_score(*one)[0]),
        "BLEU": [float(value) for value in bleu],
        "METEOR": float(spoken_meteor),
        "tokens": [tokens[str(i)][0] for i in range(len(inputs.SENTENCES))],
    }


def main() -> None:
    checkouts, out = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name) / part for part in ("davis", "sav", "expressions", "grounded")]
        for folder in folders:
            folder.mkdir()
        recorded = {
            "fingerprint": inputs.fingerprint(),
            "pairs": record_pairs(checkouts),
            "davis": record_davis(checkouts, folders[0]),
            "sav": record_sav(checkouts, folders[1]),
            "expressions": record_expressions(checkouts, folders[2]),
            "referring": record_referring(checkouts),
            "grounded": record_grounded(checkouts, folders[3]),
            "captions": record_captions(),
        }
    out.write_text(json.dumps(recorded, indent=1) + "\n")


if __name__ == "__main__":
    main()
