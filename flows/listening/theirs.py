"""English that is its writer's own: a learner's, a dialect's whose grammar turning would break, or typed too fast for its
joints to be seen.

Said back as ours it would be a slip or mockery, so it is quoted. A dialect's words alone are no such sign. They are looked for
among words, for a regular expression of them is slow.
"""

from collections.abc import Callable, Mapping, Sequence

from flows.listening.marks import Marks, words_of

_CLEFT = frozenset(
    ("the", "my", "his", "her", "their", "our", "how", "what", "when", "why", "not", "being", "because", "just")
)
_CLEAVES = frozenset(("it's", "its", "that's", "thats"))
"""How a sentence begins that puts one thing first: "it's the standing I miss"."""

MOST_UNJOINED = 1
"""Subjects that may stand in a clause without anything that joins them."""

_WE = frozenset(("we", "you", "they", "lads", "boys", "kids"))
_I = frozenset(("i", "he", "she", "it"))
_PAST_ALONE = frozenset(("been", "done", "seen"))
_UNREAL = frozenset(("if", "wish", "as", "though", "like", "than"))
_YEARS_OF = frozenset(("of", "in", "to", "left", "on", "behind", "before", "until", "ago", "with"))
_OLD = frozenset(("years", "year"))
_SPANS = frozenset(("years", "year", "months", "month", "weeks", "week", "days", "hours"))
_NOT = frozenset(("don't", "dont", "can't", "cant", "won't", "never", "didn't", "didnt", "ain't", "aint", "couldn't"))
_NONE = frozenset(("nobody", "nothing", "no", "none", "hardly"))

_FIRST = frozenset(("since", "yesterday", "have", "has", "didnt", "them", "they", "me")) | _NOT
_SECOND = frozenset(("was", "were", "no")) | _PAST_ALONE


class Theirs:
    """Built from the table "theirs" of the parsed `lexicon.toml`."""

    def __init__(self, data: Mapping[str, str]) -> None:
        self._phrases, self._dialect = Marks(data["phrases"]), Marks(data["dialect"])
        self._sets = {name: frozenset(words.split("|")) for name, words in data.items()}
        self._first = _FIRST.union(*(self._sets[name] for name in ("thirds", "determiners", "was_a")))

    def shows_in(self, text: str) -> bool:
        """Whether its grammar is its writer's own: turned round it would be broken."""
        words = words_of(text)
        return self._is_learnt_among(words) or self._dialect.among(words) or self._any(self._is_dialect, words)

    def is_learnt(self, text: str) -> bool:
        """Whether it shows a learner's English, as what they write next will."""
        return self._is_learnt_among(words_of(text))

    def _is_learnt_among(self, words: Sequence[str]) -> bool:
        return self._phrases.among(words) or self._any(self._is_learners, words)

    def _any(self, sign: Callable[[Sequence[str], int], bool], words: Sequence[str]) -> bool:
        return any(sign(words, at) for at in range(len(words) - 1) if self._may_begin(words[at], words[at + 1]))

    def _may_begin(self, word: str, following: str) -> bool:
        """Whether a sign may begin with this word: most need not be looked at."""
        return word in self._first or following in _SECOND

    def _is_learners(self, words: Sequence[str], at: int) -> bool:
        word, following, third = words[at], words[at + 1], words[at + 2] if at + 2 < len(words) else ""
        before = words[at - 1] if at else ""
        sets = self._sets
        if word in sets["thirds"]:
            if following in sets["bases"] and before not in sets["helpers"]:
                return True
        elif word in sets["determiners"] and (not before or before in sets["starts"]):
            if third in ("he", "she", "they") and following in sets["persons"]:
                return True
            if third in sets["bases"] and not following.endswith("s") and following not in sets["plurals"]:
                return True
        return (
            (word == "since" and third in _SPANS)
            or (word == "yesterday" and following in sets["subjects"] and third in sets["presents"])
            or (word in sets["was_a"] and following in sets["trades"])
            or (word in ("have", "has") and third in _OLD and not _YEARS_OF.intersection(words[at + 3 : at + 4]))
            or (word in ("didn't", "didnt") and following in sets["pasts"])
        )

    def _is_dialect(self, words: Sequence[str], at: int) -> bool:
        word, following, before = words[at], words[at + 1], words[at - 1] if at else ""
        sets = self._sets
        return (
            (following == "was" and word in _WE)
            or (following == "were" and word in _I and before not in _UNREAL)
            or (following in _PAST_ALONE and word in sets["subjects"] and before not in ("have", "has", "had"))
            or (word in _NOT and not _NONE.isdisjoint(words[at + 1 : at + 4]))
            or (word in ("them", "they") and following in sets["plural_things"])
            or (word == "me" and following in sets["mine"])
        )

    def runs_on(self, clause: str) -> bool:
        """Whether sentences follow one another in it without a joint: "that's not true I wasn't fired I left"."""
        words = words_of(clause)
        joined = (
            (len(words) > 1 and words[0] in _CLEAVES and words[1] in _CLEFT)
            + sum(word in self._sets["joins"] for word in words)
            + sum(mark in ",:;" for mark in clause)
        )
        return sum(word in self._sets["clause_subjects"] for word in words) - joined > MOST_UNJOINED
