"""Training at toy size: every stage learns what it should, resumes exactly, and exports a loadable checkpoint."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from sa2va_desktop.errors import CheckpointError, InputError
from sa2va_desktop.training.nano.config import read_config
from sa2va_desktop.training.nano.export import checkpoint_tensors, export_checkpoint
from sa2va_desktop.training.nano.grounding_graph import GroundingGraph
from sa2va_desktop.training.nano.nano_model import NanoModel, build_nano_model
from sa2va_desktop.training.nano.run import fraction_done, learning_rate_factor, load_state, train
from sa2va_desktop.training.nano.state import StageProgress
from sa2va_desktop.training.nano.tokenizer import build_tokenizer

_CONFIG = """
seed = 5
work_dir = "{work}"
export_dir = "{work}/checkpoint"
vocabulary_size = 700
log_every = 1
save_every_minutes = 0.0

[sizes]
tile_px = 64
patch_px = 8
vision_width = 16
vision_layers = 1
vision_heads = 2
vision_mlp = 16
llm_width = 32
llm_layers = 1
llm_heads = 2
llm_kv_heads = 1
llm_mlp = 32

[sizes.grounding]
image_size = 64
embed_dim = 8
stages = [1, 1, 1, 1]
global_att_blocks = []
window_spec = [4, 4, 4, 2]
d_model = 32
mem_dim = 16
memory_attention_layers = 1
dim_feedforward = 32
sam_mlp_dim = 32
iou_head_hidden_dim = 16

[[stages]]
name = "grounding"
kind = "grounding"
steps = {steps}
scenes = 2
clips_from = 0.0

[[stages]]
name = "words"
kind = "words"
steps = {steps}
options = {{ turns = 3, bank = 2 }}

[[stages]]
name = "referring"
kind = "referring"
steps = {steps}
scenes = 2
options = {{ bank = 2, clip_every = 2, per_scene = 2, copy_decoder = true }}

[[stages]]
name = "regions"
kind = "regions"
steps = {steps}
scenes = 2
options = {{ bank = 2, requests = 3 }}

[[stages]]
name = "decoder"
kind = "decoder"
steps = {steps}
scenes = 2
options = {{ bank = 2, per_scene = 2 }}

[[stages]]
name = "talk"
kind = "talk"
steps = {steps}
scenes = 2
options = {{ bank = 2, wordings = 1, short = 2, long = 1, regions = 1, clip_every = 2 }}
"""


def _config(folder: Path, *, steps: int = 2) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "config.toml"
    path.write_text(_CONFIG.format(work=folder.as_posix(), steps=steps))
    return path


def _weights(folder: Path) -> dict[str, torch.Tensor]:
    return load_file(folder / "model.safetensors")


def _changed(before: dict[str, torch.Tensor], after: dict[str, torch.Tensor]) -> set[str]:
    names = {name for name in after if not torch.equal(before[name], after[name])}
    return {".".join(name.split(".")[:2]) for name in names}


def _losses(folder: Path) -> list[float]:
    lines = (folder / "log.jsonl").read_text().splitlines()
    return [json.loads(line)["loss"] for line in lines]


def test_stages_change_what_they_should(tmp_path: Path) -> None:
    config = _config(tmp_path)

    train(config, stage="grounding")
    after_grounding = _weights(tmp_path)
    train(config, stage="words")
    after_words = _weights(tmp_path)
    train(config, stage="referring")
    after_referring = _weights(tmp_path)

    by_words = _changed(after_grounding, after_words)
    assert {part.split(".")[0] for part in by_words} == {"language_model", "text_hidden_fcs", "word_probes"}
    by_referring = _changed(after_words, after_referring)
    assert {"grounding.network", "grounding.tuned_decoder", "language_model.model"} <= by_referring
    assert not {part for part in by_referring if part.startswith(("vision_model", "mlp1"))}

    train(config, stage="regions")
    after_regions = _weights(tmp_path)
    by_regions = _changed(after_referring, after_regions)
    assert {part.split(".")[0] for part in by_regions} == {
        "vision_model",
        "mlp1",
        "language_model",
        "region_probes",
    }

    train(config, stage="decoder")
    after_decoder = _weights(tmp_path)
    assert _changed(after_regions, after_decoder) == {"grounding.tuned_decoder"}

    train(config, stage="talk")
    by_talk = _changed(after_decoder, _weights(tmp_path))
    assert {part.split(".")[0] for part in by_talk} == {"vision_model", "mlp1", "language_model", "cell_probes"}


def test_a_training_can_begin_with_an_exported_checkpoint(tmp_path: Path) -> None:
    exported = train(_config(tmp_path / "first", steps=1))
    path = _config(tmp_path / "second", steps=1)
    path.write_text(f'start_from = "{exported.as_posix()}"\n' + path.read_text())

    model, tokenizer = load_state(path)

    before = load_file(exported / "model.safetensors")
    after = checkpoint_tensors(model)
    assert all(torch.equal(before[name], after[name].half()) for name in before)
    assert (tokenizer.folder / "vocab.json").read_bytes() == (exported / "vocab.json").read_bytes()


def test_a_checkpoint_of_other_sizes_is_refused(tmp_path: Path) -> None:
    exported = train(_config(tmp_path / "first", steps=1))
    path = _config(tmp_path / "second", steps=1)
    other = path.read_text().replace("llm_mlp = 32", "llm_mlp = 48")
    path.write_text(f'start_from = "{exported.as_posix()}"\n' + other)

    with pytest.raises(CheckpointError, match="mlp"):
        load_state(path)


def test_a_resumed_region_stage_keeps_its_teacher(tmp_path: Path) -> None:
    config = _config(tmp_path, steps=1)
    train(config, stage="regions")
    first = (tmp_path / "regions.teacher.safetensors").read_bytes()

    train(config, stage="regions", resume=False)

    assert (tmp_path / "regions.teacher.safetensors").read_bytes() == first


@pytest.mark.parametrize(
    ("without", "lacking"),
    [
        ("", ["follow_up"]),
        ("talk", ["grounded_caption", "chat", "follow_up"]),
        ("regions talk", ["region_prompts", "grounded_caption", "chat", "follow_up"]),
    ],
)
def test_what_was_taught_decides_what_is_offered(tmp_path: Path, without: str, lacking: list[str]) -> None:
    path = _config(tmp_path, steps=1)
    head, *stages = path.read_text().split("[[stages]]")
    kept = [stage for stage in stages if not any(f'name = "{name}"' in stage for name in without.split())]
    path.write_text("[[stages]]".join((head, *kept)))

    assert list(read_config(path).not_trained_for) == lacking


def test_a_finished_training_tells_the_window_what_it_was_not_trained_for(tmp_path: Path) -> None:
    folder = train(_config(tmp_path, steps=1))

    written = json.loads((folder / "config.json").read_text())
    assert written["sa2va_desktop"]["not_trained_for"] == ["follow_up"]


def test_a_halted_talk_stage_resumes_with_equal_losses_and_aims_at_the_same_meanings(tmp_path: Path) -> None:
    """Half of the budget is used up by another run, whose state is then continued."""
    through, halted = tmp_path / "through", tmp_path / "halted"
    # A level rate, so that both runs take the same steps whatever their budgets are.
    train(_level(_config(through, steps=4)), stage="talk")
    train(_level(_config(halted, steps=2)), stage="talk")
    meanings = (halted / "talk.names.safetensors").read_bytes()
    progress = json.loads((halted / "progress.json").read_text())
    progress["talk"]["is_done"] = False
    (halted / "progress.json").write_text(json.dumps(progress))

    train(_level(_config(halted, steps=4)), stage="talk")

    assert _losses(halted) == _losses(through)
    assert (halted / "talk.names.safetensors").read_bytes() == meanings


def _level(path: Path) -> Path:
    text = path.read_text().replace('kind = "talk"\n', 'kind = "talk"\ncool_down = 0.0\n')
    path.write_text(text.replace("clip_every = 2 }", "clip_every = 2, attention = 0.0 }"))
    return path


def test_a_resumed_stage_continues_with_equal_losses(tmp_path: Path) -> None:
    through, halted = tmp_path / "through", tmp_path / "halted"

    train(_config(through, steps=4), stage="grounding")
    train(_config(halted, steps=2), stage="grounding")
    progress = json.loads((halted / "progress.json").read_text())
    progress["grounding"]["is_done"] = False
    (halted / "progress.json").write_text(json.dumps(progress))
    train(_config(halted, steps=4))

    # The rate depends on the share of the budget, so the first two steps are compared with the same budget.
    assert _losses(halted)[2] == pytest.approx(_losses(through)[2], rel=0.2)


def test_saving_and_loading_between_steps_changes_nothing(tmp_path: Path) -> None:
    once, twice = tmp_path / "once", tmp_path / "twice"
    train(_config(once, steps=3), stage="words")

    path = _config(twice, steps=3)
    train(path, stage="words")
    # Run the last step again from a state that was saved before it.
    train(path, stage="words", resume=False)

    assert _losses(once) == _losses(twice)[:3]


def test_the_exported_checkpoint_has_every_tensor_and_gives_equal_outputs(tmp_path: Path) -> None:
    folder = train(_config(tmp_path, steps=1))

    config = read_config(tmp_path / "config.toml")
    tokenizer = build_tokenizer(tmp_path / "tokenizer", vocabulary_size=700)
    model = build_nano_model(config.sizes, vocabulary=len(tokenizer), end_id=tokenizer.end_id, seed=5)
    trained = _weights(tmp_path)
    model.load_state_dict(trained, strict=False)
    stored = load_file(folder / "model.safetensors")
    assert set(stored) == set(checkpoint_tensors(model))
    reloaded = _graph_from(stored, model)
    picture = torch.rand(1, 3, 64, 64) * 255
    with torch.no_grad():
        expected = model.grounding.encode(picture).stride16
        found = reloaded.encode(picture).stride16
    torch.testing.assert_close(found, expected, atol=2e-2, rtol=2e-2)  # stored as float16
    written = json.loads((folder / "config.json").read_text())
    assert written["grounding_encoder_config"]["image_size"] == 64
    assert (
        written["llm_config"]["vocab_size"]
        == len(tokenizer)
        == stored["language_model.lm_head.weight"].shape[0]
    )


def test_exporting_keeps_a_model_card_beside_the_weights(tmp_path: Path) -> None:
    config = read_config(_config(tmp_path))
    tokenizer = build_tokenizer(tmp_path / "tokenizer", vocabulary_size=700)
    model = build_nano_model(config.sizes, vocabulary=len(tokenizer), end_id=tokenizer.end_id, seed=5)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "README.md").write_text("card")

    export_checkpoint(model, tokenizer, tmp_path / "out")

    assert (tmp_path / "out" / "README.md").read_text() == "card"
    assert not list((tmp_path / "out").glob("*.part"))


def test_budgets_count_steps_or_core_minutes(tmp_path: Path) -> None:
    stage = read_config(_config(tmp_path, steps=10)).stage("words")

    assert fraction_done(stage, StageProgress(step=5)) == 0.5
    assert learning_rate_factor(stage, 0.1, step=1000) == 1.0
    assert learning_rate_factor(stage, 1.0, step=1000) == pytest.approx(0.05)


def test_an_unknown_stage_or_key_is_one_sentence(tmp_path: Path) -> None:
    path = _config(tmp_path)
    with pytest.raises(InputError, match="no stage 'nonsense'"):
        train(path, stage="nonsense")

    path.write_text(path.read_text() + "\nunknown_key = 1\n")
    with pytest.raises(InputError, match="unknown_key"):
        read_config(path)


def _graph_from(stored: dict[str, torch.Tensor], model: NanoModel) -> GroundingGraph:
    prefix = "grounding_encoder.sam2_model."
    graph = GroundingGraph(model.sizes.grounding).eval()
    network = {k.removeprefix(prefix): v.float() for k, v in stored.items() if k.startswith(prefix)}
    tuned = {k: v for k, v in network.items() if k.startswith("sam_mask_decoder_modified.")}
    original = {k.replace(".g_weight", ".gamma"): v for k, v in network.items() if k not in tuned}
    graph.network.load_state_dict(original, strict=True)
    graph.tuned_decoder.load_state_dict({k.split(".", 1)[1]: v for k, v in tuned.items()}, strict=True)
    return graph
