"""Features: what the fitted screen weighs in a text. The same function serves the fit and every turn.

Words and runs of up to three of them within a sentence, the same of their stems, letters in runs of up to four within a
word (endings, typos, Finnish cases), the signs of the rules, and how many words there are: everyday talk is short. Each
group is laid to length one, so that a long text weighs no more than a short one: what is rare in it weighs less.
Sources: Wang & Manning, Baselines and Bigrams (ACL 2012), presence of n-grams under a linear model; Porter, Snowball: A
language for stemming algorithms (2001).
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from math import sqrt

from Stemmer import Stemmer

LETTERS = range(1, 5)

LANGUAGES = ("english", "finnish")
"""Stemmed one after the other, for nobody says which language a message is in."""

SIGN_WEIGHS = 0.5
"""A sign beside the groups, each of which has length one."""

UP_TO = (3, 5, 8, 12, 18, 30)
"""Words of the short texts, the middling ones and so on; longer ones are the rest."""


def runs_of_letters(word: str) -> list[str]:
    edged = f"_{word}_"
    return [f"#{edged[at : at + length]}" for length in LETTERS for at in range(len(edged) - length + 1)]


def features(
    said: str, signs: Iterable[str], letters_of: Callable[[str], Iterable[str]] = runs_of_letters
) -> Iterator[tuple[float, Iterable[str]]]:
    """Groups of feature names with what each name in them weighs; `said` is laid plain, sentences parted by "|".
    `letters_of` is `runs_of_letters`, which whoever looks at one message several times may remember for as long.
    """
    words = said.replace("|", " ").split()
    letters = set().union(*map(letters_of, words))
    for group in (_runs_of_words(said), _runs_of_stems(said), letters):
        if group:
            yield 1 / sqrt(len(group)), group
    length = next((most for most in UP_TO if len(words) <= most), "more")
    yield SIGN_WEIGHS, [f"!{sign}" for sign in signs] + [f"!{length} words"]


def _runs_of_words(said: str) -> set[str]:
    runs = set()
    for sentence in said.split("|"):
        words = ["<", *sentence.split(), ">"]
        if len(words) > 2:
            runs.update(words[1:-1])
            runs.update(map(" ".join, pairwise(words)))
            runs.update(map(" ".join, zip(words, words[1:], words[2:], strict=False)))
    return runs


def _runs_of_stems(said: str) -> set[str]:
    words = said.split(" ")
    for language in LANGUAGES:
        # A stemmer of this call's own, which remembers nothing: none may be shared by threads, nor keep clients' words.
        words = Stemmer(language, 0).stemWords(words)
    return {f"^{run}" for run in _runs_of_words(" ".join(words))}
