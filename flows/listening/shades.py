"""Shades: what a plain fact is besides, so that its frame belongs to it: a blow, a long time, what lies ahead, what
nobody saw, what was told to nobody, what somebody said. The first that is found counts; when in doubt
there is none.
"""

import re
from collections.abc import Mapping

LONGEST_OF_A_TIME = 8
"""Words of a line whose point may be how long it was."""

_DAYS = r"mon|tue|tues|wed|thu|thurs|fri|sat|sun"
_PERIODS = r"(?:two|three|four|five|six|\d+|a few|a) (?:days|weeks|months|week|month)"
_ASKS = (
    r"ask|asks|asked|noticed|notices|thanked|remembered|remembers|called|calls|rang|listens|listened|sees|saw|helped"
)
_I = r"(?:mä|mää|mie|minä)"

_SHADES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "untold": r"\b(?:never|not|haven't|have not|didn't) (?:ever |actually |really )?(?:told|said|tell) (?:\w+ )?(?:anyone|anybody|a soul|this|that to)\b|\b(?:haven't|never) told\b|\btold (?:nobody|no one)\b",
        "unseen": rf"\b(?:nobody|no one|none of them) (?:ever |even |has |had |really )*(?:{_ASKS})\b(?! to (?!me|us)\w)",
        "unsure": r"\bi (?:don't|do not) know (?:if|whether|what|which|who|how) i\b",
        "blow": r"\b(?:(?:shouted|yelled|screamed|swore|laughed) at (?:me|us)|ignored me|in front of every(?:one|body)|failed|rejected|rejection|redundant|laid off|got fired|bailiffs?|surgery|chemo|in hospital|broke up|dumped|dropped from|not cleared|lost (?:my|the|our)|evicted|overdue|miscarr\w+)\b",
        "self": r"^(?:(?:but|and|so|well),? )?i(?:'m|'ve| am| was| have)?(?: always)?(?: been)? (?:aye |just )?(?:the (?:one|kind|sort|type|\w+ one)|a person|someone who)\b",
        "long": r"\b(?:\w+|\d+) (?:years|decades)\b(?! old)|\bfor (?:\w+ )?(?:years|months|weeks|ages)\b|\bsince (?:19|20)\d\d\b",
        "thought": r"\bi(?:'ve| have)? (?:keep |kept |been )?(?:think(?:ing)? about|thinking|wonder(?:ing)?)\b",
        "ahead": rf"\b(?:due (?:on )?(?:this |next )?(?:{_DAYS})|next (?:week|month)|(?:is|are|starts?|due|leave|leaving|moving|out|out of \w+) in {_PERIODS}|(?:is|are) (?:on )?(?:the \d+(?:st|nd|rd|th)|tomorrow)|coming up)\b",
        "bright": r"^(?!.*\b(?:but|not|never|\w+n't)\b).*\b(?:best (?:day|night|evening|moment|week|year|thing|\w+ (?:seconds|minutes|days))|we (?:all |both )?(?:laughed|hugged)|(?:got|offered) (?:\w+ )?(?:the|a|my) (?:\w+ )?(?:job|part|offer|place|distinction|promotion)|it was (?:nice|lovely|good|great)|came out lovely)\b",
        "words": r"^(?:(?:then|and|so|but) )?(?:he|she|they|(?:my|our|the) \w+|[A-Z]\w+)(?:,? [\w ]+,)? (?:just |only |always )?(?:says|said|goes|texted|told me|tells me|told|(?:asks|asked)(?: me)? (?:if|whether|what|how|when|every))\b",
    },
    "fi": {
        "untold": r"\b(?:en|enkä|emmä|emmie)(?: \w+)? (?:oo|ole)? ?(?:\w+ )?(?:kerto\w+|sanonu\w*|sano)(?: \w+)? (?:kenel\w+|kel\w+|kotona|himas|muille|ääneen)\b",
        "unseen": r"\b(?:kukaan|kukkaan)\b[^,.]{0,24}\b(?:kysy\w*|huoma\w*|kiittä\w*|muista\w*|soita\w*|soitta\w*|kuuntel\w*|kuunnel\w*|auta\w*|autta\w*|näe\w*)\b|\ben tunne ketään\b|\bei ollut ketään\b|\bkukaan muukaan ei\b",
        "unsure": rf"\b(?:en|emmä|emmie|enkä)(?: {_I})?(?: \w+)? (?:tiedä|tiiä|tiijä)(?: {_I}| ees| ihteki)*,? (?:mitä|pitä\w+|miten|kumpi\w*|\w+k[oö]\b|että)|\ben tiijä\b",
        "blow": r"\b(?:leikkau\w*|leikattiin|konkurs\w*|ulosot\w*|irtisan\w*|potkut|yt:t|muutosneuvottelu\w*|reputin|hävisin|negatiivi\w*|turta|lähti viime|varasija\w*|loppuun palanut|on loppu|tärisin|eropaperi\w*|valitettavasti|surkea|huusi (?:minulle|mulle)|kaikkien kuullen|nauroi (?:minulle|mulle)|päin mäntyä|itkin|nöyryyt\w*|hyydyn|erottiin|hylät\w+|hylkä\w+)\b",
        "self": rf"\b(?:(?:oon|olen|olin)|{_I} ole)(?: (?:aina|vain|vaan|ite|itte|itse))*(?: (?:ollu|ollut))? (?:se|semmonen|semmoinen|sellanen|sellainen|semne\w*|tottunut|tottunu)\b|\b{_I} (?:oon|olen) aina\b(?! (?:\w+ )?\w+(?:nu|ny|nut|nyt)\b)",
        "long": r"\b(?:vuotta|vuatta|vuosia|vuosikausia|vuosikymmen\w*)\b(?! (?:vanha|sitten))",
        "thought": r"\b(?:mietin|mietityttää|mietiskelen|(?:oon|olen) (?:kai )?(?:miettiny|miettinyt|luullu|luullut)|ajattelen|aattelen|ihmettelen|luulen|pohdin)\b",
        "ahead": r"\b(?:päivän|viikon|kuukauden|vuoden) päästä\b|\b(?:on|alkaa|tulee|nousee|loppuu|menee|lähtee|päättyy) (?:\w+ )?(?:huomenna|ensi \w+|ens \w+|\w+kuussa|\w+kuus|maanantaina|tiistaina|keskiviikkona|torstaina|perjantaina)\b|\bhuomenna (?:on|alkaa|tulee)\b|^huomen (?:on )?päivä\b|\b\d+ \w*päivää j[äa]l\w+",
        "bright": r"^(?!.*\b(?:mutta|mut|ei|en)\b).*\b(?:naurettiin|(?:nauroi|hymyili|sanoi|halasi|kutsui|soitti)\b[^.,]*\b(?:ekan kerran|ensi kertaa|ensimmäistä kertaa)|paras (?:päivä|hetki|ilta)|sain (?:sen |uuden )?(?:paikan|työn)|pääsin (?:läpi|sisään)|taputti|hieno hetki|olo on hyvä|hyvä päivä|tosi hyvä|hyväksyt\w+|onnistu\w*|soma\w*|kaunis)\b",
        "words": r"^(?:(?:ja|sitten|sit|no) )?(?!(?:mä|mää|mie|minä|pitä\w+|voi\w*|kai|ei|en) )(?!\w+ (?:ei|en) )\w+(?: \w+)? (?:sanoi|sano|sanoo|kysyi|kysy|kysyy|totesi|kysys)\b",
    },
}
_PATTERNS = {
    tongue: {name: re.compile(pattern, re.IGNORECASE) for name, pattern in table.items()}
    for tongue, table in _SHADES.items()
}


_STAYS = re.compile(
    r"[\"‘’]|\b(?:says|said|told me|tells me|texted)(?: that)? i(?:'m|'ve)?\b|\bsano\w*,? (?:että|et) (?:(?:mä|mää|mie|minä) |(?:olen|oon|en|minusta|musta)\b)",
    re.IGNORECASE,
)


def shade_of(said: str, tongue: str) -> str:
    """The first shade that the client's words have; "" for none. A long time is the point of a short line only, and
    somebody's words stayed only where they are told word for word, or are of the client.
    """
    if _STAYS.search(said) and _PATTERNS[tongue]["words"].search(said):
        return "words"
    is_short = len(said.split()) <= LONGEST_OF_A_TIME
    return next(
        (
            name
            for name, pattern in _PATTERNS[tongue].items()
            if name != "words" and (is_short or name != "long") and pattern.search(said)
        ),
        "",
    )
