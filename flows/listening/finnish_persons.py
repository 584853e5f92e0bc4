"""Turning the person round in Finnish: "Mä en jaksa enää mun pomoa" -> "Sä et jaksa enää sun pomoa".

Every other word stays as it is, in the client's own register: mä is sä, minä is sinä, mie is sie. Verbs are known by
lists (`verbs.toml`), for many another word ends in -n; where a word could be one and none of the lists knows it, the
sentence is not turned. Nor is one that said to somebody would be advice, or would tell of nobody or of somebody else.
Source: Hakulinen et al., Iso suomen kielioppi (2004), on personal endings, possessive suffixes and spoken pronouns.
"""

import re
from collections.abc import Mapping, Sequence

_DENIALS = {
    "en": "et", "enkä": "etkä", "enhän": "ethän", "enpä": "etpä", "etten": "ettet", "jotten": "jottet", "vaikken": "vaikket", "ellen": "ellet", "jollen": "jollet",
    "emmä": "et sä", "emmää": "et sää", "emmie": "et sie", "emmäkään": "et säkään", "emme": "ette", "emmekä": "ettekä",
}  # fmt: skip
_PRONOUNS = {
    "minä": "sinä", "mä": "sä", "mää": "sää", "mie": "sie", "miä": "siä",
    "minun": "sinun", "mun": "sun", "miun": "siun", "minut": "sinut", "miut": "siut",
    "minua": "sinua", "mua": "sua", "minuu": "sinuu", "miuta": "siuta", "minnuu": "sinnuu",
    "minulla": "sinulla", "mulla": "sulla", "mul": "sul", "miulla": "siulla", "miul": "siul",
    "minulle": "sinulle", "mulle": "sulle", "miulle": "siulle", "minulta": "sinulta", "multa": "sulta", "miulta": "siulta",
    "minusta": "sinusta", "musta": "susta", "must": "sust", "miusta": "siusta", "minussa": "sinussa", "mussa": "sussa", "mus": "sus",
    "minuun": "sinuun", "muhun": "suhun", "miuhun": "siuhun", "minnuun": "sinnuun", "minuna": "sinuna", "minuksi": "sinuksi",
    "me": "te", "myö": "työ", "meidän": "teidän", "meiän": "teiän", "meijän": "teijän", "meän": "teän",
    "meitä": "teitä", "meillä": "teillä", "meil": "teil", "meille": "teille", "meiltä": "teiltä", "meistä": "teistä",
    "meissä": "teissä", "meihin": "teihin", "meidät": "teidät", "meiät": "teiät",
}  # fmt: skip
_PLACES = {"täällä": "siellä", "täältä": "sieltä", "tääl": "siel", "täält": "sielt"}
"""Where the client is and the one who listens is not."""

_SPOKEN = {**_PRONOUNS, **_DENIALS}
_NO_CLITIC = frozenset(("en", "me", "mus", "must", "musta"))
"""With something hung on them they are other words."""

_I = frozenset(("minä", "mä", "mää", "mie", "miä"))
_WE = frozenset(("me", "myö"))
_WE_DO = {
    "ollaan": "ootte", "oltiin": "olitte", "mennään": "menette", "mentiin": "menitte", "tehdään": "teette", "tehtiin": "teitte",
    "käydään": "käytte", "käytiin": "kävitte", "puhutaan": "puhutte", "puhuttiin": "puhuitte", "syödään": "syötte", "syötiin": "söitte",
    "naurettiin": "nauroitte", "istutaan": "istutte", "istuttiin": "istuitte", "riidellään": "riitelette", "riideltiin": "riitelitte",
    "tavattiin": "tapasitte", "asutaan": "asutte", "asuttiin": "asuitte", "muutetaan": "muutatte", "muutettiin": "muutitte",
    "erottiin": "erositte", "katottiin": "katoitte", "katsottiin": "katsoitte", "lähdetään": "lähdette", "lähdettiin": "lähditte",
    "päätettiin": "päätitte", "jutellaan": "juttelette", "juteltiin": "juttelitte", "juodaan": "juotte", "juotiin": "joitte",
    "saadaan": "saatte", "saatiin": "saitte", "ostettiin": "ostitte",
}  # fmt: skip
"""What "me" does in spoken Finnish, where the verb is a passive."""

_PASSIVE = re.compile(
    r"oltas$|oltais$|oltaisi$|(?!(?:mitään|ketään|yhtään|kotiin)$)\w{2,}(?:[td](?:aan|ään)|llaan|llään|nnaan|nnään|rraan|rrään|ssaan|ssään|tiin|ttais|täis|ltas|ltäs|ltais|ltäis)(?:ki|kin)?$"
)
_CLITIC = re.compile(r"(?:kin|ki|kaan|kään|hän|han|pa|pä)$")
_SUFFIX = re.compile(r"(?P<stem>\w{2,}?)ni(?P<clitic>kin|ki|kaan|kään|han|hän)?$")
_OUR_SUFFIX = re.compile(r"(?P<stem>\w{2,})mme(?P<clitic>kin|ki|kaan|kään|han|hän)?$")
_JOINS = frozenset((
    "ja", "mutta", "mut", "mutku", "kun", "ku", "ko", "kuin", "että", "et", "koska", "jos", "vaikka", "niin", "nii", "ni", "sitten", "sitte", "sit", "silti",
    "eli", "tai", "joten", "siis", "vaan", "no", "joita", "joka", "jonka", "jota", "jossa", "mitä", "miten", "miltä", "mihin", "missä",
))  # fmt: skip
"""After these a word that may be a verb is one."""

_BEFORE_A_VERB = _JOINS | frozenset((
    "kai", "nyt", "ehkä", "varmaan", "kyllä", "kyl", "ihan", "vielä", "taas", "aina", "just", "melkein", "jo", "eilen", "tänään", "huomenna",
    "aamulla", "illalla", "yöllä", "viimein", "lopulta", "joskus", "välillä", "nykyään",
))  # fmt: skip
"""After these it may well be."""

_SAID = re.compile(r'"[^"]*"|’[^’]*’')
_TO_ONE = re.compile(
    r"\b(?:sä|sää|sie|siä|sinä|sinu\w*|sun|sul|sulla|sulle|sulta|sua|susta|suhun|sust|siun|siul\w*|te|teidän|teitä|teille|teillä|oot|olet"
    r"|älä|älkää|elä|suatat|mee|tuu|kuulkaa|kuulkaapa|kuule|kuules|katsokaas|sanotte|toistatte|kysytte|kuulette|vastaatte|ootte|olette|kiitos|kiitti|botti|\w{3,}(?:tko|tkö|tteko|ttekö|tsä|ksä)"
    r"|(?:antaka|tulka|menkä|olka|sanoka|kertoka|ottaka|tehkä|pitäkä|kuunnelka|auttaka|odottaka|jättäkä|lopettaka|muistaka|katsoka|uskoka|huomatka|ymmärtäkä|lähettäkä|kirjoittaka|lukeka)[aä]"
    r"|\w{2,}(?:ksesi|ustasi|ystäsi|istasi|istäsi|estasi|uttasi|yttäsi|ssasi|ssäsi|llasi|lläsi|ltasi|ltäsi|llesi|iasi|iäsi|easi|eäsi|eesi))\b",
    re.IGNORECASE,
)
"""Words to the one who listens, or to somebody else."""

_OUGHT = re.compile(
    r"\b(?:(?:pitäi?s|pitäisi|pitänee|täytyis|täytyisi)(?:kin|ki)?|(?:ois|olis|olisi) (?:\w+ )?pitän(?:y|yt)|täytyy|pakko|kannatta\w*|kuuluis|kuuluisi|tarvii"
    r"|tarttee|tarttis|tarvis|tarvitsee|ei saa|saisi|sais|kokeil\w*|ehdota\w*|ehdotin|suosittel\w*)\b"
    r"|(?<!halua )(?<!haluan )(?<!haluaisin )(?<!halunnut )(?<!aion )(?<!osaa )(?<!osaan )(?<!jaksa )(?<!voin )(?<!saan )(?<!yritän )\b(?:pitää|pittää)\b",
    re.IGNORECASE,
)
"""A duty or a trial: said to somebody it is advice."""

_COMES_OVER = re.compile(
    r"(?:(?:no|nyt|vähän|ihan|kyllä|kyl|niin|vaan|taas|jotenkin|jep|joo|juu|siis|mut|ja),? )*(?:\w{3,}(?:[tsn]taa|[tsn]tää|tti|sti|ttais|ttäis|ttaisi|ttäisi)|tuntuu|tuntu|tuntui|tekis|tekisi)\b"
    r"(?! (?:mua|minua|miuta|mulla|mul|mulle|mun|must|musta|minusta|se|hän|ne|ovi))",
    re.IGNORECASE,
)
"""What comes over one: without a "mua" it would come over the one who speaks."""

_TELLS_OF_SPEECH = re.compile(
    r"\b(?:sano|sanoi|sanoo|sanovat|sanoivat|kysyi|kysy|tokasi|tokas|vastasi|vastas|huusi|huus|kirjoitti|kirjotti|totesi|ilmoitti),? (?:et|että|jotta|notta) (?:\w+ ){0,9}"
    r"(?:minä|mä|mää|mie|miä|minua|mua|minun|mun|miun|miusta|minulle|mulle|minulla|mulla)\b",
    re.IGNORECASE,
)
"""Somebody else says "I": which of the two it is, only they know."""

_SAYS_ONESELF = re.compile(
    r"\b(?:sano\w*|tuli|vastas\w*|kirjoit\w*|kirjot\w*|huus\w*|huudahd\w*|laito\w*|laitoin) (?:et|että|vaan et|vaan että),? (?:joo|juu|no|kyllä|kyl|okei|ok|ei|hei|hyvä|totta kai)\b.*"
    r"(?:\b(?:mä|minä|mää|mie|mun|mulla|me)\b|\w{2,}n$)",
    re.IGNORECASE,
)
"""What they themselves said, in their own person: "suusta tuli että joo, mä voin jäädä"."""

_FEARS = re.compile(
    r"(?:mä |minä |mää |mie )?(?:pelkään|pelkäsin|luulin|luulen|jännitän|jännitin) (?:että|et)\b", re.IGNORECASE
)
"""What is feared or supposed is no demand of theirs: "pelkään että mun pitää lähteä"."""

_SEEMS = re.compile(r"tuntu|on\b|oli|ois|näyttä|se\b|kuulosta|vaikutta|tul[ie]|tuu\b")
"""After it "musta" is no colour."""

_OBJECT = re.compile(
    r"\b(?:se|hän|ne|he|joka|jätti|otti|työnsi|vei|toi|pani|laittoi|kutsu\w*|halus\w*|sai|saa|nosti|heitti|näki|tapasi|tunsi|huomasi|pyysi|valitsi)"
    r" (?:\w+ )?mut\b|\bmut$",
    re.IGNORECASE,
)
""" "mut" that is no "but"."""

_WE_UNTURNED = re.compile(r"\b(?:me|myö) (?:\w+ )?(?:olla|mennä|tehrä|\w+t(?:ii|ih))\b", re.IGNORECASE)
"""A "we" of a dialect, whose verb has no form of another person's."""

_SOUTHWESTERN = re.compile(r"\bmn(?:ää|uu)", re.IGNORECASE)
"""There the first person has no ending of its own."""

_IN_WORDS = frozenset(("eri", "omin", "toisin", "muutamin", "suorin", "harvoin", "kauniin", "kauniimmin"))
"""Beside them "sanoin" is "in words"."""

_ASKED = re.compile(r"(\w+)n(ko|kö|ks|kohan|köhän)$")
_WORD = re.compile(r"\w+")
_BEGINS = re.compile(r"[,.;:!?–—(]\s*$")


class FinnishPersons:
    """Built from the parsed `verbs.toml`."""

    def __init__(self, data: Mapping[str, str]) -> None:
        self._verbs, self._may_be, self._others, self._no_suffix = (
            frozenset(data[name].split())
            for name in ("first_person", "may_be_first_person", "others_in_n", "others_in_ni")
        )

    def turned(self, sentence: str) -> str | None:
        """The sentence said to the one who wrote it; as it is where it does not speak of them. None where it cannot be
        turned safely.
        """
        plain = _SAID.sub(lambda said: "·" * len(said[0]), sentence)
        never = (_TO_ONE, _OBJECT, _TELLS_OF_SPEECH, _SAYS_ONESELF, _SOUTHWESTERN)
        if any(pattern.search(plain) for pattern in never) or _COMES_OVER.match(plain):
            return None
        if _OUGHT.search(plain) and not _FEARS.match(plain):
            return None
        words = list(_WORD.finditer(plain))
        lowered = [word[0].casefold() for word in words]
        said, end, acts, has_verb = "", 0, False, False
        for at, word in enumerate(words):
            before = sentence[end : word.start()]
            begins = at == 0 or bool(_BEGINS.search(before))
            has_verb = has_verb and not begins and lowered[at] not in _JOINS
            stands_apart = (
                begins and sentence[word.end() : word.end() + 1] in (",", ":") and not lowered[at].endswith("sin")
            )
            turned = self._word(lowered, at, begins, has_verb, stands_apart)
            if turned is None:
                return None
            if turned != lowered[at] and lowered[at] not in _PRONOUNS and lowered[at] not in _PLACES:
                acts = has_verb = True
            said += before + (_as_written(word[0], turned) if turned != lowered[at] else word[0])
            end = word.end()
        if not _WE.isdisjoint(lowered) and ("ei" in lowered or _WE_UNTURNED.search(plain)):
            return None  # "ei me yleensä puhuta", "myö juotii"
        # A "mä" without a verb of its person: "mää ole", or one that no list knows.
        return None if not acts and not _I.isdisjoint(lowered) else said + sentence[end:]

    def _word(self, words: Sequence[str], at: int, begins: bool, has_verb: bool, stands_apart: bool) -> str | None:
        """The word turned round; as it is where it has no person; None where that is not known. `begins`: a clause;
        `has_verb`: a verb of its writer's stands before it in the clause; `stands_apart`: it is called out before a comma ("Gibson, ...").
        """
        word, beside = words[at], {*words[max(0, at - 1) : at], *words[at + 1 : at + 2]}
        if word in ("musta", "must") and not _SEEMS.match(" ".join(words[at + 1 : at + 2])):
            return None
        if word == "mut" and words[at + 1 : at + 2] == ["ja"]:
            return "sut"  # no "but" stands before an "and"
        if word in _SPOKEN:
            return _SPOKEN[word]
        if word in _PLACES:
            return _PLACES[word]
        if word in _WE_DO and _WE & beside:
            return _WE_DO[word]
        if word == "sanoin" and not _IN_WORDS.isdisjoint(beside):
            return word
        joined = begins or bool(_JOINS & set(words[max(0, at - 1) : at]))
        if word == "vastaan" and not joined:
            return word
        if word == "ajan" and words[max(0, at - 1) : at] == ["koko"]:
            return word
        may_stand = joined or bool(_BEFORE_A_VERB & set(words[max(0, at - 1) : at]))
        if _PASSIVE.match(word) and (may_stand or not _WE.isdisjoint(words)):
            return None  # "mentiin mökille": we did, or one does
        if (asked := _ASKED.match(word)) and self._is_verb(f"{asked[1]}n"):
            return f"{asked[1]}t{asked[2]}" if at else None
        if word.endswith("t") and f"{word[:-1]}n" in self._verbs:
            return None  # said to the one who listens
        bare = word if self._is_verb(word) else _CLITIC.sub("", word)
        clitic = word[len(bare) :]
        if bare in _SPOKEN and bare not in _NO_CLITIC:
            return f"{_SPOKEN[bare]}{clitic}"
        if self._is_verb(bare):
            if bare in self._verbs or joined or (not has_verb and not _I.isdisjoint(beside)):
                return f"{bare[:-1]}t{clitic}"
            return word if has_verb else None
        may_be = may_stand or not _I.isdisjoint(beside) or bare.endswith("sin")
        if bare.endswith("n") and may_be and bare not in self._others and not stands_apart:
            return None
        return self._suffixed(word)

    def _suffixed(self, word: str) -> str:
        """ "äitini" -> "äitisi", "kotimme" -> "kotinne", "menemme" -> "menette"."""
        if word in self._no_suffix:
            return word
        if found := _SUFFIX.match(word):
            return f"{found['stem']}si{found['clitic'] or ''}"
        if found := _OUR_SUFFIX.match(word):
            ending = "tte" if self._is_verb(f"{found['stem']}n") else "nne"
            return f"{found['stem']}{ending}{found['clitic'] or ''}"
        return word

    def _is_verb(self, word: str) -> bool:
        return word in self._verbs or word in self._may_be


def _as_written(word: str, turned: str) -> str:
    if len(word) > 1 and word.isupper():
        return turned.upper()
    return turned[:1].upper() + turned[1:] if word[:1].isupper() else turned
