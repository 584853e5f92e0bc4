"""Yes or no, in the many ways people write it."""

import re
from dataclasses import dataclass

from flows.ears.hearing import Hearing, Json, both, plain, visible, words_of

_YES = {
    "en": """
        yes|yeah|yep|yup|yea|ya|aye|ok|okay|okey|sure|sure thing|of course|course|certainly|absolutely
        definitely|correct|right|that's right|thats right|that is right|exactly|indeed|true|fine|good|great
        perfect|sounds good|sounds fine|sounds great|sounds right|go ahead|gladly|agreed|i agree|i do|i am
        i will|i would|i did|we did|you did|you got it|you got that right|it is|it does|it was|please do
        why not|alright|all right|by all means|no problem|no worries|works|works for me|that works|that's fine
        thats fine|that's ok|that's okay|fine by me|fine with me|i'm in|i'd like that|i would like that
        i'd love to|i'd love that|let's do it|lets do it|let's|you bet|not a problem|don't mind|i don't mind
        got it|spot on|pretty much|i think so|i guess so|mostly|yes i do|do it|y|yess|yesss|please|that's it
        thats it|i accept|happy to|about right|sounds about right|that sounds about right|sounds ok
        sounds okay|that would be great|that'd be great|you're right|youre right|you are right|i consent
        you could say that|more or less|hell yes|that's correct|that is correct|exactly that|very much so
        i suppose so|i'm fine with it|i'm fine with that|i'm ok with that
    """,
    "fi": """
        joo|juu|jo|jep|jepa|jees|kyllä|kyl|kyllähän|totta kai|tottakai|toki|tietysti|tietenkin|selvä
        selvä juttu|sopii|sopii mulle|sopii minulle|käy|käy hyvin|käy mulle|kävisi|ok|okei|okei joo|hyvä
        hyvä niin|hyvä on|oikein|ihan oikein|aivan|niin|niin on|niin juuri|just niin|juuri niin|näin on|totta
        pitää paikkansa|täsmälleen|ehdottomasti|mielellään|mielelläni|olen|oon|haluan|haluaisin|suostun
        hyväksyn|kelpaa|mikä ettei|ei haittaa|ei se haittaa|ei haittaa mitään|ei ongelmaa|ilman muuta|varmasti
        anna mennä|tehdään niin|oikein meni|meni oikein|ymmärsit oikein|osuit oikeaan|aika lailla|joo kyllä
        jaa|kyllä kiitos|on|oli|teen|tein|pidän|saa|saat|saa toki|voit|voi|tottahan toki|noin|just noin
        juuri noin|näin|just näin|se meni noin|meni noin|meni juuri noin|olen samaa mieltä|samaa mieltä
        ois kiva|olisi kiva|mahtavaa|hienoa|mainiota|selvä homma|hyväksyn sen|ihan jees|no joo kyllä|no kyllä
        no tietysti|no totta kai|no toki|hyvin meni|melko lailla|luulen niin|eiköhän|kai joo|k|sano vaan
        kerro vaan
    """,
}
_NO = {
    "en": """
        no|nope|nah|naw|no way|not really|not at all|not quite|not exactly|not now|not today|not yet|not okay
        not ok|not fine|not right|not good|not for me|never|i don't|i do not|i'm not|i am not|i won't
        i will not|i can't|i wouldn't|i would not|i didn't|i did not|i haven't|it isn't|it's not|it is not
        it wasn't|wrong|that's wrong|incorrect|not correct|not true|false|don't|please don't|rather not
        i'd rather not|i would rather not|i disagree|i don't agree|i don't want to|don't want to
        i do not want to|no need|doesn't work|that doesn't work|does not work|not like that|not interested
        i refuse|absolutely not|definitely not|of course not|certainly not|i don't think so|don't think so|n
        not this time|i'd prefer not|sorry no|no can do|noo|nooo|i don't want that|leave it|hell no|i'm good
        that's not it|thats not it|that is not it|not it|that's not right|that isn't right|i do not agree
        no consent|i don't consent|i do not consent|not okay with me|it doesn't|it does not|you didn't
        not this
    """,
    "fi": """
        ei|en|eipä|enpä|eikä|ei oikein|en oikeastaan|ei oikeastaan|ei ihan|ei aivan|ei nyt|en nyt|ei vielä
        en vielä|ei tänään|ei todellakaan|en todellakaan|ei missään nimessä|ei käy|ei sovi|ei kelpaa
        ei pidä paikkaansa|ei ollut|ei ole|en ole|en oo|ei oo|en halua|en haluaisi|en tahdo|en suostu
        en hyväksy|ei kiitos|en kiitos|älä|älä viitsi|väärin|meni väärin|ei mennyt|ei mennyt oikein
        ei oikein mennyt|ei niin|ei noin|ei näin|ei totta|ei pysty|en pysty|en voi|ei voi|en tehnyt|en tee
        en aio|mieluummin en|mielummin en|ei mielellään|ei hyvä|ei ok|ei okei|ei tarvitse|ei tarvii|ei tarvi
        en usko|ei kai|en taida|ei koskaan|en koskaan|en viitsi|en jaksa|ei suinkaan|ei tällä kertaa
        ei sovi mulle|ei sovi minulle|ei käy mulle|nej|ei oikeen|no en|no ei|no eipä|ei saa|et saa
        en anna lupaa|ei se ollut|ei se ole|ei se ollut niin|ei siitä ollut kyse|en ole samaa mieltä
        eri mieltä|ei nyt just|emmä|en mä|eipä oikein|ei se noin mennyt|ei mennyt noin
    """,
}
_UNSURE = {
    "en": """
        i don't know|don't know|dont know|dunno|no idea|not sure|i'm not sure|not certain|maybe|perhaps
        possibly|yes and no|yeah no|no yeah|kind of|sort of|kinda|depends|it depends|hard to say|can't say
        no clue|idk|i have no idea|maybe not|no yes|yes no|i can't say|who knows|both|neither|not no|not yes
    """,
    "fi": """
        en tiedä|emmä tiiä|en tiiä|en mä tiedä|ehkä|ehkäpä|en osaa sanoa|vaikea sanoa|riippuu|kyllä ja ei
        joo ja ei|joo ei|ei joo|no|no joo|no niin|en ole varma|en oo varma|ei aavistustakaan|kai|en muista
        vähän|saattaa olla|ei hajuakaan|en ole ihan varma|ehkä ei|ehkä joo|molemmat|eos|emt|mene ja tiedä
        melkein|sinne päin
    """,
}
_COURTESY = {
    "en": """
        thanks|thank you|please|thx|ty|cheers|really|very|just|well|oh|hmm|um|so|then|now|totally|quite
        i think|sorry|actually|honestly|for sure|very much|haha|and|to me|with me|that|much
    """,
    "fi": """
        kiitos|kiitti|kiitoksia|no|noh|nyt|sitten|vaan|vain|ihan|tosi|hei|oikeastaan|kuule|se|siis|mä|minä|mun
        ja|anteeksi|valitettavasti|kai|mulle|minulle|niin|varmaan|mielestäni|tämä|tää
    """,
}
_SIGNS = {True: "👍👌✅✔💯🆗☑", False: "👎❌🙅✖🚫", None: "🤷🤔😕"}
_TURNS = re.compile(
    r"\b(?:but|though|although|except|however|unless|only|mutta|muttei|paitsi|vaikka|tosin|kunhan|silti)\b"
)
DENIES = re.compile(r"\b(?:no|not|never|nope|\w+n't|ei|en|et|eivät|emme|ette|eikä|enkä|älä|ettei|etten)\b")
_PAUSE = re.compile(r"[,;:.!?\n()]|\s-+\s|\s[–—]\s")
_LONGEST_STORY = 40  # words
_LONGEST_TEXT = 600


def _phrases(rows: str) -> frozenset[str]:
    return frozenset(phrase.strip() for line in rows.strip().splitlines() for phrase in line.split("|"))


_SAYS: dict[str, dict[str, bool | None]] = {
    language: dict.fromkeys(_phrases(_YES[language]), True)
    | dict.fromkeys(_phrases(_NO[language]), False)
    | dict.fromkeys(_phrases(_UNSURE[language]), None)
    for language in _YES
}
_POLITE = {language: _phrases(rows) for language, rows in _COURTESY.items()}


@dataclass(frozen=True)
class YesNo:
    """Yes is True, no is False.

    A story may follow after a pause: "No, it was more that I felt alone" is no. After a yes it may neither
    turn ("but", "mutta") nor deny ("not", "ei"), for then the yes is only half one; after a no it may not
    turn. At most 40 words. "I don't know", "maybe" and "yes and no" are neither.
    """

    def hear(self, text: str, hearing: Hearing) -> Json | None:
        if len(text) > _LONGEST_TEXT:
            return None
        signs = {truth for truth, marks in _SIGNS.items() if any(mark in text for mark in marks)}
        shown = signs.pop() if len(signs) == 1 else None
        if signs or (shown is None and any(mark in text for mark in _SIGNS[None])):
            return None
        if not words_of(plain(text)) and len(text) < 20:
            return shown
        for language in both(hearing.language):
            truth = _answer(text, language)
            if truth is not None:
                return truth if shown in (None, truth) else None
            if _unsure(text, language):
                return None
        return None


def _answer(text: str, language: str) -> bool | None:
    """What all clauses of a short answer say together, or the first clause of a longer one."""
    clauses = [" ".join(words_of(plain(clause))) for clause in _PAUSE.split(visible(text))]
    clauses = [clause for clause in clauses if clause and not _is_courtesy(clause, language)]
    if not clauses or len(words_of(text)) > _LONGEST_STORY:
        return None
    truth = _clause(clauses[0], language)
    for clause in clauses[1:]:
        again = _clause(clause, language)
        if again is not None and again is not truth:
            return None
        if again is None and (clause in _SAYS[language] or _TURNS.search(clause)):
            return None
        if again is None and truth and DENIES.search(clause):
            return None
    return truth


def _is_courtesy(clause: str, language: str) -> bool:
    polite = _POLITE[language]
    return clause not in _SAYS[language] and (clause in polite or all(word in polite for word in clause.split()))


def _unsure(text: str, language: str) -> bool:
    said = " ".join(words_of(plain(text)))
    return said in _SAYS[language] and _SAYS[language][said] is None


def _clause(clause: str, language: str) -> bool | None:
    """The one thing that every phrase of the clause says, the longest phrases first."""
    words, said = clause.split(), set()
    if len(words) > 10:
        return None
    while words:
        for length in range(min(6, len(words)), 0, -1):
            phrase = " ".join(words[:length])
            if phrase in _SAYS[language]:
                said.add(_SAYS[language][phrase])
                break
            if phrase in _POLITE[language]:
                break
        else:
            return None
        words = words[length:]
    return said.pop() if len(said) == 1 else None
