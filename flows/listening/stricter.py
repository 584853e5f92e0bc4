"""The stricter gate: what is never said to a client in words that the house did not write, beside what gate.py holds.

The default listener fills frames of its own, so its gate knows what to look for. A language model may say anything;
these rules are broad, and what they refuse for nothing costs only a default reply.
"""

import re
from collections.abc import Iterable

from flows.listening.gate import questions_in, sentences_of, words_of

_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]")
_FIRST_PERSON = re.compile(
    r"\b(?:i|i['’]\w+|me|my|mine|myself|we|we['’]\w+|us|our|ours|ourselves|let['’]s"
    r"|minä|minun|minua|minut|minulla|minulle|minulta|minussa|minusta|minuun|minuna|mä|mää|mun|mua|mulla|mulle|multa|mussa|musta|me|meidän|meitä|meidät|meillä|meille|meiltä|meissä|meistä|meihin|itseni|itseäni"
    r"|olen|oon|olin|en|enkä|ymmärrän|kuulen|tiedän|luulen|ajattelen|uskon|toivon|haluan|näen|tunnen|pelkään|jaksan"
    r"|mietin|aion|tarvitsen|kaipaan|yritän|pystyn|ehdin|osaan|saan|teen|menen|olemme|ymmärrämme|kuulemme|suosittelen"
    r"|ehdotan|pahoittelen)\b",
    re.IGNORECASE,
)
_PROGRAM = re.compile(
    r"\b(?:ai|a\.i\.|language model|llm|assistant|chatbot|bot|system prompt|instructions?|as requested"
    r"|tekoäly\w*|kielimalli\w*|avustaja\w*|botti|botin|ohjeit\w*|ohjeen|therapist|therapy|counsell?or|doctor|medication"
    r"|terapeut\w*|terapia\w*|lääkär\w*|lääkity\w*)\b",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"^(?:please |just |and |so |then |maybe |perhaps |now |first |ehkä |nyt |ensin )?(?:try|take|talk|rest|call|go|get"
    r"|give|let|make|keep|stop|start|remember|consider|think|breathe|focus|write|allow|be|do|don['’]t|never|always|see"
    r"|seek|speak|reach|set|find|look|listen|sleep|tell|use|plan|accept|forgive|ask|imagine|notice|learn|practi[cs]e"
    r"|put|have a|treat|trust|hang in|hold on|avoid|leave|say|click|visit|open|ignore"
    r"|kokeile|ota|puhu|soita|mene|hae|anna|tee|lopeta|aloita|muista|mieti|ajattele|hengitä|keskity|kirjoita|salli|ole"
    r"|älä|katso|kuuntele|nuku|kerro|suunnittele|hyväksy|kysy|kuvittele|huomaa|opettele|harjoittele|luota|vältä|jätä"
    r"|lepää|pidä|koeta|yritä|varaa|pyydä|harkitse|jatka|avaa)\b"
    r"|\byou (?:can|could|may|might|will)\b(?!['’]t\b| (?:not|no|never|hardly|barely|only|feel|see|hear)\b)"
    r"|\byou(?:['’]ll|['’]d better| had better| ought| deserve| don['’]t have to| don['’]t need to)\b"
    r"|\b(?:would|could|might|may|will|can) (?:really |also )?help\b|\b(?:it|that)(?: would| could| might| is|['’]s)(?: be)? (?:good|important|best|wise|worth|okay to"
    r"|ok to|normal|natural|better|useful|a good)\w*|\b(?:how about|what if|why not|why don['’]t|one thing that|many people"
    r"|most people|a good step|the best way|the next step is|don['’]t worry|everything will|it gets better)\b"
    r"|\b(?:voit|voisit|saat|kannattaa|kannattaisi|sinun on hyvä"
    r"|olisi hyvä|on hyvä|on tärkeää|on ihan normaalia|on normaalia|on luonnollista|auttaisi|mitä jos|entä jos|miksi et|monet"
    r"|moni muukin|kaikki järjestyy|ei hätää|älä huoli|ansaitset)\b",
    re.IGNORECASE,
)
_PRAISE = re.compile(
    r"\b(?:well done|(?:great|good|nice) (?:job|work|step)|proud|impressive|amazing|fantastic|wonderful|excellent|bravo|congratulations"
    r"|keep it up|hienoa|hienosti|hyvin tehty|upea\w*|mahtava\w*|loistava\w*|ylpeä|onnea|onneksi olkoon)\b",
    re.IGNORECASE,
)
_OWN_DUTY = re.compile(
    r"\b(?:feels?|felt)(?: that| as though| as if| like)? you (?:should|must|ought to|have to|need to)\b"
    r"|\b(?:sinusta|mielestäsi|tuntuu(?: siltä)?),?(?: että)? sinun (?:pitäisi|pitää|täytyy|täytyisi)\b",
    re.IGNORECASE,
)
_DUTY = re.compile(
    r"\byou (?:should|must|ought|have to|need to)\b|\b(?:sinun|sun) (?:\w+ )?(?:pitä|täyty|on pakko)", re.IGNORECASE
)
_OUGHT = re.compile(r"\b(?:should|must|ought|pitäisi|täytyy|kuuluisi)\b", re.IGNORECASE)
_NEED = re.compile(r"\byou need\b|\b(?:tarvitset|kaipaat)\b", re.IGNORECASE)
_ASKING = re.compile(
    r"(?:tell me|would you|could you|can you|do you|did you|are you|have you|is there|is it|why|kerro|haluatko|haluaisitko"
    r"|voisitko|voitko|onko|oletko|miksi)\b",
    re.IGNORECASE,
)


def speaks_of_itself(text: str) -> bool:
    """Whether a sentence outside quotation marks is said in the first person, or is about the program that says it."""
    return bool(_FIRST_PERSON.search(unquoted(text)) or _PROGRAM.search(text))


def tells(text: str, said: str) -> bool:
    """Whether a sentence outside quotation marks tells the client what to do or what would be good for them.

    Broader than `advises`, which knows the frames it is held against: for words that anybody may have put together.
    A duty may be named as one the client feels; others' duties and needs where `said`, the client's words, named some.
    """
    plain = _OWN_DUTY.sub(" ", unquoted(text))
    needed = _NEED.search(plain) and not re.search(r"\bneed|\btarv|\bkaip", said, re.IGNORECASE)
    imposed = {duty.casefold() for duty in _OUGHT.findall(plain)} - {duty.casefold() for duty in _OUGHT.findall(said)}
    return bool(_DUTY.search(plain) or imposed or needed) or any(_TELLING.search(each) for each in sentences_of(plain))


def praises(text: str) -> bool:
    """Whether it marks what the client did, as a teacher would. To affirm an effort is to name it, not to grade it."""
    return bool(_PRAISE.search(unquoted(text)))


def asks_quietly(text: str) -> bool:
    """Whether a sentence asks for an answer, with a question mark or without."""
    return questions_in(text) > 0 or any(_ASKING.match(each) for each in sentences_of(text))


def unquoted(text: str) -> str:
    return _QUOTED.sub(" ", text)


def quotes_only(text: str, sources: Iterable[str]) -> bool:
    """Whether everything in quotation marks stands in one of the sources, word for word."""
    said = [_plain(source) for source in sources]
    return all(any(f" {_plain(each)} " in f" {source} " for source in said) for each in _QUOTED.findall(text))


def _plain(text: str) -> str:
    return " ".join(words_of(text))
