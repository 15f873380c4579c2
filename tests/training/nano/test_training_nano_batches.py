"""What a training step is fed: masks that belong to their questions, prompts inside their objects."""

from __future__ import annotations

import numpy as np
import torch

from sa2va_desktop.scenes.clip import Split
from sa2va_desktop.training.nano.batches import SceneBatch, scene_batch
from sa2va_desktop.training.nano.config import DEFAULT_MIX
from sa2va_desktop.training.nano.losses import in_scene_choice_loss, mask_iou, mask_loss
from sa2va_desktop.training.nano.measure import region_j
from sa2va_desktop.training.nano.phrasing import request, small_talk
from sa2va_desktop.training.nano.prompts_drawn import draw_sparse_prompts, roughened
from sa2va_desktop.training.nano.referring_stage import draw_questions, is_right_object


def _batch(step: int = 0, *, frame_count: int = 1) -> SceneBatch:
    return scene_batch(3, step, scene_count=3, mix=DEFAULT_MIX, side_px=64, frame_count=frame_count)


def test_the_same_step_gives_the_same_batch_and_another_split_does_not() -> None:
    first, second = _batch(), _batch()
    other = scene_batch(3, 0, scene_count=3, mix=DEFAULT_MIX, side_px=64, split=Split.VALIDATION)

    assert torch.equal(first.images, second.images)
    assert first.expressions == second.expressions
    assert not torch.equal(first.images, other.images)


def test_masks_of_a_clip_batch_are_the_ids_of_their_scene() -> None:
    batch = _batch(frame_count=4)

    assert batch.images.shape == (12, 3, 64, 64)
    for row, scene in enumerate(batch.scene_of.tolist()):
        object_id = row - int((batch.scene_of < scene).sum()) + 1
        ids = batch.ids.view(3, 4, 64, 64)[scene]
        assert torch.equal(batch.masks[row], ids == object_id)
        assert batch.row_of(scene, object_id) == row


def test_questions_name_objects_of_their_own_scene() -> None:
    batch = _batch()

    questions = draw_questions(batch, np.random.default_rng(0), per_scene=3, extremes=True)

    for expression, scene, target in zip(questions.expressions, questions.scene, questions.target, strict=True):
        if target < 0:
            assert expression.object_ids == ()
        else:
            assert batch.scene_of[target] == scene
            assert batch.row_of(int(scene), expression.object_ids[0]) == target


def test_clicks_lie_in_their_object() -> None:
    masks = _batch().masks[:, 0]
    masks = masks[masks.flatten(1).sum(1) > 40]

    for seed in range(5):
        prompts = draw_sparse_prompts(masks, np.random.default_rng(seed))
        for mask, points, labels in zip(masks, prompts.points_xy, prompts.labels, strict=True):
            for (x, y), label in zip(points.tolist(), labels.tolist(), strict=True):
                if label in (0, 1):
                    assert bool(mask[int(y), int(x)]) == bool(label) or (x, y) == (0.0, 0.0)


def test_roughened_masks_stay_near_the_truth() -> None:
    masks = torch.zeros(20, 64, 64, dtype=torch.bool)
    masks[:, 16:48, 16:48] = True

    rough = roughened(masks, np.random.default_rng(0), share=1.0)

    overlap = (rough & masks).flatten(1).sum(1) / (rough | masks).flatten(1).sum(1)
    assert float(overlap.min()) > 0.6
    assert float(overlap.max()) <= 1.0


def test_losses_prefer_the_right_mask() -> None:
    soft = torch.zeros(2, 96, 96)
    soft[0, 10:40, 10:40] = 1.0
    soft[1, 50:90, 50:90] = 1.0
    logits = torch.where(soft[:1] > 0.5, 4.0, -4.0)
    owner = torch.ones(1, 2, dtype=torch.bool)

    right = in_scene_choice_loss(logits, torch.tensor([0]), soft, owner)
    wrong = in_scene_choice_loss(logits, torch.tensor([1]), soft, owner)

    assert right < wrong
    assert mask_loss(logits, soft[:1]) < mask_loss(logits, soft[1:])
    assert mask_iou(logits, soft[:1]) == 1.0
    assert is_right_object(logits, torch.tensor([0]), soft, owner) == 1.0
    assert is_right_object(logits, torch.tensor([1]), soft, owner) == 0.0


def test_region_j_counts_agreed_absence_as_right() -> None:
    truth = np.zeros((2, 4, 4), bool)
    truth[0, :2] = True
    predicted = np.zeros((2, 4, 4), bool)
    predicted[0, :1] = True

    assert region_j(predicted, truth) == 0.75
    assert region_j(truth, truth) == 1.0


def test_requests_keep_what_tells_things_apart() -> None:
    rng = np.random.default_rng(0)

    for _ in range(200):
        assert "penguin" in request("the black penguin", rng).lower()
        question, answer = small_talk(rng)
        assert question
        assert "[SEG]" not in answer
