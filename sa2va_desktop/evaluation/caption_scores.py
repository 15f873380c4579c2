"""CIDEr and BLEU of captions over tokenized texts.

Sources: Vedantam et al., "CIDEr", CVPR 2015, as COCO's caption evaluation computes it (n-grams to 4, clipped counts,
a Gaussian of width 6 over the difference in length, times 10); Papineni et al., "BLEU", ACL 2002, over the corpus with
the closest reference length.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

ORDER = 4
_SIGMA = 6.0
_BLEU_SMALL, _BLEU_TINY = 1e-9, 1e-15

NGram = tuple[str, ...]


def cider(
    references: Mapping[str, Sequence[str]], candidates: Mapping[str, str]
) -> tuple[float, dict[str, float]]:
    """CIDEr of a set of captions, 0..10, and of each.

    Rare words weigh more, and rareness is counted in the references of this very set: with one picture the score is 0
    even for equal texts, and a handful of pictures says nothing.

    Args:
        references: id → at least one tokenized text, words with blanks between.
        candidates: the same ids → one text.

    Raises:
        ValueError: other ids, an id without references, or none at all.
    """
    _check(references, candidates)
    grams = {key: [_ngrams(text) for text in texts] for key, texts in references.items()}
    frequency: Counter[NGram] = Counter(
        gram for counted in grams.values() for gram in {gram for each in counted for gram in each}
    )
    log_count = math.log(len(grams))

    def weighted(counts: Counter[NGram]) -> dict[NGram, float]:
        return {gram: count * (log_count - math.log(max(1, frequency[gram]))) for gram, count in counts.items()}

    scores = {}
    for key, counted in grams.items():
        said_counts = _ngrams(candidates[key])
        said = weighted(said_counts)
        total = sum(_alike(said, said_counts, weighted(each), each) for each in counted)
        scores[key] = 10.0 * total / len(counted)
    return sum(scores.values()) / len(scores), scores


def bleu(references: Mapping[str, Sequence[str]], candidates: Mapping[str, str]) -> list[float]:
    """BLEU-1 to BLEU-4 of a set of captions, 0..1; arguments and errors as of `cider`."""
    _check(references, candidates)
    guessed, right = [0] * ORDER, [0] * ORDER
    said_length = wanted_length = 0
    for key, texts in references.items():
        words = candidates[key].split()
        said_length += len(words)
        wanted_length += min((abs(size - len(words)), size) for size in (len(text.split()) for text in texts))[
            1
        ]
        limits: Counter[NGram] = Counter()
        for text in texts:
            limits |= _ngrams(text)
        for gram, count in _ngrams(candidates[key]).items():
            right[len(gram) - 1] += min(limits[gram], count)
        for order in range(ORDER):
            guessed[order] += max(0, len(words) - order)
    found, product = [], 1.0
    for order in range(ORDER):
        product *= (right[order] + _BLEU_TINY) / (guessed[order] + _BLEU_SMALL)
        found.append(product ** (1 / (order + 1)))
    ratio = (said_length + _BLEU_TINY) / (wanted_length + _BLEU_SMALL)
    return [value * math.exp(1 - 1 / ratio) if ratio < 1 else value for value in found]


def _alike(
    said: dict[NGram, float],
    said_counts: Counter[NGram],
    meant: dict[NGram, float],
    meant_counts: Counter[NGram],
) -> float:
    """Mean over the orders of the cosine of clipped weights, less the longer or shorter the text is."""
    products, said_norm, meant_norm = [0.0] * ORDER, [0.0] * ORDER, [0.0] * ORDER
    for gram, weight in said.items():
        other = meant.get(gram, 0.0)
        products[len(gram) - 1] += min(weight, other) * other
        said_norm[len(gram) - 1] += weight**2
    for gram, weight in meant.items():
        meant_norm[len(gram) - 1] += weight**2
    # The published code takes the number of word pairs for the length.
    delta = _pairs(said_counts) - _pairs(meant_counts)
    penalty = math.exp(-(delta**2) / (2 * _SIGMA**2))
    total = 0.0
    for order in range(ORDER):
        norm = math.sqrt(said_norm[order]) * math.sqrt(meant_norm[order])
        total += penalty * (products[order] / norm if norm else products[order])
    return total / ORDER


def _pairs(counts: Counter[NGram]) -> int:
    return sum(count for gram, count in counts.items() if len(gram) == 2)


def _ngrams(text: str) -> Counter[NGram]:
    words = text.split()
    return Counter(
        tuple(words[start : start + size])
        for size in range(1, ORDER + 1)
        for start in range(len(words) - size + 1)
    )


def _check(references: Mapping[str, Sequence[str]], candidates: Mapping[str, str]) -> None:
    if not references or references.keys() != candidates.keys() or not all(references.values()):
        raise ValueError("captions and references need the same ids, at least one, and a reference for each")
