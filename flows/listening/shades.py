"""Shades: what a plain fact is besides, so that its frame belongs to it: a long time, what lies ahead, what nobody saw."""

import re
from collections.abc import Mapping

_SHADES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "unseen": r"\b(?:nobody|no one|none of them|not one of them) (?:ever |even |has |had |really )*(?:ask|asks|asked|notice[sd]?|thank\w*|remember\w*|called|calls|rang|listen\w*|sees|saw|helped|says anything)\b"
        r"|\b(?:doesn't|didn't|don't|never|not) even (?:look|ask|notice|turn|thank)\w*",
        "self": r"^(?:(?:but|and|so|well),? )?i(?:'m|'ve| am| was| have)?(?: always)?(?: been)? (?:aye |just )?(?:the (?:one|kind|sort|type|\w+ one)|a person|someone who)\b",
        "long": r"\b(?:\w+|\d+) (?:years|decades)\b(?! old)|\bfor (?:\w+ )?(?:years|months|weeks|ages)\b|\bsince (?:19|20)\d\d\b",
        "thought": r"\bi(?:'ve| have)? (?:keep |kept |been )?(?:think(?:ing)? about|thinking|wonder(?:ing)?)\b",
        "ahead": r"\b(?:due (?:on )?(?:this |next )?(?:mon|tue|wed|thu|fri|sat|sun)|next (?:week|month)|in (?:two|three|four|five|six|\d+|a few|a) (?:days|weeks|months|week|month)|(?:is|are|on) (?:the \d+(?:st|nd|rd|th)?|tomorrow)|is on the \d+|coming up)\b",
    },
    "fi": {
        "unseen": r"\b(?:kukaan|kukkaan|kuka)\b[^,.]{0,12}\b(?:ei|oo|ole)?[^,.]{0,14}\b(?:kysy\w*|huoma\w*|kiittä\w*|kiittän\w*|muista\w*|soita\w*|soitta\w*|kuuntel\w*|kuunnel\w*|auta\w*|autta\w*|näe\w*)\b",
        "self": r"\b(?:(?:oon|olen|olin)|(?:mä|mää|mie|minä) ole)(?: (?:aina|vain|vaan|ite|itte|itse))*(?: (?:ollu|ollut))? (?:se|semmonen|semmoinen|sellanen|sellainen|semne\w*|tottunut|tottunu)\b|\b(?:mä|mää|mie|minä) (?:oon|olen) aina\b",
        "long": r"\b(?:vuotta|vuatta|vuosia|vuosikausia|vuosikymmen\w*)\b(?! vanha)|\b(?:[3-9]|\d\d|kolme|neljä|viisi|kuusi|kuus|seitsemän|kahdeksan|yhdeksän) (?:kuukautta|viikkoa|kuuta)\b|\bkesäkuusta asti\b",
        "thought": r"\b(?:mietin|mietittää|mietityttää|mietiskelen|oon miettiny|olen miettinyt|ajattelen|aattelen|ihmettelen|luulen|pohdin|oon kai luullu|olen luullut)\b",
        "ahead": r"\b(?:päivän|viikon|kuukauden|vuoden) päästä\b|\b(?:on|alkaa|tulee|nousee) (?:\w+ )?(?:huomenna|ensi \w+|ens \w+|\w+kuussa|\w+kuus|kohta|maanantaina|tiistaina|keskiviikkona|torstaina|perjantaina)\b|\bhuomenna (?:on|alkaa|tulee)\b",
    },
}
_PATTERNS = {
    tongue: [(name, re.compile(pattern, re.IGNORECASE)) for name, pattern in table.items()]
    for tongue, table in _SHADES.items()
}


def shade_of(said: str, tongue: str) -> str:
    """The first shade that the client's words have; "" for none."""
    return next((name for name, pattern in _PATTERNS[tongue] if pattern.search(said)), "")
