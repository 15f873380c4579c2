"""What a stage trains and what one of its steps does."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Protocol

from sa2va_desktop.errors import InputError
from sa2va_desktop.training.nano.click_stage import CLICK_PARTS, click_rounds_step
from sa2va_desktop.training.nano.config import StageConfig, TrainingConfig
from sa2va_desktop.training.nano.decoder_stage import decoder_step
from sa2va_desktop.training.nano.grounding_stage import StepResult, grounding_step
from sa2va_desktop.training.nano.language import image_token_bank
from sa2va_desktop.training.nano.nano_model import NanoModel
from sa2va_desktop.training.nano.position_code import lay_positions
from sa2va_desktop.training.nano.referring_stage import referring_step
from sa2va_desktop.training.nano.region_stage import Teacher, region_step
from sa2va_desktop.training.nano.talk_names import NameTable
from sa2va_desktop.training.nano.talk_stage import TalkStep, talk_step
from sa2va_desktop.training.nano.tokenizer import NanoTokenizer
from sa2va_desktop.training.nano.word_stage import word_step

_LANGUAGE_PARTS = ("language_model.", "text_hidden_fcs.", "word_probes.")


class StageSession(Protocol):
    """A stage that is being run."""

    def begin(self) -> None:
        """Called before step 0 only."""

    def rate_of(self, parameter_name: str) -> float:
        """Factor on the learning rate; 0 freezes the parameter."""

    def step(self, step: int, progress: float) -> StepResult:
        """Loss of one step; the same step number always gives the same data."""


class GroundingSession:
    """The SAM 2 half: clicks, boxes, masks, memory."""

    def begin(self) -> None:
        pass

    def __init__(self, stage: StageConfig, model: NanoModel, seed: int) -> None:
        self._stage, self._model, self._seed = stage, model, seed

    def rate_of(self, parameter_name: str) -> float:
        if parameter_name.startswith("probes.noun") or parameter_name.startswith("probes.colour"):
            return 1.0
        if not parameter_name.startswith("grounding.network."):
            return 0.0
        return self._stage.encoder_rate if ".image_encoder." in parameter_name else 1.0

    def step(self, step: int, progress: float) -> StepResult:
        stage = self._stage
        return grounding_step(
            self._model,
            seed=self._seed,
            step=step,
            progress=progress,
            scene_count=stage.scenes,
            mix=stage.mix,
            clips_from=stage.clips_from,
        )


class WordSession:
    """Text-only start of the language model and the projector."""

    def __init__(self, stage: StageConfig, model: NanoModel, tokenizer: NanoTokenizer, seed: int) -> None:
        self._stage, self._model, self._tokenizer, self._seed = stage, model, tokenizer, seed
        self._bank = image_token_bank(model, seed=seed, count=int(stage.options.get("bank", 256)))

    def begin(self) -> None:
        pass

    def rate_of(self, parameter_name: str) -> float:
        return float(parameter_name.startswith(_LANGUAGE_PARTS))

    def step(self, step: int, progress: float) -> StepResult:
        count = int(self._stage.options.get("turns", 24))
        return word_step(self._model, self._tokenizer, self._bank, seed=self._seed, step=step, count=count)


class ReferringSession:
    """From words to masks. The image encoder learns along, at its own rate, with clicks and memory rehearsed."""

    def __init__(self, stage: StageConfig, model: NanoModel, tokenizer: NanoTokenizer, seed: int) -> None:
        self._stage, self._model, self._tokenizer, self._seed = stage, model, tokenizer, seed
        self._bank = image_token_bank(model, seed=seed, count=int(stage.options.get("bank", 256)))

    def begin(self) -> None:
        if self._stage.options.get("copy_decoder", False):
            self._model.start_tuned_decoder()

    def rate_of(self, parameter_name: str) -> float:
        if parameter_name.startswith(_LANGUAGE_PARTS):
            return float(self._stage.options.get("language_rate", 1.0))
        if parameter_name.startswith(("vision_model.", "mlp1.")):
            return 0.0
        if ".image_encoder." in parameter_name:
            return self._stage.encoder_rate
        return 1.0

    def step(self, step: int, progress: float) -> StepResult:
        options = self._stage.options
        return referring_step(
            self._model,
            self._tokenizer,
            self._bank,
            seed=self._seed,
            step=step,
            scene_count=self._stage.scenes,
            mix=self._stage.mix,
            extremes=progress >= float(options.get("extremes_from", 0.0)),
            clip_every=int(options.get("clip_every", 4)),
            per_scene=int(options.get("per_scene", 3)),
        )


class ClickSession:
    """Further clicks. Words, image encoder and memory stay as they are."""

    def __init__(self, stage: StageConfig, model: NanoModel, seed: int) -> None:
        self._stage, self._model, self._seed = stage, model, seed
        self._before = copy.deepcopy(model.grounding)

    def begin(self) -> None:
        pass

    def rate_of(self, parameter_name: str) -> float:
        return float(parameter_name.startswith(CLICK_PARTS))

    def step(self, step: int, progress: float) -> StepResult:
        return click_rounds_step(
            self._model,
            self._before,
            seed=self._seed,
            step=step,
            scene_count=self._stage.scenes,
            mix=self._stage.mix,
        )


class RegionSession:
    """What lies under a mask, in words. The grounding half and the projector stay as they are."""

    def __init__(
        self, stage: StageConfig, model: NanoModel, tokenizer: NanoTokenizer, seed: int, work_dir: Path
    ) -> None:
        self._stage, self._model, self._tokenizer, self._seed = stage, model, tokenizer, seed
        self._teacher = Teacher(model, work_dir, seed=seed, bank=int(stage.options.get("bank", 64)))

    def begin(self) -> None:
        pass

    def rate_of(self, parameter_name: str) -> float:
        if parameter_name.startswith(("vision_model.", "mlp1.", "region_probes.")):
            return 1.0
        if parameter_name.startswith("language_model."):
            return float(self._stage.options.get("language_rate", 0.5))
        return 0.0

    def step(self, step: int, progress: float) -> StepResult:
        return region_step(
            self._model,
            self._teacher,
            self._tokenizer,
            seed=self._seed,
            step=step,
            scene_count=self._stage.scenes,
            mix=self._stage.mix,
            requests=int(self._stage.options.get("requests", 12)),
        )


class TalkSession:
    """Answers that look at the picture. The grounding half and the projector of `[SEG]` stay as they are."""

    def __init__(
        self, stage: StageConfig, model: NanoModel, tokenizer: NanoTokenizer, seed: int, work_dir: Path
    ) -> None:
        self._stage, self._model, self._tokenizer, self._seed = stage, model, tokenizer, seed
        options = stage.options
        self._names = NameTable(
            model,
            tokenizer,
            work_dir,
            seed=seed,
            wordings=int(options.get("wordings", 6)),
            bank=int(options.get("bank", 64)),
        )

    def begin(self) -> None:
        lay_positions(self._model, seed=self._seed)

    def rate_of(self, parameter_name: str) -> float:
        if parameter_name.startswith(("language_model.", "mlp1.", "cell_probes.")):
            return 1.0
        if parameter_name.startswith("vision_model."):
            return self._stage.encoder_rate
        return 0.0

    def step(self, step: int, progress: float) -> StepResult:
        options = self._stage.options
        clip_every = int(options.get("clip_every", 5))
        is_clip = bool(clip_every) and step % clip_every == clip_every - 1
        stills = TalkStep(
            self._stage.scenes,
            1,
            short=int(options.get("short", 8)),
            long=int(options.get("long", 2)),
            regions=int(options.get("regions", 8)),
        )
        frames = (5, 5, 2, 3, 4)[step // max(clip_every, 1) % 5]
        clips = TalkStep(max(1, self._stage.scenes // 2), frames, stills.short, stills.long, 0)
        until = float(options.get("attention_until", 0.7))
        return talk_step(
            self._model,
            self._names,
            self._tokenizer,
            seed=self._seed,
            step=step,
            size=clips if is_clip else stills,
            mix=self._stage.mix,
            attention_weight=float(options.get("attention", 0.3)) * max(0.0, 1.0 - progress / until),
        )


class DecoderSession:
    """The decoder that `[SEG]` prompts. Everything else stays as it is, clicks and tracking included."""

    def __init__(self, stage: StageConfig, model: NanoModel, tokenizer: NanoTokenizer, seed: int) -> None:
        self._stage, self._model, self._tokenizer, self._seed = stage, model, tokenizer, seed
        self._bank = image_token_bank(model, seed=seed, count=int(stage.options.get("bank", 64)))

    def begin(self) -> None:
        pass

    def rate_of(self, parameter_name: str) -> float:
        return float(parameter_name.startswith("grounding.tuned_decoder."))

    def step(self, step: int, progress: float) -> StepResult:
        return decoder_step(
            self._model,
            self._tokenizer,
            self._bank,
            seed=self._seed,
            step=step,
            scene_count=self._stage.scenes,
            mix=self._stage.mix,
            per_scene=int(self._stage.options.get("per_scene", 4)),
        )


def open_stage(
    stage: StageConfig, model: NanoModel, *, config: TrainingConfig, tokenizer: NanoTokenizer, rank: int = 0
) -> StageSession:
    """`rank` tells parallel processes apart, which draw different scenes. Raises InputError for an unknown kind."""
    # Stages draw different scenes: the stage's place in the file is part of the seed.
    seed = config.seed * 1000 + [s.name for s in config.stages].index(stage.name) + 100 * rank
    if stage.kind == "grounding":
        return GroundingSession(stage, model, seed)
    if stage.kind == "words":
        return WordSession(stage, model, tokenizer, seed)
    if stage.kind == "referring":
        return ReferringSession(stage, model, tokenizer, seed)
    if stage.kind == "clicks":
        return ClickSession(stage, model, seed)
    if stage.kind == "talk":
        return TalkSession(stage, model, tokenizer, seed, config.work_dir)
    if stage.kind == "decoder":
        return DecoderSession(stage, model, tokenizer, seed)
    if stage.kind == "regions":
        return RegionSession(stage, model, tokenizer, seed, config.work_dir)
    raise InputError(f"stage {stage.name} has the unknown kind {stage.kind!r}")
