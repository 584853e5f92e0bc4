"""Number words of both languages, as people write and inflect them.

Each table maps a word to what it says in symbols: "9", an ordinal as "3 TH", and in Finnish the cases that
carry a direction as "FROM 9" (yhdeksästä) and "TO 9" (yhdeksään).
"""

from collections.abc import Iterator

_UNITS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
"""


def _english() -> dict[str, str]:
    table = {word: str(number) for number, word in enumerate(_UNITS.split())}
    table |= {word: str(number) for number, word in zip(range(20, 100, 10), _TENS.split(), strict=True)}
    table |= {word: f"{number} TH" for number, word in enumerate(_ORDINALS.split(), 1)}
    return table | {"oh": "0", "thirtieth": "30 TH", "fourty": "40", "forteen": "14", "nought": "0"}


# nominative, genitive stem, partitive, illative; spoken forms of the nominative and of the stem follow.
_FINNISH = {
    0: ("nolla", "nolla", "nollaa", "nollaan", "", ""),
    1: ("yksi", "yhde", "yhtä", "yhteen", "yks", "yhe"),
    2: ("kaksi", "kahde", "kahta", "kahteen", "kaks", "kahe"),
    3: ("kolme", "kolme", "kolmea", "kolmeen", "kol", "kolme"),
    4: ("neljä", "neljä", "neljää", "neljään", "nel", "neljä"),
    5: ("viisi", "viide", "viittä", "viiteen", "viis", "viie"),
    6: ("kuusi", "kuude", "kuutta", "kuuteen", "kuus", "kuue"),
    7: ("seitsemän", "seitsemä", "seitsemää", "seitsemään", "seittemän", "seittemä"),
    8: ("kahdeksan", "kahdeksa", "kahdeksaa", "kahdeksaan", "kaheksan", "kaheksa"),
    9: ("yhdeksän", "yhdeksä", "yhdeksää", "yhdeksään", "yheksän", "yheksä"),
    10: ("kymmenen", "kymmene", "kymmentä", "kymmeneen", "kymmenen", "kymmene"),
}
_BACK = {0, 2, 8}  # whose vowels take -lta and -sta; the others -ltä and -stä (kolme, too, takes -lta)
_NOUNS = {  # stem before -nen and -s-, or the whole noun with its stem: what people call a grade or an hour
    1: ("ykkö", "ä"),
    2: ("kakko", "a"),
    3: ("kolmo", "a"),
    4: ("nelo", "a"),
    5: ("vito", "a"),
    6: ("kuto", "a"),
}
_SLANG = {
    7: ("seiska", "seiska", "a", "seiskaan"),
    8: ("kasi", "kasi", "a", "kasiin"),
    9: ("ysi", "ysi", "ä", "ysiin"),
    10: ("kymppi", "kympi", "ä", "kymppiin"),
}
_SPOKEN_TENS = {
    20: "kakskyt kaksky",
    30: "kolkyt kolky kolmekyt",
    40: "nelkyt nelky neljäkyt",
    50: "viiskyt viisky viitkyt",
    60: "kuuskyt kuusky kuutkyt",
    70: "seiskyt seitkyt seitsemänkyt",
    80: "kasikyt kaheksankyt",
    90: "ysikyt yheksänkyt",
}
_FINNISH_ORDINALS = """
    ensimmäinen/ensimmäisenä/ensimmäistä/eka/ekana toinen/toisena/toka/tokana
    kolmas/kolmantena/kolmatta/kolmantta neljäs/neljäntenä/neljättä viides/viidentenä/viidettä
    kuudes/kuudentena/kuudetta seitsemäs/seitsemäntenä/seitsemättä kahdeksas/kahdeksantena/kahdeksatta
    yhdeksäs/yhdeksäntenä/yhdeksättä kymmenes/kymmenentenä/kymmenettä yhdestoista/yhdentenätoista
    kahdestoista/kahdentenatoista kolmastoista/kolmantenatoista neljästoista/neljäntenätoista
"""


def _cases(stem: str, a: str) -> Iterator[tuple[str, str]]:
    """A genitive stem in the cases people say a number in, each with its symbol before the number."""
    for ending in ("n", f"lt{a}", f"ll{a}", "lle", f"ss{a}", "ks", "ksi", f"n{a}"):
        yield stem + ending, ""
    yield f"{stem}st{a}", "FROM "


def _harmony(number: int) -> str:
    return "a" if number in _BACK or number in (3, 6) else "ä"


def _forms(number: int) -> Iterator[tuple[str, str]]:
    """The forms of 0 to 10: (word, symbol before it)."""
    nominative, stem, partitive, illative, spoken, spoken_stem = _FINNISH[number]
    yield from ((nominative, ""), (partitive, ""), (illative, "TO "))
    for each in filter(None, (stem, spoken_stem)):
        yield from _cases(each, _harmony(number))
    if spoken:
        yield spoken, ""


def _nouns() -> Iterator[tuple[str, str]]:
    for number, (stem, a) in _NOUNS.items():
        yield f"{stem}nen", str(number)
        yield f"{stem}st{a}", str(number)
        yield f"{stem}seen", f"TO {number}"
        yield from ((word, f"{before}{number}") for word, before in _cases(f"{stem}se", a))
    for number, (noun, stem, a, illative) in _SLANG.items():
        yield noun, str(number)
        yield noun + a, str(number)
        yield illative, f"TO {number}"
        yield from ((word, f"{before}{number}") for word, before in _cases(stem, a))


def _finnish() -> dict[str, str]:
    ones = {number: dict(_forms(number)) for number in range(11)}
    table = {word: f"{before}{number}" for number, forms in ones.items() for word, before in forms.items()}
    table |= dict(_nouns())
    for number in range(1, 10):
        for word, before in ones[number].items():
            table[f"{word}toista"] = table[f"{word}toist"] = f"{before}{number + 10}"
    for ten, words in _tens().items():
        for word, before in words.items():
            table[word] = f"{before}{ten}"
            for number in range(1, 10):
                table |= {word + one: f"{both or before}{ten + number}" for one, both in ones[number].items()}
    for number, forms in enumerate(_FINNISH_ORDINALS.split(), 1):
        table |= dict.fromkeys(forms.split("/"), f"{number} TH")
    return table


def _tens() -> dict[int, dict[str, str]]:
    """20 to 90 in the cases people use: both halves inflected (kahdeltakymmeneltä), or spoken (kakskyt)."""
    pairs = (("{0}", "kymmentä", ""), ("{2}n", "kymmenen", ""), ("{2}lt{a}", "kymmeneltä", ""),
             ("{2}st{a}", "kymmenestä", "FROM "), ("{3}", "kymmeneen", "TO "))  # fmt: skip
    tens: dict[int, dict[str, str]] = {}
    for number in range(2, 10):
        nominative, stem, _, illative, *_ = _FINNISH[number]
        given = (nominative, "", stem, illative)
        tens[number * 10] = {
            head.format(*given, a=_harmony(number)) + tail: before for head, tail, before in pairs
        } | dict.fromkeys(_SPOKEN_TENS[number * 10].split(), "")
    return tens


NUMBERS = {"en": _english(), "fi": _finnish()}
