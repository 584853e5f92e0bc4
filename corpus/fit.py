"""Fits the risk screen on the corpus and writes flows/risk/weights.json: `make weights`. The same corpus, rules and
versions give the same file.

Multinomial logistic regression over flows/risk/features.py. The thresholds are set on the fit part alone, each text
judged by a model that was fitted on neither it nor its twin. The test part is never opened here.
"""

import json
import sys
import tomllib
from collections import Counter
from collections.abc import Sequence
from itertools import product

import numpy
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from corpus.parts import RISK, Text, made_from, texts
from flows.risk.features import features
from flows.risk.finding import CUES
from flows.risk.rules import Rules
from flows.risk.screen import SIGNED

SEEN_AT_LEAST = 3
"""Texts a feature must be in: what stands in one pair alone teaches nothing."""

STRENGTH = 12.0
"""The inverse of the L2 penalty, chosen by cross-validation on the fit part."""

WEIGHS = {"situation": 1.0, "talk": 6.0, "plain": 8.0}
"""What a text of each part weighs: in life there is far more ordinary talk than in the corpus, and what the rules were
written for has to be learnt too.
"""

FOLDS = 3
KEPT = 40_000
"""Features that are kept, those of most weight."""

UNIT = 0.02
"""What one step of a stored weight is worth."""

OF_HARMLESS_LOW, OF_HARMLESS_HIGH = 0.12, 0.03
"""Share of harmless near twins that may be noticed at the low level, and at the high one."""

OF_TALK_LOW, OF_TALK_HIGH = 0.015, 0.0006
"""The same of ordinary coaching talk: well under what may be noticed, for the talk of others is less like ours."""

LEAST = 0.4
"""The lowest that a threshold may be."""

Features = list[list[tuple[str, float]]]


def laid_out(found: Sequence[Text], rules: Rules) -> Features:
    laid = []
    for each in found:
        said, signs = rules.read(rules.plain(each.text))
        laid.append([(name, value) for value, group in features(said, signs) for name in sorted(group)])
    return laid


def columns(laid: Features) -> dict[str, int]:
    seen = Counter(name for each in laid for name, _ in each)
    kept = sorted(name for name, count in seen.items() if count >= SEEN_AT_LEAST or name.startswith("!"))
    return {name: at for at, name in enumerate(kept)}


def matrix(laid: Features, at: dict[str, int]) -> csr_matrix:
    cells = [(row, at[name], value) for row, each in enumerate(laid) for name, value in each if name in at]
    places, values = numpy.array([cell[:2] for cell in cells]).T, [value for *_, value in cells]
    return csr_matrix((values, places), shape=(len(laid), len(at)))


def model_of(x: csr_matrix, found: Sequence[Text]) -> LogisticRegression:
    weighs = [WEIGHS[each.part] for each in found]
    return LogisticRegression(C=STRENGTH, max_iter=400).fit(x, [each.named for each in found], weighs)


def pruned(model: LogisticRegression, at: dict[str, int]) -> dict[str, int]:
    """The features of most weight, and all signs."""
    weight = numpy.abs(model.coef_).max(axis=0)
    names = sorted(at, key=lambda name: (-weight[at[name]], name))
    kept = sorted({*names[:KEPT], *(name for name in at if name.startswith("!"))})
    return {name: place for place, name in enumerate(kept)}


def fitted(laid: Features, found: Sequence[Text]) -> tuple[LogisticRegression, dict[str, int]]:
    at = columns(laid)
    at = pruned(model_of(matrix(laid, at), found), at)
    return model_of(matrix(laid, at), found), at


def held_out(laid: Features, found: Sequence[Text]) -> numpy.ndarray:
    """For each text the chances by a model that saw neither it nor its twin: columns "noticed" and "in danger"."""
    chances = numpy.zeros((len(found), 2))
    pairs = [each.pair for each in found]
    for learnt, left in GroupKFold(FOLDS, shuffle=True, random_state=0).split(found, groups=pairs):
        model, at = fitted([laid[each] for each in learnt], [found[each] for each in learnt])
        said = model.predict_proba(matrix([laid[each] for each in left], at))
        classes = list(model.classes_)
        chances[left, 0] = 1 - said[:, classes.index("none")]
        chances[left, 1] = said[:, [classes.index(cue) for cue in CUES]].sum(axis=1)
        print("a fold is done", file=sys.stderr, flush=True)
    return chances


def groups(found: Sequence[Text]) -> dict[str, numpy.ndarray]:
    """Which texts are crisis, care, harmless near twins and ordinary talk; the plain wordings measure nothing."""
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


def levels(laid: Features, found: Sequence[Text]) -> dict[str, dict[str, float]]:
    """Where each level begins, and on standard output what that notices of texts held out."""
    chances, of = held_out(laid, found), groups(found)
    signs = [{name[1:] for name, _ in each if name.startswith("!")} for each in laid]
    spoke = numpy.array([bool(each & SIGNED) for each in signs])
    alarmed = numpy.array(["crisis" in each for each in signs])
    low = thresholds(chances[:, 0], spoke, of, OF_HARMLESS_LOW, OF_TALK_LOW)
    high = thresholds(chances[:, 1], alarmed, of, OF_HARMLESS_HIGH, OF_TALK_HIGH)
    is_high = chances[:, 1] >= numpy.where(alarmed, high["signed"], high["unsigned"])
    noticed = is_high | (chances[:, 0] >= numpy.where(spoke, low["signed"], low["unsigned"]))
    for name, each in of.items():
        shares = f"noticed {noticed[each].mean():.3f}, high {is_high[each].mean():.3f}"
        print(f"{name:<8}{each.sum():>7} texts, held out: {shares}")
    return {"low": low, "high": high}


def main() -> None:
    found = texts()
    laid = laid_out(found, Rules(tomllib.loads((RISK / "rules.toml").read_text(encoding="utf-8"))))
    begins = levels(laid, found)
    model, at = fitted(laid, found)
    steps = numpy.rint(model.coef_.T / UNIT).astype(int)
    weights = {name: steps[place].tolist() for name, place in at.items() if steps[place].any()}
    head = {
        "made_from": made_from(),
        "classes": [str(each) for each in model.classes_],
        "bias": [round(float(each), 4) for each in model.intercept_],
        "unit": UNIT,
        **begins,
    }
    lines = ",\n".join(f"{_compact(name)}:{_compact(each)}" for name, each in sorted(weights.items()))
    written = json.dumps(head)[:-1] + ', "weights": {\n' + lines + "\n}}\n"
    (RISK / "weights.json").write_text(written, encoding="utf-8")
    print(f"{len(weights)} features, {len(written.encode()) // 1000} kB, {begins}")


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
