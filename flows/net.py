"""The net: what a short text is, by its words in the order in which they stand. Fitted by corpus/net.py, run here.

A word is a vector, one that the fit did not see the mean of its runs of letters; two convolutions look at each word
with its neighbours; a text is the largest and the mean of what they find, what a head attends to, and its words
together. Several heads read the same layers: which risk a text signals, as what it is heard, which words carry it.
Sources: Kim, Convolutional Neural Networks for Sentence Classification (EMNLP 2014); Bojanowski et al., Enriching Word
Vectors with Subword Information (TACL 2017).
"""

from collections.abc import Mapping, Sequence
from typing import Any
from zlib import crc32

import numpy
from numpy.typing import NDArray

Array = NDArray[numpy.float32]

LEARNT_FROM = 64
"""Words of a text that the net learnt from: whoever asks it parts a longer text."""

LONGEST = 2 * LEARNT_FROM
"""Words looked at whoever asks, so that the cost is bounded."""

LETTERS = range(3, 6)
LONGEST_WORD = 40
"""Letters of a word that are looked at."""

MOST_RUNS = 12
"""Runs of letters of one word: of a long word some, evenly spread."""


HEADS = ("risk", "heard")
LAYER = "layer_"
"""How the names of the layers' arrays begin."""


class Net:
    """Built from the arrays of `flows/net.npz`, whose shapes corpus/net.py gives."""

    def __init__(self, fitted: Mapping[str, Any]) -> None:
        words = bytes(fitted["words"]).decode().split("\n")
        self.made_from = bytes(fitted["made_from"]).decode()
        self._at = {word: place for place, word in enumerate(words)}
        self._words, self._worth = fitted["word"], fitted["word_worth"]
        self._runs = _unpacked(fitted, "run")
        self._layers = {
            name.removeprefix(LAYER): numpy.asarray(fitted[name], numpy.float32)
            for name in fitted
            if name.startswith(LAYER)
        }
        self.names = {head: bytes(fitted[f"names_{head}"]).decode().split("\n") for head in HEADS}

    def risks(self, words: Sequence[str]) -> dict[str, float]:
        """How likely each class of risk is, together 1. Raises ValueError for no words."""
        return self._classes("risk", self._read("risk", words)[0])

    def heard(self, words: Sequence[str]) -> tuple[dict[str, float], list[float]]:
        """How likely each kind is as which a turn is heard, and for each of the first LONGEST words whether it carries
        the message. Raises ValueError for no words.
        """
        text, found = self._read("heard", words)
        layers = self._layers
        wide = found @ layers["point_of_word"] + text @ layers["point_of_text"] + layers["point_bias"]
        carries = (numpy.maximum(wide, 0) @ layers["point"] + layers["point_end"])[:, 0]
        return self._classes("heard", text), (1 / (1 + numpy.exp(-numpy.clip(carries, -30, 30)))).tolist()

    def _classes(self, head: str, text: Array) -> dict[str, float]:
        scores = text @ self._layers[head] + self._layers[f"{head}_bias"]
        grown = numpy.exp(scores - scores.max())
        return dict(zip(self.names[head], (grown / grown.sum()).tolist(), strict=True))

    def _read(self, head: str, words: Sequence[str]) -> tuple[Array, Array]:
        """The text as one vector, and what was found at each word: (width,) and (words, width)."""
        if not words:
            raise ValueError("a text without words cannot be read")
        layers = self._layers
        seen = self._vectors(words[:LONGEST])
        found = _convolved(seen, layers["first"], layers["first_bias"])
        found = _convolved(found, layers["second"], layers["second_bias"]) + found
        weight = found @ layers[f"attends_{head}"]
        weight = numpy.exp(weight - weight.max())
        parts = (
            found.max(axis=0),
            found.mean(axis=0),
            (weight / weight.sum()) @ found,
            seen.sum(axis=0) / numpy.sqrt(len(seen)),
        )
        return numpy.concatenate(parts), found

    def _vectors(self, words: Sequence[str]) -> Array:
        """(words, width)"""
        places = [self._at.get(word, 0) for word in words]
        vectors = self._words[places] * self._worth[places, None]
        for row, word in enumerate(words):
            if word not in self._at:
                vectors[row] = self._spelled(word)
        return numpy.asarray(vectors)

    def _spelled(self, word: str) -> Array:
        runs = runs_of_letters(word, len(self._runs))
        return numpy.asarray(self._layers["unseen"] + self._runs[runs].mean(axis=0), numpy.float32)


def runs_of_letters(word: str, of: int) -> list[int]:
    """The places, in a table of so many rows, of the word's runs of letters; two runs may share one."""
    edged = f"<{word[:LONGEST_WORD]}>"
    runs = [edged[at : at + length] for length in LETTERS for at in range(len(edged) - length + 1)] or [edged]
    if len(runs) > MOST_RUNS:
        runs = [runs[at * (len(runs) - 1) // (MOST_RUNS - 1)] for at in range(MOST_RUNS)]
    return [crc32(run.encode()) % of for run in runs]


def packed(name: str, table: Array) -> dict[str, NDArray[Any]]:
    """A table of vectors in whole numbers of one byte, each row with what one step of it is worth."""
    worth = numpy.maximum(numpy.abs(table).max(axis=1), 1e-9) / 127
    return {name: numpy.rint(table / worth[:, None]).astype(numpy.int8), f"{name}_worth": worth.astype(numpy.float32)}


def _unpacked(fitted: Mapping[str, Any], name: str) -> Array:
    table = numpy.asarray(fitted[name], numpy.float32) * numpy.asarray(fitted[f"{name}_worth"])[:, None]
    return numpy.asarray(table, numpy.float32)


def _convolved(rows: Array, weights: Array, bias: Array) -> Array:
    """Each row with the one before and the one after it, through one layer."""
    edge = numpy.zeros((1, rows.shape[1]), numpy.float32)
    padded = numpy.concatenate((edge, rows, edge))
    together = numpy.concatenate((padded[:-2], padded[1:-1], padded[2:]), axis=1)
    return numpy.asarray(numpy.maximum(together @ weights + bias, 0), numpy.float32)
