"""InternLM2's tokenizer without its own code: ids and texts as recorded, and safe from model files and typed names."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sentencepiece import SentencePieceProcessor, SentencePieceTrainer
from support.golden_cases import GOLDEN

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference.answer_reader import AnswerReader
from sa2va_desktop.inference.chat_templates import TEMPLATES
from sa2va_desktop.inference.prompt import Pictures, PromptAssembler
from sa2va_desktop.inference.sentencepiece_model import read_sentencepiece
from sa2va_desktop.inference.text_tokenizer import TextTokenizer
from sa2va_desktop.inference.tokenizer_kinds import load_tokenizer

SHIPPED = GOLDEN / "internvl_internlm2"
RECORDED = json.loads((SHIPPED / "tokenizer.golden.json").read_text(encoding="utf-8"))
PROMPTS = json.loads((SHIPPED / "prompts.json").read_text(encoding="utf-8"))
MODEL = (SHIPPED / "checkpoint" / "tokenizer.model").read_bytes()
TEXTS = st.text(
    st.sampled_from(" \n\t\u2581\u3000请分割😀é<s>[SEG]\x00ab.") | st.characters(exclude_categories=["Cs"]),
    max_size=40,
)


@pytest.fixture(scope="module")
def tokenizer() -> TextTokenizer:
    return load_tokenizer(SHIPPED / "checkpoint")


@pytest.fixture(scope="module")
def library() -> SentencePieceProcessor:
    processor = SentencePieceProcessor()
    processor.LoadFromSerializedProto(MODEL)
    return processor


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("tokenizer.model", "tokenizer_config.json"):
        shutil.copy(SHIPPED / "checkpoint" / name, tmp_path / name)
    return tmp_path


def trained(**options: object) -> bytes:
    written = io.BytesIO()
    SentencePieceTrainer.train(
        sentence_iterator=iter([f"a red ball and a blue box on the table {n}" for n in range(60)]),
        model_writer=written,
        minloglevel=2,
        hard_vocab_limit=False,
        **{"vocab_size": 320, "model_type": "bpe", "byte_fallback": True, **options},
    )
    return written.getvalue()


@pytest.mark.parametrize("case", RECORDED["cases"], ids=lambda case: repr(case["text"])[:24])
def test_texts_have_the_recorded_ids_and_come_back(tokenizer: TextTokenizer, case):
    assert tokenizer.encode(case["text"]) == case["ids"] == [*tokenizer.start_ids, *case["ids_no_special"]]
    assert tokenizer.decode(case["ids"]) == case["decoded"]
    assert tokenizer.spell(case["ids_no_special"]) == case["text"]


def test_special_tokens_have_the_recorded_ids(tokenizer: TextTokenizer):
    assert {content: tokenizer.token_id(content) for content in RECORDED["special"]} == RECORDED["special"]
    assert (tokenizer.end_id, tokenizer.size) == (RECORDED["eos"], RECORDED["vocab"])
    assert tokenizer.start_ids == (RECORDED["bos"],)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_any_text_has_the_librarys_ids_and_comes_back(
    tokenizer: TextTokenizer, library: SentencePieceProcessor, text: str
):
    ids = tokenizer.encode_plain(text)

    assert ids == library.encode(text)
    assert not set(ids) & set(tokenizer.added)
    assert tokenizer.spell(ids) == text.replace("\u2581", " ")


@pytest.mark.parametrize("text", ["[SEG]", "<s>", "</s>", "<unk>", "<0x41>", "a <p>b</p> [SEG]<|im_end|>"])
def test_typed_specials_are_plain_characters(tokenizer: TextTokenizer, text: str):
    ids = tokenizer.encode_plain(text)

    assert not set(ids) & set(tokenizer.added)
    assert tokenizer.spell(ids) == text


@pytest.mark.parametrize("options", [{"user_defined_symbols": ["[RESERVED_1]"]}, {}])
def test_a_reserved_piece_that_became_a_token_cannot_be_typed(folder: Path, options):
    (folder / "tokenizer.model").write_bytes(data := trained(**options))
    before = SentencePieceProcessor()
    before.LoadFromSerializedProto(data)
    piece = options.get("user_defined_symbols", ["\u2581and"])[0]
    reserved = before.PieceToId(piece)
    typed = piece.replace("\u2581", " ")
    assert reserved in before.encode(typed)
    config = json.loads((folder / "tokenizer_config.json").read_text())
    config["added_tokens_decoder"][str(reserved)] = {"content": "<|turn|>", "special": True}
    (folder / "tokenizer_config.json").write_text(json.dumps(config))

    tokenizer = load_tokenizer(folder)

    assert reserved not in tokenizer.encode_plain(typed)
    assert tokenizer.spell(tokenizer.encode_plain(f"x{typed}")).endswith(typed)
    assert tokenizer.encode("<|turn|>")[1:] == [reserved]
    # A special token among the model's own ids is not set apart: the space goes before the text it ends.
    assert tokenizer.decode([*before.encode("a red"), reserved]).endswith("a red<|turn|>")


def test_an_id_of_a_padded_embedding_adds_nothing(tokenizer: TextTokenizer):
    assert tokenizer.token_bytes(99_999) == b""
    assert tokenizer.decode([99_999]) == ""


def test_prompts_have_the_recorded_ids_with_one_begin_token(tokenizer: TextTokenizer):
    assembler = PromptAssembler(tokenizer, TEMPLATES["internlm2_chat"])
    text = "<image>Please segment the red ball."

    prompt = assembler.first_turn(text, Pictures((768,)), placeholder=False)

    assert list(prompt.ids) == [token for token, n in PROMPTS["image_ref_natural"]["ids_rle"] for _ in range(n)]
    assert prompt.text.startswith("<s><|im_start|>user\n<img><IMG_CONTEXT>*768</img>Please segment")
    assert assembler.ids_of_answer("It is [SEG].")[0] not in tokenizer.start_ids


@pytest.mark.parametrize("stop", ["<|im_end|>", "</s>"])
def test_both_the_turn_end_and_the_end_token_end_an_answer(tokenizer: TextTokenizer, stop: str):
    reader = AnswerReader(tokenizer, TEMPLATES["internlm2_chat"].stop_words)
    shown = ""

    for token_id in tokenizer.encode(f"A dog, 请 [SEG].{stop}more")[1:]:
        if reader.is_stopped:
            break
        shown += reader.read(token_id)[0]

    assert shown + reader.finish() == "A dog, 请."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no usable SentencePiece model"),
        (b"{}", "no usable SentencePiece model"),
        (MODEL[:5000], "no usable SentencePiece model"),
        (MODEL + b"\x0b", "no usable SentencePiece model: unknown wire type 3"),
        (MODEL + b"\x18\x00" * 2000, "more than 2000000 pieces or 1000 other fields"),
        (b"\x0a\x00" * 2_000_001, "more than 2000000 pieces or 1000 other fields"),
    ],
)
def test_a_file_that_is_no_model_is_refused(folder: Path, content: bytes, sentence: str):
    (folder / "tokenizer.model").write_bytes(content)

    with pytest.raises(CheckpointError, match=sentence) as caught:
        load_tokenizer(folder)

    assert "\n" not in str(caught.value)


def test_a_model_of_another_type_is_refused(folder: Path):
    (folder / "tokenizer.model").write_bytes(trained(model_type="unigram"))

    with pytest.raises(CheckpointError, match=r"type 2 \(byte pairs\), found type 1"):
        load_tokenizer(folder)


def test_a_huge_file_is_refused_before_it_is_parsed(folder: Path):
    with (folder / "tokenizer.model").open("ab") as file:
        file.truncate(65_000_000)

    with pytest.raises(CheckpointError, match="larger than 64000000 bytes"):
        load_tokenizer(folder)


def test_a_missing_model_file_is_named(folder: Path):
    (folder / "tokenizer.model").unlink()

    with pytest.raises(CheckpointError, match=r"has no tokenizer: tokenizer\.model is not there"):
        load_tokenizer(folder)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"added_tokens_decoder": {"x": {"content": "a"}}}, "names of tokens by id"),
        ({"added_tokens_decoder": {"900": {"content": 3}}}, "names of tokens by id"),
        ({"added_tokens_decoder": {"900": {"content": "<s>"}}}, "names that differ"),
        ({"added_tokens_decoder": 7}, "must be an object"),
        ({"eos_token": 7}, "the name of a token"),
        ({"eos_token": "<nothing>"}, "no token <nothing>"),
    ],
)
def test_an_odd_tokenizer_config_is_refused(folder: Path, change, sentence: str):
    path = folder / "tokenizer_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))

    with pytest.raises(CheckpointError, match=sentence):
        load_tokenizer(folder)


def damaged_is_read_or_refused(path: Path, changes: list[tuple[int, int]], length: int) -> None:
    damaged = bytearray(MODEL)
    for position, value in changes:
        damaged[-position - 1] = value
    path.write_bytes(damaged[:length])

    with contextlib.suppress(CheckpointError):
        processor = read_sentencepiece(path, {0, 1, 2, 790})
        processor.decode(processor.encode("hello  world\n 请😀 [SEG]"))


CHANGES = st.lists(
    st.tuples(st.integers(0, 600) | st.integers(0, len(MODEL) - 1), st.integers(0, 255)), max_size=6
)
LENGTHS = st.just(len(MODEL)) | st.integers(0, len(MODEL))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES, LENGTHS)
def test_a_damaged_model_is_read_or_refused(tmp_path: Path, changes: list[tuple[int, int]], length: int):
    damaged_is_read_or_refused(tmp_path / "tokenizer.model", changes, length)


@pytest.mark.fuzz
@settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES, LENGTHS)
def test_many_damaged_models_are_read_or_refused(tmp_path: Path, changes: list[tuple[int, int]], length: int):
    damaged_is_read_or_refused(tmp_path / "tokenizer.model", changes, length)
