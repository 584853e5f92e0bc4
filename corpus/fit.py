"""Fits the risk screen and the net on the corpus, and writes flows/risk/weights.json and flows/net.npz: `make weights`.
The same corpus, rules, versions and kind of processor give the same files.

The screen is two models together: multinomial logistic regression over flows/risk/features.py, and the net of
flows/net.py. The thresholds are set on the fit part alone, on texts for which both were fitted without them and their
twins. The test part is never opened here.
"""

import json
import tomllib
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import product

import numpy
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from corpus.net import Fitted, Situation, Turn
from corpus.parts import FLOWS, RISK, Text, labelled, made_from, texts
from corpus.vectors import Vectors, common_words, vectors_of
from flows.listening.cleaning import SpokenEnglish, tidied
from flows.listening.english import English
from flows.listening.finnish import Finnish
from flows.listening.heard import words_heard
from flows.risk.features import features
from flows.risk.finding import CUES
from flows.risk.rules import Rules
from flows.risk.screen import SIGNED

SEEN_AT_LEAST = 3
"""Texts a feature must be in: what stands in one pair alone teaches nothing."""

STRENGTH = 12.0
"""The inverse of the L2 penalty, chosen by cross-validation on the fit part."""

WEIGHS = {"situation": 1.0, "hard": 1.0, "talk": 6.0, "hard talk": 6.0, "plain": 8.0, "common": 3.0}
"""What a text of each part weighs: in life there is far more ordinary talk than in the corpus, and what the rules were
written for has to be learnt too.
"""

WEIGHS_IN_NET = {"situation": 1.0, "hard": 1.0, "talk": 2.0, "hard talk": 2.0, "plain": 12.0, "common": 4.0}
"""The same for the net, which sees a text so often only as it is."""

PARTS = 4
"""One of so many is held out for the thresholds."""

KEPT = 60_000
"""Features that are kept, those of most weight."""

UNIT = 0.02
"""What one step of a stored weight is worth."""

OF_HARMLESS_LOW, OF_HARMLESS_HIGH = 0.12, 0.03
"""Share of harmless near twins that may be noticed at the low level, and at the high one."""

OF_TALK_LOW, OF_TALK_HIGH = 0.016, 0.001
"""The same of ordinary coaching talk: well under what may be noticed, for the talk of others is less like ours."""

LEAST = 0.4
"""The lowest that a threshold may be."""

Columns = NDArray[numpy.intp]
"""Which columns of the matrix, ascending."""


Laid = tuple[csr_matrix, list[str], list[list[str]]]
"""What each text (a row) has of each feature (a column), the features' names, and the words of each text."""


def laid_out(found: Sequence[Text], rules: Rules) -> Laid:
    at: dict[str, int] = {}
    begins, places, values, words = [0], array("i"), array("f"), []
    for each in found:
        said, signs = rules.read(rules.plain(each.text))
        for value, group in features(said, signs):
            places.extend(at.setdefault(name, len(at)) for name in sorted(group))
            values.extend([value] * (len(places) - len(values)))
        begins.append(len(places))
        words.append(said.split() or ["|"])
    shape = (len(found), len(at))
    return csr_matrix((values, places, begins), shape=shape, dtype=numpy.float32), list(at), words


def turns() -> dict[str, Turn]:
    """What is labelled, by its text, parted into sentences as the listener parts it. Where that has changed since, it
    is left out and told.
    """
    lexicon, spoken = (
        tomllib.loads((FLOWS / "listening" / f"{name}.toml").read_text()) for name in ("lexicon", "spoken")
    )
    readers = {"en": English(lexicon), "fi": Finnish(lexicon)}
    written = {"en": SpokenEnglish(spoken).written, "fi": str}
    laid: dict[str, Turn] = {}
    otherwise = 0
    for each in labelled():
        sentences = readers[each.language].sentences(written[each.language](tidied(each.text)))
        words, before = words_heard(sentences, each.text)
        if not words or len(sentences) != each.sentences:
            otherwise += 1
            continue
        carries = tuple(each.first <= at <= each.last for at in range(1, len(sentences) + 1))
        laid[each.text] = Turn(words, each.heard, carries[before:])
    print(f"{len(laid)} turns are labelled; {otherwise} are left out, for they are parted otherwise now")
    return laid


def model_of(x: csr_matrix, found: Sequence[Text], begin: LogisticRegression | None = None) -> LogisticRegression:
    """Fitted on these texts: roughly, or to the end where it `begin`s with the weights of a rough one."""
    weighs = [WEIGHS[each.part] for each in found]
    model = LogisticRegression(C=STRENGTH, max_iter=400, warm_start=True, tol=1e-4 if begin else 1e-3)
    if begin is not None:
        model.coef_, model.intercept_ = begin.coef_, begin.intercept_
    return model.fit(x, [each.named for each in found], weighs)


def fitted(x: csr_matrix, names: Sequence[str], found: Sequence[Text]) -> tuple[LogisticRegression, Columns]:
    """The model, and its columns: the features of most weight, and all signs."""
    signs = numpy.array([name.startswith("!") for name in names])
    at = numpy.flatnonzero((numpy.bincount(x.indices, minlength=len(names)) >= SEEN_AT_LEAST) | signs)
    model = model_of(x[:, at], found)
    heaviest = numpy.argsort(-numpy.abs(model.coef_).max(axis=0), kind="stable")[:KEPT]
    kept = numpy.union1d(heaviest, numpy.flatnonzero(signs[at]))
    model.coef_ = model.coef_[:, kept]
    return model_of(x[:, at[kept]], found, begin=model), at[kept]


def known(words: Sequence[list[str]], heard: Mapping[str, Turn]) -> Vectors:
    """The vectors of all that is in two texts of the corpus or more, and of the commonest words of both languages."""
    counted = Counter(word for said in (*words, *(turn.words for turn in heard.values())) for word in set(said))
    return vectors_of({word: count for word, count in counted.items() if count > 1}, common_words())


def net_of(words: Sequence[list[str]], found: Sequence[Text], heard: Iterable[Turn], vectors: Vectors) -> Fitted:
    situations = [
        Situation(said, each.named, WEIGHS_IN_NET[each.part]) for said, each in zip(words, found, strict=True)
    ]
    return Fitted(situations, list(heard), vectors)


def held_out(
    laid: Laid, found: Sequence[Text], heard: Mapping[str, Turn], vectors: Vectors
) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Which texts were held out, and for each the chances by models that saw neither it nor its twin, nor it as a turn:
    columns "noticed" and "in danger". How well the turns held out are heard is printed.
    """
    x, names, words = laid
    pairs = [each.pair for each in found]
    learnt, left = next(GroupKFold(PARTS, shuffle=True, random_state=0).split(found, groups=pairs))
    model, at = fitted(x[learnt], names, [found[each] for each in learnt])
    apart = {found[each].text for each in left}
    net = net_of(
        [words[each] for each in learnt],
        [found[each] for each in learnt],
        [turn for text, turn in heard.items() if text not in apart],
        vectors,
    )
    tell_how_heard(net, [turn for text, turn in heard.items() if text in apart])
    assert list(model.classes_) == net.risks, "both models name the same classes, in the same order"
    both = numpy.sqrt(model.predict_proba(x[left][:, at]) * net.chances([words[each] for each in left]))
    both /= both.sum(axis=1, keepdims=True)
    in_danger = both[:, [net.risks.index(cue) for cue in CUES]].sum(axis=1)
    return left, numpy.stack((1 - both[:, net.risks.index("none")], in_danger), axis=1)


def tell_how_heard(net: Fitted, left: Sequence[Turn]) -> None:
    """How often what is likeliest is one of the labels, of all and of those that are likely enough."""
    kinds = net.heard([turn.words for turn in left])
    likely, best = kinds.max(axis=1), kinds.argmax(axis=1)
    right = numpy.array([net.kinds[at] in turn.heard for at, turn in zip(best, left, strict=True)])
    print(f"{len(left)} turns held out: the likeliest is a label of {right.mean():.3f}")
    for least in (0.3, 0.4, 0.5, 0.6, 0.7):
        sure = likely >= least
        print(f"  where it is {least} likely: {right[sure].mean():.3f}, which is {sure.mean():.3f} of all")
    for at, kind in enumerate(net.kinds):
        of = [right[(best == at) & (likely >= least)] for least in (0.3, 0.5, 0.7)]
        print(f"  {kind}: {', '.join(f'{each.mean():.2f} of {len(each)}' for each in of if len(each))}")


def groups(found: Sequence[Text]) -> dict[str, numpy.ndarray]:
    """Which texts are crisis, care, harmless near twins and ordinary talk. The plain wordings measure nothing, nor do
    the hard texts, whose writers saw what an earlier screen made of them.
    """
    named = [(each.part, each.named) for each in found]
    return {
        "crisis": numpy.array([part == "situation" and cue in CUES for part, cue in named]),
        "care": numpy.array([(part, cue) == ("situation", "care") for part, cue in named]),
        "none": numpy.array([(part, cue) == ("situation", "none") for part, cue in named]),
        "talk": numpy.array([part == "talk" for part, _ in named]),
    }


def thresholds(
    chances: numpy.ndarray, signed: numpy.ndarray, of: dict[str, numpy.ndarray], of_harmless: float, of_talk: float
) -> dict[str, float]:
    """Where a rule spoke and where none did: the pair that notices most crisis and keeps both shares.

    A rule lowers it no further than LEAST: never is its word alone enough.
    """
    best, noticed_most = {"unsigned": 1.0, "signed": 1.0}, -1.0
    for unsigned, mine in product(numpy.arange(0.3, 1, 0.01), numpy.arange(LEAST, 1, 0.02)):
        noticed = chances >= numpy.where(signed, mine, unsigned)
        kept = noticed[of["none"]].mean() <= of_harmless and noticed[of["talk"]].mean() <= of_talk
        share = noticed[of["crisis"]].mean()
        if mine <= unsigned and kept and share > noticed_most:
            best, noticed_most = {"unsigned": round(float(unsigned), 2), "signed": round(float(mine), 2)}, share
    return best


def levels(
    laid: Laid, every: Sequence[Text], heard: Mapping[str, Turn], vectors: Vectors
) -> dict[str, dict[str, float]]:
    """Where each level begins, and on standard output what that notices of texts held out."""
    left, chances = held_out(laid, every, heard, vectors)
    x, names, _ = laid
    found = [every[each] for each in left]
    of = groups(found)

    def has(*signs: str) -> numpy.ndarray:
        return x[left][:, [names.index(f"!{sign}") for sign in signs]].max(axis=1).toarray().ravel() > 0

    spoke, alarmed = has(*SIGNED), has("crisis")
    low = thresholds(chances[:, 0], spoke, of, OF_HARMLESS_LOW, OF_TALK_LOW)
    high = thresholds(chances[:, 1], alarmed, of, OF_HARMLESS_HIGH, OF_TALK_HIGH)
    is_high = chances[:, 1] >= numpy.where(alarmed, high["signed"], high["unsigned"])
    noticed = is_high | (chances[:, 0] >= numpy.where(spoke, low["signed"], low["unsigned"]))
    for name, each in of.items():
        shares = f"noticed {noticed[each].mean():.3f}, high {is_high[each].mean():.3f}"
        print(f"{name:<8}{each.sum():>7} texts, held out: {shares}", flush=True)
    return {"low": low, "high": high}


def main() -> None:
    found, heard = texts(), turns()
    laid = laid_out(found, Rules(tomllib.loads((RISK / "rules.toml").read_text(encoding="utf-8"))))
    x, names, words = laid
    vectors = known(words, heard)
    print(f"{len(vectors.words)} words are known beforehand", flush=True)
    begins = levels(laid, found, heard, vectors)
    net = net_of(words, found, heard.values(), vectors).arrays()
    model, at = fitted(x, names, found)
    steps = numpy.rint(model.coef_.T / UNIT).astype(int)
    weights = {names[column]: row.tolist() for column, row in zip(at, steps, strict=True) if row.any()}
    head = {
        "made_from": made_from(),
        "classes": [str(each) for each in model.classes_],
        "bias": [round(float(each), 4) for each in model.intercept_],
        "unit": UNIT,
        **begins,
    }
    lines = ",\n".join(f"{_compact(name)}:{_compact(each)}" for name, each in sorted(weights.items()))
    written = json.dumps(head)[:-1] + ', "weights": {\n' + lines + "\n}}\n"
    digest = numpy.frombuffer(head["made_from"].encode(), numpy.uint8)
    numpy.savez_compressed(FLOWS / "net.npz", made_from=digest, **net)
    (RISK / "weights.json").write_text(written, encoding="utf-8")
    print(f"{len(weights)} features, {len(written.encode()) // 1000} kB, {begins}", flush=True)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
