"""The only place that chooses implementations; free of Qt and torch at import. Used by `app` and `commands`.

Here: models, projects, truth, benchmarks, the demo, the doctor. Beside it: `synthetic` scenes and `training`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sa2va_desktop.errors import (
    CheckpointError,
    ModelError,
    ProjectError,
    Sa2vaDesktopError,
)
from sa2va_desktop.gentle_import import preload_torch_libraries, spare_imported_objects
from sa2va_desktop.resources import bundled_model_path, resource_path
from sa2va_desktop.tasks import CancelToken, Progress
from sa2va_desktop.translation import translate

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from sa2va_desktop.annotation.project import Project
    from sa2va_desktop.annotation.records import Answer
    from sa2va_desktop.annotation.rle import BoolMask
    from sa2va_desktop.datasets.imported_clip import ImportReport
    from sa2va_desktop.evaluation.benchmark import Benchmark
    from sa2va_desktop.evaluation.truth import ClipTruth
    from sa2va_desktop.inference.api import Predictor, TurnOptions
    from sa2va_desktop.inference.text_similarity import TextSimilarity
    from sa2va_desktop.inference.verification_report import VerificationReport
    from sa2va_desktop.operations.batch.recipe import Recipe
    from sa2va_desktop.operations.doctor import Finding
    from sa2va_desktop.operations.model_fit import ModelFit
    from sa2va_desktop.operations.models import ReleasedModel
    from sa2va_desktop.storage.session import OpenProject

EMBEDDED_MODEL = "sa2va-nano"
"""The checkpoint that ships with the application; its licence and limits stand in its model card."""

NOTHING = "none"
"""Chosen in place of a model or a tracker where there should be none."""


@dataclass(frozen=True)
class DemoClip:
    """The bundled clip: a synthetic scene that is in no training set, and the instruction suggested for it."""

    video: Path
    instruction: str


@dataclass(frozen=True)
class FoundBenchmark:
    """A benchmark, and what was found while its data set was read."""

    benchmark: Benchmark
    report: ImportReport

    def left_out(self) -> list[str]:
        """A sentence about each item that could not be used."""
        return list(dict.fromkeys(f"{each.place}: {each.sentence}" for each in self.report.problems))


def model_folder(name_or_folder: str) -> Path:
    """Folder of a checkpoint: "sa2va-nano" (or "embedded") is the bundled one, a released or downloaded model goes by
    its name or repository, anything else is a path. Nothing is fetched.

    Raises:
        CheckpointError: no such folder, or a model that is not on this machine, in one sentence.
    """
    if name_or_folder in (EMBEDDED_MODEL, "embedded"):
        try:
            return bundled_model_path(EMBEDDED_MODEL)
        except FileNotFoundError as error:
            raise CheckpointError(
                translate("assembly", "the embedded model is missing: {0}").format(error)
            ) from error
    from sa2va_desktop.operations.models import local_folder

    found = local_folder(name_or_folder)
    if found is None:
        raise CheckpointError(
            translate(
                "assembly",
                "{0}: expected a model of `sa2va-desktop models list`, or a folder with config.json and *.safetensors",
            ).format(name_or_folder)
        )
    return found


def has_model(name: str) -> bool:
    """Whether a model of the list is on this machine. Not for the GUI thread."""
    try:
        model_folder(name)
    except CheckpointError:
        return False
    return True


def tracker_source(name_or_path: str) -> Path:
    """File or folder of a stand-alone SAM 2, by path or by the name of a model that is on this machine.

    Raises:
        CheckpointError: there is none, in one sentence.
    """
    path = Path(name_or_path).expanduser()
    return path if path.is_file() else model_folder(name_or_path)


def load_predictor(
    name_or_folder: str,
    *,
    device: str = "auto",
    dtype: str = "auto",
    tracker: str = NOTHING,
    turns: TurnOptions | None = None,
    quantise: str = "auto",
    offload: str = "auto",
    capture: str = "off",
) -> Predictor:
    """Load a checkpoint; slow, call it on the model worker. The caller closes the predictor.

    Args:
        name_or_folder: a Sa2VA, a stand-alone SAM 2, or "none" for the tracker alone.
        device: "auto" (CUDA, else Apple MPS, else CPU), a torch device name such as "cpu" or "cuda:1", several with
            commas between, or "gpus" for all of them.
        dtype: "auto" (bfloat16 on a GPU, float32 on a CPU), "float32", "bfloat16" or "float16".
        quantise, offload: of the language model; see `inference.planned_loading.open_checkpoint`.
        capture: "on" writes longer answers by a captured CUDA graph where that is possible.
        tracker: a stand-alone SAM 2 that serves clicks and tracks; "none" leaves them to the model itself.
        turns: how turns are written where a checkpoint ships its own template; None: as published.

    Raises:
        CheckpointError: the folder is not a checkpoint that can be loaded.
        ModelError: torch or another library of the runtime cannot be loaded.
        OutOfMemoryError: it does not fit the device.
    """
    from sa2va_desktop.settings.paths import cache_folder

    # Refused at once, not after the seconds that the runtime takes.
    source, other = (None if name == NOTHING else tracker_source(name) for name in (name_or_folder, tracker))
    load = load_runtime()
    return load(
        source,
        tracker=other,
        keep_in=cache_folder() / "trackers",
        device=device,
        dtype=None if dtype == "auto" else dtype,
        turns=turns,
        quantise=quantise,
        offload=offload,
        capture=capture == "on",
    )


def load_for_batch(recipe: Recipe) -> Predictor:
    """What a batch recipe names; see `load_predictor`. Workers on other machines call it, too."""
    import os

    model = recipe.model
    if model.threads:
        os.environ["OMP_NUM_THREADS"] = str(model.threads)  # read when torch is imported
    names = ("device", "dtype", "tracker", "quantise", "offload")
    return load_predictor(model.checkpoint, **{name: getattr(model, name) for name in names})


def device_memory(name: str) -> tuple[int, int] | None:
    """(used, total) bytes of the device that a loaded model runs on; None for the CPU. Not for the GUI thread."""
    from sa2va_desktop.inference.devices import memory_of

    return memory_of(name)


def verify_checkpoint(
    folder: Path, *, public_sam2: Path | None, token: CancelToken
) -> Generator[Progress, None, VerificationReport]:
    """Look at every number of a checkpoint's weights; see `inference.verification`. Not for the GUI thread.

    Raises:
        CheckpointError: its layout does not fit, or `public_sam2` is not the file it was trained from.
        ModelError: torch or another library of the runtime cannot be loaded.
        CancelledError: the token was cancelled.
    """
    load_runtime()
    from sa2va_desktop.inference.loading import is_sam2
    from sa2va_desktop.inference.verification import verify_checkpoint as verify
    from sa2va_desktop.inference.verification import verify_tracker

    if is_sam2(folder):
        return verify_tracker(folder, token=token)
    return verify(folder, public_sam2=public_sam2, token=token)


def model_fits(models: Sequence[ReleasedModel]) -> dict[str, ModelFit]:
    """By name, whether models of the list would fit the best device of this machine as it is now.

    Those whose sizes nobody knows are left out. Not for the GUI thread.

    Raises:
        ModelError: torch or another library of the runtime cannot be loaded.
    """
    load_runtime()
    from sa2va_desktop.inference.block_placement import can_quantise
    from sa2va_desktop.inference.devices import pick_device
    from sa2va_desktop.inference.memory_plan import fits
    from sa2va_desktop.inference.memory_sizes import PartCounts
    from sa2va_desktop.inference.planned_loading import space_of
    from sa2va_desktop.operations.model_fit import ModelFit

    space, found = space_of(pick_device()), {}
    for model in models:
        if model.parameters is not None:
            counts = PartCounts(*(1e6 * millions for millions in vars(model.parameters).values()))
            fit = fits(counts, space, can_quantise=can_quantise())
            found[model.name] = ModelFit(fit.fits, fit.sentence)
    return found


def load_runtime() -> Callable[..., Predictor]:
    """Import the model runtime, in seconds the first time, and let the window go on meanwhile."""
    is_first_time = "torch" not in sys.modules
    try:
        if is_first_time:
            preload_torch_libraries()
        from sa2va_desktop.inference.loading import load
    except (ImportError, OSError) as error:  # a library that is missing, broken, or does not fit into memory
        raise ModelError(
            translate("assembly", "the model runtime cannot be loaded: {0}").format(error)
        ) from error
    if is_first_time:
        spare_imported_objects()
    return load


def open_project(path: Path, *, create: bool = False, read_only: bool = False) -> OpenProject:
    """Open a project for a headless command: every change is on disk when the call that made it returns.

    Raises:
        ProjectError: no project, a newer version, damaged, or (unless `read_only`) open elsewhere; or, with `create`,
            one that is there already.
    """
    from sa2va_desktop.storage.session import open_project as open_session

    if create and path.exists():
        raise ProjectError(
            translate("assembly", "{0}: expected a new project, found an existing file").format(path)
        )
    return open_session(path, create=create, read_only=read_only)


def read_truth(folder: Path) -> ClipTruth:
    """Ground truth of one clip; see `evaluation.truth.read_clip_truth`."""
    from sa2va_desktop.evaluation.truth import read_clip_truth

    return read_clip_truth(folder)


def score_answer(
    project: Project, answer: Answer, truth: ClipTruth, object_ids: Sequence[int] | None
) -> dict[str, Any]:
    """J and F of an answer; see `evaluation.answer_score.score_answer`."""
    from sa2va_desktop.evaluation.answer_score import score_answer as score

    return score(project, answer, truth, object_ids)


def boundary_measure(predicted: BoolMask, truth: BoolMask) -> float:
    """F of two masks; see `evaluation.segmentation.boundary_measure`."""
    from sa2va_desktop.evaluation.segmentation import boundary_measure as measure

    return measure(predicted, truth)


def benchmark_of(
    source: Path,
    *,
    benchmark_id: str = "",
    format_id: str = "",
    split: str = "",
    text_model: Path | None = None,
    token: CancelToken | None = None,
) -> FoundBenchmark:
    """The benchmark for a data set; see `evaluation.benchmarks.benchmark_of`.

    Args:
        text_model: folder of the encoder that says how alike phrases are; None: what needs it is not computed.

    Raises:
        UsageError: nothing recognises the data set, or there is no such format or benchmark.
        CheckpointError: `text_model` holds no encoder.
    """
    from sa2va_desktop.datasets.imported_clip import ImportReport
    from sa2va_desktop.evaluation.benchmarks import benchmark_of as find

    similarity: TextSimilarity | None = None
    if text_model is not None:
        load_runtime()
        from sa2va_desktop.inference.text_similarity import TextSimilarity

        similarity = TextSimilarity(text_model)
    report = ImportReport()
    found = find(
        source,
        benchmark_id=benchmark_id,
        format_id=format_id,
        split=split,
        similarity=similarity,
        similarity_name="" if similarity is None else similarity.name,
        report=report,
        token=token,
    )
    return FoundBenchmark(found, report)


def unseen_scenes(seed: int | None = None) -> FoundBenchmark:
    """The benchmark that needs no data set, because it draws scenes that no training has seen."""
    from sa2va_desktop.datasets.imported_clip import ImportReport
    from sa2va_desktop.evaluation.unseen_scenes import DEFAULT_SEED, UnseenScenes

    return FoundBenchmark(UnseenScenes(DEFAULT_SEED if seed is None else seed), ImportReport())


def demo_clip() -> DemoClip:
    """The bundled clip and its suggested instruction."""
    import json

    folder = resource_path("demo")
    scene = json.loads((folder / "scene.json").read_text(encoding="utf-8"))
    return DemoClip(folder / "video.mp4", scene["instruction"])


def fitting_models(device: str = "auto") -> dict[str, str]:
    """Whether each released Sa2VA fits a device as it is filled now, and how, by name. Not for the GUI thread.

    Raises:
        UsageError: there is no such device.
        ModelError: torch or another library of the runtime cannot be loaded.
    """
    load_runtime()
    from sa2va_desktop.inference.block_placement import can_quantise
    from sa2va_desktop.inference.devices import pick_device
    from sa2va_desktop.inference.memory_plan import fits
    from sa2va_desktop.inference.memory_sizes import PartCounts
    from sa2va_desktop.inference.planned_loading import space_of
    from sa2va_desktop.operations.models import RELEASED, ModelKind

    space, found = space_of(pick_device(device)), {}
    for model in RELEASED:
        if model.kind is ModelKind.SA2VA and model.parameters is not None:
            counts = PartCounts(*(millions * 1e6 for millions in vars(model.parameters).values()))
            found[model.name] = fits(counts, space, can_quantise=can_quantise()).sentence
    return found


def doctor_findings(models: Sequence[str]) -> Iterator[Finding]:
    """Look at the installation, the devices, and these checkpoints (each is loaded and freed again)."""
    from sa2va_desktop.operations.doctor import Finding, Health, environment_findings
    from sa2va_desktop.settings.paths import state_folder

    yield from environment_findings(state_folder())
    try:
        from sa2va_desktop.inference.devices import list_devices
    except (ImportError, OSError) as error:
        yield Finding("device", Health.PROBLEM, f"torch cannot be loaded: {error}", "Install torch again.")
        return
    for device in list_devices():
        memory = f", {device.total_bytes / (1 << 30):.0f} GiB" if device.total_bytes else ""
        yield Finding("device", Health.OK, f"{device.name}: {device.label}{memory}")
        for name, sentence in fitting_models(device.name).items():
            if not name.startswith("sa2va-i-"):  # the same sizes again
                yield Finding(f"{device.name}, {name}", Health.OK, sentence)
    for model in models:
        try:
            predictor = load_predictor(model, device="cpu")
        except Sa2vaDesktopError as error:
            yield Finding(
                f"model {model}", Health.PROBLEM, str(error), "Choose another folder; see the README."
            )
            continue
        description = predictor.description
        predictor.close()
        modes = ", ".join(mode.value for mode in description.capabilities.grounding_modes)
        detail = (
            f"{description.parameter_count / 1e6:.1f} M parameters, {description.capabilities.family}, {modes}"
        )
        yield Finding(f"model {model}", Health.OK, detail)
