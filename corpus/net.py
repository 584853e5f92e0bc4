"""Fits the net of flows/net.py: on situations of risk, and on turns that say as what they are best heard.

The two share all but their heads, taking turns: what one learns of words serves the other. A word's vector is what is
known of it beforehand (corpus/vectors.py), laid to the net's own width, and what is learnt of it here. Trained by AdamW
with words, vectors and the text's own numbers left out by chance (dropout), from seeds that are always the same.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy
import optax

from corpus.vectors import WIDTH as KNOWN
from corpus.vectors import Vectors
from flows.net import LAYER, LEARNT_FROM, MOST_RUNS, packed, runs_of_letters

WIDTH, FOUND = 96, 160
"""Numbers of a word's vector, and of what is found at a word."""

RUNS = 1 << 14
"""Rows of the table of runs of letters; row 0 is that of an empty place."""

SEEN_AT_LEAST = 3
"""Texts a word must be in to have a vector of its own."""

LENGTHS = (8, 16, 24, 36, LEARNT_FROM)
"""Texts are laid beside others of about their length."""

AT_ONCE = 256
ROUNDS = 8
RATE, DECAY = 3e-3, 1e-3
LEFT_OUT = {"word": 0.12, "known": 0.05, "place": 0.07, "vector": 0.2, "text": 0.4}
"""How many of each are left out while learning."""

Weights = dict[str, Any]
Arrays = Sequence[Any]


@dataclass(frozen=True)
class Turn:
    """A turn of a client: its words with "|" between sentences, as what it is heard (one or two, the first before the
    other), and for each sentence whether it carries the message.
    """

    words: list[str]
    heard: tuple[str, ...]
    carries: tuple[bool, ...]


@dataclass(frozen=True)
class Situation:
    words: list[str]
    named: str
    weighs: float


class Fitted:
    """What was learnt. `arrays` are those of flows/net.npz."""

    def __init__(self, situations: Sequence[Situation], turns: Sequence[Turn], vectors: Vectors, seed: int = 0) -> None:
        self._known = jnp.asarray(numpy.vstack([numpy.zeros((1, KNOWN), numpy.float32), vectors.table]))
        self._known_words = vectors.words
        self._known_at = {word: place for place, word in enumerate(vectors.words, 1)}
        self.risks = sorted({each.named for each in situations})
        self.kinds = sorted({name for each in turns for name in each.heard})
        counted = Counter(word for each in (*situations, *turns) for word in set(each.words))
        self._words = sorted(word for word, count in counted.items() if count >= SEEN_AT_LEAST)
        self._at = {word: place for place, word in enumerate(self._words, 2)}
        self._spelled: dict[str, list[int]] = {}
        self._weights = self._learnt(situations, turns, seed)

    def _learnt(self, situations: Sequence[Situation], turns: Sequence[Turn], seed: int) -> Weights:
        chance = numpy.random.default_rng(seed)
        weights = _at_first(jax.random.PRNGKey(seed), len(self._words) + 2, len(self.risks), len(self.kinds))
        batches = _batches(situations, turns, chance)
        rate = optax.warmup_cosine_decay_schedule(0, RATE, 300, ROUNDS * len(batches))
        rule = optax.adamw(rate, weight_decay=DECAY)
        state, key = rule.init(weights), jax.random.PRNGKey(seed + 1)

        def step(loss: Any) -> Any:
            def stepped(weights: Weights, state: Any, known: Any, batch: Arrays, key: Any) -> Any:
                value, slope = jax.value_and_grad(loss)(weights, known, batch, key)
                update, state = rule.update(slope, state, weights)
                return optax.apply_updates(weights, update), state, value

            return jax.jit(stepped)

        steps = {Situation: step(_risk_loss), Turn: step(_turn_loss)}
        for done in range(ROUNDS):
            losses: dict[type, list[float]] = {Situation: [], Turn: []}
            for batch in _batches(situations, turns, chance):
                kind = type(batch[0])
                key, drawn = jax.random.split(key)
                laid = self._situations(batch) if kind is Situation else self._turns(batch)
                weights, state, value = steps[kind](weights, state, self._known, laid, drawn)
                losses[kind].append(float(value))
            shown = ", ".join(f"{kind.__name__} {numpy.mean(each):.3f}" for kind, each in losses.items())
            print(f"round {done + 1} of {ROUNDS}: {shown}", file=sys.stderr, flush=True)
        return weights

    def chances(self, texts: Sequence[list[str]]) -> numpy.ndarray:
        """For each text (a row) how likely each of `risks` is."""
        run = jax.jit(lambda weights, known, laid: jax.nn.softmax(_risk(weights, known, laid, None)))
        return self._of_all(texts, run, len(self.risks))

    def heard(self, texts: Sequence[list[str]]) -> numpy.ndarray:
        """The same for `kinds`."""
        run = jax.jit(lambda weights, known, laid: jax.nn.softmax(_heard(weights, known, laid, None)[0]))
        return self._of_all(texts, run, len(self.kinds))

    def _of_all(self, texts: Sequence[list[str]], run: Any, width: int) -> numpy.ndarray:
        out = numpy.zeros((len(texts), width), numpy.float32)
        for places in _by_length(texts, numpy.random.default_rng(0), 1024):
            laid = self._laid([texts[each] for each in places])
            out[places] = numpy.asarray(run(self._weights, self._known, laid))
        return out

    def _laid(self, texts: Sequence[list[str]]) -> Arrays:
        """(texts, places) of words, (texts, places) of known ones and (texts, places, runs) of their letters; 0 where
        there is none.
        """
        longest = _length(max(map(len, texts)))
        words, known = (numpy.zeros((len(texts), longest), numpy.int32) for _ in range(2))
        runs = numpy.zeros((len(texts), longest, MOST_RUNS), numpy.int32)
        for row, text in enumerate(texts):
            for place, word in enumerate(text[:longest]):
                words[row, place] = self._at.get(word, 1)
                known[row, place] = self._known_at.get(word, 0)
                runs[row, place] = self._runs_of(word)
        return words, known, runs

    def _runs_of(self, word: str) -> list[int]:
        if word not in self._spelled:
            found = [1 + each for each in runs_of_letters(word, RUNS - 1)]
            self._spelled[word] = found + [0] * (MOST_RUNS - len(found))
        return self._spelled[word]

    def _situations(self, batch: Sequence[Situation]) -> Arrays:
        named = numpy.array([self.risks.index(each.named) for each in batch])
        return *self._laid([each.words for each in batch]), named, numpy.array([each.weighs for each in batch])

    def _turns(self, batch: Sequence[Turn]) -> Arrays:
        laid = self._laid([each.words for each in batch])
        shares = numpy.zeros((len(batch), len(self.kinds)), numpy.float32)
        carries, counts = (numpy.zeros(laid[0].shape, numpy.float32) for _ in range(2))
        for row, each in enumerate(batch):
            for name, share in zip(each.heard, (1.0,) if len(each.heard) == 1 else (0.65, 0.35), strict=True):
                shares[row, self.kinds.index(name)] = share
            sentence = 0
            for place, word in enumerate(each.words[: laid[0].shape[1]]):
                if word == "|":
                    sentence += 1
                elif sentence < len(each.carries):
                    carries[row, place], counts[row, place] = each.carries[sentence], 1
        return *laid, shares, carries, counts

    def arrays(self) -> dict[str, numpy.ndarray]:
        """As flows/net.py reads them: what is known of a word, what was learnt of it and its letters are one there."""
        weights = {name: numpy.asarray(each, numpy.float32) for name, each in self._weights.items()}
        runs = weights["runs"]
        words = list(dict.fromkeys([*self._words, *self._known_words]))
        learnt = weights["words"][[self._at.get(word, 1) for word in words]]
        known = numpy.asarray(self._known)[[self._known_at.get(word, 0) for word in words]] @ weights["project"]
        spelled = numpy.stack([runs[[each for each in self._runs_of(word) if each]].mean(axis=0) for word in words])
        layers = {
            f"{LAYER}{name}": each.astype(numpy.float16)
            for name, each in weights.items()
            if name not in ("words", "runs", "project")
        }
        return {
            "words": numpy.frombuffer("\n".join(words).encode(), numpy.uint8),
            "names_risk": numpy.frombuffer("\n".join(self.risks).encode(), numpy.uint8),
            "names_heard": numpy.frombuffer("\n".join(self.kinds).encode(), numpy.uint8),
            **packed("word", learnt + known + spelled),
            **packed("run", runs[1:]),
            f"{LAYER}unseen": weights["words"][1],
            **layers,
        }


def _batches(situations: Sequence[Situation], turns: Sequence[Turn], chance: Any) -> list[list[Any]]:
    of_both = [
        [every[each] for each in places]
        for every in (situations, turns)
        for places in _by_length([each.words for each in every], chance, AT_ONCE)
    ]
    return [of_both[each] for each in chance.permutation(len(of_both))]


def _by_length(texts: Sequence[list[str]], chance: Any, at_once: int) -> Iterator[numpy.ndarray]:
    """Places of texts of about one length, so many together."""
    lengths = numpy.array([_length(len(each)) for each in texts])
    for length in LENGTHS:
        places = chance.permutation(numpy.flatnonzero(lengths == length))
        yield from (places[at : at + at_once] for at in range(0, len(places), at_once))


def _length(words: int) -> int:
    return next((each for each in LENGTHS if words <= each), LEARNT_FROM)


def _at_first(key: Any, words: int, risks: int, kinds: int) -> Weights:
    keys = iter(jax.random.split(key, 16))
    of_text = 3 * FOUND + WIDTH

    def drawn(*shape: int, size: float) -> Any:
        return jax.random.normal(next(keys), shape) * size

    return {
        "words": drawn(words, WIDTH, size=0.1),
        "project": drawn(KNOWN, WIDTH, size=0.08),
        "runs": drawn(RUNS, WIDTH, size=0.1),
        "first": drawn(3 * WIDTH, FOUND, size=(3 * WIDTH) ** -0.5),
        "first_bias": jnp.zeros(FOUND),
        "second": drawn(3 * FOUND, FOUND, size=(3 * FOUND) ** -0.5),
        "second_bias": jnp.zeros(FOUND),
        "attends_risk": drawn(FOUND, size=0.1),
        "attends_heard": drawn(FOUND, size=0.1),
        "risk": drawn(of_text, risks, size=0.05),
        "risk_bias": jnp.zeros(risks),
        "heard": drawn(of_text, kinds, size=0.05),
        "heard_bias": jnp.zeros(kinds),
        "point_of_word": drawn(FOUND, 32, size=0.1),
        "point_of_text": drawn(of_text, 32, size=0.05),
        "point_bias": jnp.zeros(32),
        "point": drawn(32, 1, size=0.1),
        "point_end": jnp.zeros(1),
    }


def _convolved(rows: Any, weights: Any, bias: Any) -> Any:
    padded = jnp.pad(rows, ((0, 0), (1, 1), (0, 0)))
    return jax.nn.relu(jnp.concatenate([padded[:, :-2], padded[:, 1:-1], padded[:, 2:]], -1) @ weights + bias)


def _read(weights: Weights, known: Any, laid: Arrays, head: str, key: Any) -> tuple[Any, Any]:
    """The texts, and what was found at each word; with a `key` some of it is left out by chance."""
    words, known_words, runs = laid[:3]
    stands = (words > 0)[..., None].astype(jnp.float32)
    keys = None if key is None else jax.random.split(key, 5)

    def kept(at: int, name: str, shape: Any) -> Any:
        return jax.random.bernoulli(keys[at], 1 - LEFT_OUT[name], shape)

    if keys is not None:
        words = jnp.where(~kept(0, "word", words.shape) & (words > 0), 1, words)
        known_words = known_words * kept(4, "known", words.shape)
    spelled = (runs > 0)[..., None].astype(jnp.float32)
    letters = (weights["runs"][runs] * spelled).sum(2) / jnp.maximum(spelled.sum(2), 1)
    seen = (weights["words"][words] + known[known_words] @ weights["project"] + letters) * stands
    if keys is not None:
        seen = seen * kept(1, "place", words.shape)[..., None]
        seen = seen * kept(2, "vector", seen.shape) / (1 - LEFT_OUT["vector"])
    found = _convolved(seen, weights["first"], weights["first_bias"]) * stands
    found = _convolved(found, weights["second"], weights["second_bias"]) * stands + found
    attends = jax.nn.softmax(jnp.where(stands > 0, (found @ weights[f"attends_{head}"])[..., None], -1e9), 1)
    count = jnp.maximum(stands.sum(1), 1)
    text = jnp.concatenate(
        [found.max(1), found.sum(1) / count, (attends * found).sum(1), seen.sum(1) / jnp.sqrt(count)], -1
    )
    if keys is not None:
        text = text * kept(3, "text", text.shape) / (1 - LEFT_OUT["text"])
    return text, found


def _risk(weights: Weights, known: Any, laid: Arrays, key: Any) -> Any:
    return _read(weights, known, laid, "risk", key)[0] @ weights["risk"] + weights["risk_bias"]


def _heard(weights: Weights, known: Any, laid: Arrays, key: Any) -> tuple[Any, Any]:
    text, found = _read(weights, known, laid, "heard", key)
    wide = found @ weights["point_of_word"] + (text @ weights["point_of_text"])[:, None] + weights["point_bias"]
    carries = jax.nn.relu(wide) @ weights["point"] + weights["point_end"]
    return text @ weights["heard"] + weights["heard_bias"], carries[..., 0]


def _risk_loss(weights: Weights, known: Any, batch: Arrays, key: Any) -> Any:
    *laid, named, weighs = batch
    loss = optax.softmax_cross_entropy_with_integer_labels(_risk(weights, known, laid, key), named)
    return (loss * weighs).sum() / weighs.sum()


def _turn_loss(weights: Weights, known: Any, batch: Arrays, key: Any) -> Any:
    *laid, shares, carried, counts = batch
    kinds, carries = _heard(weights, known, laid, key)
    of_words = optax.sigmoid_binary_cross_entropy(carries, carried)
    of_kinds = optax.softmax_cross_entropy(kinds, shares).mean()
    return of_kinds + (of_words * counts).sum() / jnp.maximum(counts.sum(), 1)
