"""Public SAM 2 files are recognised, converted once and whole, and anything else is refused with one sentence."""

from __future__ import annotations

import os
import pickle
import zipfile
from functools import partial
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from support.sam2_folders import (
    MINIATURE_20,
    MINIATURE_21,
    MINIATURES,
    PUBLIC_20,
    edit_tracker_config,
    public_state,
    tracker_folder,
    write_public_file,
)

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference import sam2_files
from sa2va_desktop.inference.sam2_checkpoint import describe_sam2, load_decoder, load_sam2
from sa2va_desktop.inference.sam2_files import convert_sam2, converted_folder, recognised
from sa2va_desktop.modeling.sam2_network import build_sam2_network
from sa2va_desktop.modeling.sam2_variants import SAM2_VARIANTS

CPU = torch.device("cpu")


@pytest.mark.parametrize("miniature", MINIATURES, ids=lambda each: each.name)
@pytest.mark.parametrize("suffix", [".pt", ".safetensors"])
def test_a_public_file_becomes_a_folder_with_the_same_tensors(tmp_path, miniature, suffix):
    file = tmp_path / f"any{suffix}"
    state = public_state(miniature.config)
    if suffix == ".pt":
        torch.save({"model": state}, file)
    else:
        save_file(state, file)

    assert convert_sam2(file, tmp_path / "folder", variants=MINIATURES) is miniature
    loaded = load_sam2(tmp_path / "folder", device=CPU)

    assert (loaded.title, loaded.variant, loaded.config) == (miniature.title, miniature.name, miniature.config)
    found = loaded.network.state_dict()
    assert found.keys() == state.keys()
    assert all(torch.equal(found[name], tensor) for name, tensor in state.items())
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([file.name, "folder"])


def test_only_the_decoder_can_be_read(tmp_path):
    folder = tracker_folder(tmp_path / "folder")

    decoder = load_decoder(folder, device=CPU).state_dict()

    state = public_state()
    assert decoder.keys() == {
        name.removeprefix("sam_mask_decoder.") for name in state if name.startswith("sam_mask_decoder.")
    }
    assert all(torch.equal(tensor, state[f"sam_mask_decoder.{name}"]) for name, tensor in decoder.items())


@pytest.mark.parametrize("variant", SAM2_VARIANTS, ids=lambda each: each.name)
def test_each_public_network_is_told_from_the_others(variant):
    with torch.device("meta"):
        state = build_sam2_network(variant.config).state_dict()

    found = recognised({name: tuple(tensor.shape) for name, tensor in state.items()}, Path("file.pt"))

    assert found is variant


def test_a_file_is_converted_once_and_again_when_it_changes(tmp_path, monkeypatch):
    monkeypatch.setattr(sam2_files, "SAM2_VARIANTS", MINIATURES)
    converted = []
    original = sam2_files.convert_sam2

    def counted(file, target):
        converted.append(target)
        return original(file, target, variants=MINIATURES)

    monkeypatch.setattr(sam2_files, "convert_sam2", counted)
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    file = write_public_file(downloads / "sam2.1_hiera_miniature.pt")
    (downloads / "config.json").write_text('{"model_type": "sam2_video"}')

    first = converted_folder(downloads, keep_in=tmp_path / "kept")
    again = converted_folder(file, keep_in=tmp_path / "kept")
    assert first == again
    assert len(converted) == 1
    assert converted_folder(first, keep_in=tmp_path / "kept") == first

    write_public_file(file, PUBLIC_20)
    os.utime(file, ns=(1, 1))
    assert converted_folder(downloads, keep_in=tmp_path / "kept") == first
    assert len(converted) == 2
    assert describe_sam2(first).variant == MINIATURE_20.name
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [first.name]


class _Danger:
    def __reduce__(self):
        return (os.system, ("touch danger",))


def test_a_pickle_that_runs_code_is_refused_and_runs_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "sam2_hiera_tiny.pt"
    torch.save({"model": {"weight": _Danger()}}, file)

    with pytest.raises(CheckpointError, match="cannot be used as a SAM 2 file"):
        convert_sam2(file, tmp_path / "folder")

    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def _write_junk(path: Path) -> None:
    path.write_bytes(b"not a file of tensors")


def _write_plain_pickle(path: Path) -> None:
    path.write_bytes(pickle.dumps({"model": {}}))


def _write_cut(path: Path) -> None:
    write_public_file(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _write_without_model(path: Path) -> None:
    torch.save({"weights": public_state()}, path)


def _write_list(path: Path) -> None:
    torch.save([torch.zeros(2)], path)


def _write_text_inside(path: Path) -> None:
    torch.save({"model": {**public_state(), "note": "hello"}}, path)


def _write_whole_numbers(path: Path) -> None:
    torch.save({"model": {name: tensor.long() for name, tensor in public_state().items()}}, path)


def _write_one_more(path: Path) -> None:
    torch.save({"model": {**public_state(), "another.weight": torch.zeros(3)}}, path)


def _write_one_less(path: Path) -> None:
    torch.save({"model": {name: t for name, t in public_state().items() if name != "no_obj_ptr"}}, path)


def _write_other_shape(path: Path) -> None:
    torch.save({"model": {**public_state(), "no_obj_ptr": torch.zeros(2, 32)}}, path)


@pytest.mark.parametrize(
    ("write", "sentence"),
    [
        (_write_junk, "no file of tensors that torch can map"),
        (_write_plain_pickle, "no file of tensors that torch can map"),
        (_write_cut, "no file of tensors that torch can map"),
        (_write_without_model, "no table of tensors named “model”"),
        (_write_list, "no table of tensors named “model”"),
        (_write_text_inside, "named floating-point tensors only"),
        (_write_whole_numbers, "named floating-point tensors only"),
        (_write_one_more, "differs from SAM 2.1 miniature in 1 tensor, such as another.weight"),
        (_write_one_less, "differs from SAM 2.1 miniature in 1 tensor, such as no_obj_ptr"),
        (_write_other_shape, "differs from SAM 2.1 miniature in 1 tensor, such as no_obj_ptr"),
    ],
)
def test_what_is_no_public_network_is_refused_with_one_sentence(tmp_path, write, sentence):
    file = tmp_path / "sam2.1_hiera_tiny.pt"
    write(file)

    with pytest.raises(CheckpointError) as raised:
        convert_sam2(file, tmp_path / "folder", variants=MINIATURES)

    assert sentence in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def _written_with(path: Path, table: bytes, packing: int = zipfile.ZIP_STORED) -> Path:
    """A file as torch writes it, but for its table of contents."""
    torch.save({"model": {}}, path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, content in parts.items():
            archive.writestr(name, table if name.endswith("data.pkl") else content)
    return path


_HUGE_ARRAY = b"\x80\x02c__builtin__\nbytearray\nJ" + (1 << 30).to_bytes(4, "little") + b"\x85R."
_HUGE_TENSOR = b"\x80\x02ctorch\nTensor\nJ" + (1 << 30).to_bytes(4, "little") + b"\x85R."


@pytest.mark.parametrize(
    ("table", "packing", "sentence"),
    [
        (_HUGE_ARRAY, zipfile.ZIP_STORED, "it asks for '__builtin__ bytearray', which is no tensor"),
        (_HUGE_TENSOR, zipfile.ZIP_STORED, "it asks for 'torch Tensor', which is no tensor"),
        (b"\x80\x02}." + bytes(1 << 20), zipfile.ZIP_DEFLATED, "parts of it are packed"),
        (b"\x80\x02}." + bytes(1 << 20), zipfile.ZIP_STORED, "does not hold one short table of contents"),
        (b"\x80\x02](e", zipfile.ZIP_STORED, "no file of tensors that torch can map"),
    ],
)
def test_a_small_file_cannot_claim_much_memory(tmp_path, monkeypatch, table, packing, sentence):
    file = _written_with(tmp_path / "sam2_hiera_tiny.pt", table, packing)
    monkeypatch.setattr(torch, "load", lambda *_arguments, **_options: pytest.fail("torch opened it"))

    with pytest.raises(CheckpointError) as raised:
        convert_sam2(file, tmp_path / "folder")

    assert sentence in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1


def test_a_part_that_is_there_twice_is_refused(tmp_path):
    file = tmp_path / "sam2_hiera_tiny.pt"
    torch.save({"model": {}}, file)
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(archive.namelist()[0], b"\x80\x02}.")

    with pytest.raises(CheckpointError, match="a part is in it twice"):
        convert_sam2(file, tmp_path / "folder")


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "model.safetensors").unlink(),
        lambda folder: (folder / "config.json").write_text("{"),
    ],
)
def test_a_kept_folder_that_lost_something_is_made_anew(tmp_path, monkeypatch, damage):
    file = tmp_path / "sam2.1_hiera_tiny.pt"
    write_public_file(file)
    monkeypatch.setattr(sam2_files, "convert_sam2", partial(convert_sam2, variants=MINIATURES))
    folder = converted_folder(file, keep_in=tmp_path / "kept")
    damage(folder)

    again = converted_folder(file, keep_in=tmp_path / "kept")

    assert load_sam2(again, device=CPU).variant == MINIATURE_21.name


def test_a_file_that_is_too_large_is_not_opened(tmp_path):
    file = tmp_path / "sam2_hiera_large.pt"
    with file.open("wb") as stream:
        stream.truncate(sam2_files.FILE_LIMIT_BYTES + 1)

    with pytest.raises(CheckpointError, match="the public SAM 2 files have at most"):
        convert_sam2(file, tmp_path / "folder")


def test_a_folder_without_or_with_several_public_files_is_refused(tmp_path):
    for names in ((), ("sam2_hiera_tiny.pt", "sam2_hiera_small.pt")):
        for name in names:
            write_public_file(tmp_path / name)
        with pytest.raises(CheckpointError, match="expected one public SAM 2 file"):
            converted_folder(tmp_path, keep_in=tmp_path / "kept")


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    file = write_public_file(tmp_path / "any.pt")
    (tmp_path / "blocked").write_text("a file where a folder is wanted")

    with pytest.raises(CheckpointError, match="cannot be written"):
        convert_sam2(file, tmp_path / "blocked" / "folder", variants=MINIATURES)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"model_type": "other"}, "model_type must be sam2_tracker"),
        ({"title": 3}, "title must be a name"),
        ({"grounding_encoder_config": {"image_size": -1}}, "image_size must be whole numbers"),
        ({"grounding_encoder_config": {"unheard_of": 1}}, "unheard_of"),
        ({"grounding_encoder_config": {**vars(MINIATURE_21.config), "unknown": 0, "d_model": 48}}, "."),
    ],
)
def test_a_broken_configuration_is_one_sentence(tmp_path, changes, sentence):
    folder = tracker_folder(tmp_path / "folder")
    if "d_model" in changes.get("grounding_encoder_config", {}):
        del changes["grounding_encoder_config"]["unknown"]
    edit_tracker_config(folder, **changes)

    with pytest.raises(CheckpointError) as raised:
        load_sam2(folder, device=CPU)

    assert sentence in str(raised.value)
