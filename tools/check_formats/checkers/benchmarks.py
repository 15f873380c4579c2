"""Runs published evaluation code from checkouts on exports, with the truth as prediction."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
from common import check, main, same_masks
from PIL import Image
from stubs import bare_packages, module_of, pretend

for _name, _type in (("float", float), ("int", int)):  # names that NumPy took away
    if not hasattr(np, _name):
        setattr(np, _name, _type)


@check
def coco_panoptic(folder: Path, expected: dict) -> str:
    checkout = expected["checkouts"]["cocodataset/panopticapi"]
    evaluation = module_of(checkout, ".", "panopticapi.evaluation")
    path = next((folder / "annotations").glob("panoptic_*.json"))
    whole = json.loads(path.read_text(encoding="utf-8"))
    below = str(path.with_suffix(""))
    categories = {each["id"]: each for each in whole["categories"]}
    pairs = [(each, each) for each in whole["annotations"]]
    scores = evaluation.pq_compute_single_core(0, pairs, below, below, categories)
    found, _ = scores.pq_average(categories, isthing=None)
    assert (found["pq"], found["sq"], found["rq"]) == (1, 1, 1), found
    masks = []
    for told in whole["annotations"]:
        with Image.open(path.with_suffix("") / told["file_name"]) as picture:
            numbers = sys.modules["panopticapi.utils"].rgb2id(np.array(picture))
        assert set(np.unique(numbers)) - {0} == {each["id"] for each in told["segments_info"]}
        masks += [numbers == each["id"] for each in told["segments_info"]]
    return f"panopticapi: {same_masks(masks, expected['visible'])}, PQ 100"


@check
def sa_v(folder: Path, expected: dict) -> str:
    checkout = expected["checkouts"]["facebookresearch/sam2"]
    benchmark = module_of(checkout, "sav_dataset", "utils.sav_benchmark").benchmark
    [masks] = {path.parent.parent.parent for path in folder.rglob("*.png")}
    scores = benchmark([str(masks)], [str(masks)], True, 1, verbose=False, skip_first_and_last=False)
    overall = [float(np.ravel(each)[0]) for each in scores[:3]]
    assert np.allclose(overall, 100), overall
    return "sav_evaluator of facebookresearch/sam2: J&F 100"


@check
def ref_davis(folder: Path, expected: dict) -> str:
    checkout = expected["checkouts"]["wjn922/ReferFormer"]
    evaluation = module_of(checkout, ".", "davis2017.evaluation").DAVISEvaluation
    path = next(folder.glob("meta_expressions/*/meta_expressions.json"))
    split = folder / path.parent.name
    videos = json.loads(path.read_text(encoding="utf-8"))["videos"]
    with tempfile.TemporaryDirectory() as work:
        root = Path(work)
        for name, below in (("Annotations_unsupervised", "Annotations"), ("JPEGImages", "JPEGImages")):
            (root / name).mkdir()
            (root / name / "480p").symlink_to(split / below)
        (root / "ImageSets/2017").mkdir(parents=True)
        (root / "ImageSets/2017/val.txt").write_text("\n".join(videos) + "\n")
        results = evaluation(davis_root=str(root), task="unsupervised", gt_set="val").evaluate(
            str(split / "Annotations")
        )
    scores = [np.mean(results["J"]["M"]), np.mean(results["F"]["M"])]
    assert np.allclose(scores, 1), scores
    for video, told in videos.items():
        seen = {
            int(index)
            for each in (split / "Annotations" / video).glob("*.png")
            for index in np.unique(np.array(Image.open(each)))
        }
        assert {int(each["obj_id"]) for each in told["expressions"].values()} <= seen
    return "davis2017 evaluation of wjn922/ReferFormer: J = F = 1, every obj_id has pixels"


@check
def ref_youtube_vos(folder: Path, expected: dict) -> str:
    """Its data set class gives a mask for each expression on each frame."""
    checkout = expected["checkouts"]["wjn922/ReferFormer"]
    bare_packages(Path(checkout) / "datasets", ("datasets",))
    pretend("torch.autograd.grad_mode", "torch.utils.data", "datasets.transforms_video")
    sys.modules["torch.utils.data"].Dataset = object
    path = next(folder.glob("meta_expressions/*/meta_expressions.json"))
    split = folder / path.parent.name
    videos = module_of(checkout, ".", "datasets.ytvos")
    with contextlib.redirect_stdout(io.StringIO()):
        data = videos.YTVOSDataset(split, path, None, True, 1, 3)
    masks = []
    for told in data.metas:
        name = f"{told['frames'][told['frame_id']]}.png"
        with Image.open(split / "Annotations" / told["video"] / name) as picture:
            masks.append(np.array(picture.convert("P")) == told["obj_id"])
    seen = [each for each in masks if each.any()]
    return f"YTVOSDataset of wjn922/ReferFormer: {len(data.metas)} expressions and frames, {same_masks(seen, expected['visible'])}"


@check
def gcg(folder: Path, expected: dict) -> str:
    """GLaMM's evaluation; phrases are alike when they are equal, which stands in for its language model."""
    pretend("torch", "torch.nn.functional", "transformers", "sklearn.metrics.pairwise", "pycocoevalcap.eval")
    sys.modules["pycocoevalcap.eval"].COCOEvalCap.return_value.eval = {}
    evaluate = module_of(expected["checkouts"]["mbzuai-oryx/groundingLMM"], ".", "eval.gcg.evaluate")
    evaluate.text_similarity_bert = lambda one, other: float(one == other)
    truth = next(folder.glob("*_gcg_coco_mask_gt.json"))
    masks = json.loads(truth.read_text(encoding="utf-8"))
    captions_path = truth.with_name(truth.name.replace("mask", "caption"))
    captions = json.loads(captions_path.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as work, contextlib.chdir(work), io.StringIO() as said:
        os.mkdir("truth"), os.mkdir("answers")
        shutil.copy(truth, "truth/val_gcg_coco_mask_gt.json")
        shutil.copy(captions_path, "truth/val_gcg_coco_caption_gt.json")
        for told in captions["annotations"]:
            own = [each for each in masks["annotations"] if each["image_id"] == told["image_id"]]
            answer = {"caption": told["caption"], "phrases": told["labels"]}
            answer["pred_masks"] = [each["segmentation"] for each in own]
            Path(f"answers/{told['image_id']}.json").write_text(json.dumps({"answer": answer}))
        sys.argv = ["evaluate", "--split", "val", "--prediction_dir_path", "answers", "--gt_dir_path", "truth"]
        with contextlib.redirect_stdout(said):
            evaluate.main()
        lines = said.getvalue().splitlines()
    for wanted in ("Recall: 1.000", "Mean IoU (mIoU) across all images: 1.000"):
        assert wanted in lines, lines[-6:]
    [half] = [line for line in lines if "(AP) @[ IoU=0.50 " in line and "all" in line]
    assert half.endswith("= 1.000"), half
    return "evaluate.py of mbzuai-oryx/groundingLMM: recall 1, mIoU 1, AP50 1"


if __name__ == "__main__":
    main()
