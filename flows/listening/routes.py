"""Routes: messages that are no sharing, and are answered plainly: a greeting, thanks, a nod, words about the bot, a limit."""

import re
from collections.abc import Mapping
from copy import copy
from functools import cache
from typing import Any, Self

from flows.listening.marks import SPEECH, Lookup, Marks, either, words_of

LONGEST_ASIDE = 14
"""Words: more than this, and it is a story with such words in it."""

LONGEST_WITH_A_LIMIT = 32
"""Words of a message in one sentence of which a limit is set."""

LONGEST_SMALL = 90
"""Characters of what may be small talk from end to end."""

LONGEST_BYE = 7
LONGEST_CLOSING = 14
"""Words of a message that says something else before it says goodbye."""

LONGEST_PARTING = 10
"""Words of one sentence that says goodbye and is no more."""

FEWEST_TOLD = 3
"""Words after a greeting that are more than a part of it."""

FEW_MORE = 5
"""Words that may stand beside a thank-you or a goodbye which is all that was meant."""

_ASKS_THE_BOT = re.compile(
    r"\b(?:do|are|can|could|have|will|would|did|were) (?:you|u)\b|\bcan i ask (?:you|u)\b"
    r"|\b(?:teistä|sinusta|susta|sun mielestä|sinun mielestä\w*|teidän mielestä\w*)\b|\b\w+(?:tko|tkö|tteko|ttekö|tsä)\b|\b(?:onko|onks|oisko|olisko) (?:sulla|sul|sinulla|teillä|sun|te|sä)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(r"[^.!?\n]*\?")
_APOLOGY = re.compile(
    r"\W*(?:(?:oh|ah|no|hi|hey|hello|moi|hei) )?(?:i'?m |i am )?(?:so |really |very )?(?:sorry|apologies|anteeksi|anteeks|sori)"
    r"(?: (?:about|for) (?:that|earlier|yesterday|this|before|the (?:silence|delay|wait)|not writing|going quiet)| (?:again|bot)| (?:tästä|siitä|eilisestä|hiljaisuudesta))?"
    r"[.!]+\s+(?:(?:that|it) was (?:a bit )?(?:rude|unfair|harsh|mean|snippy|uncalled for)[^.!?]*[.!]+\s+)?(?=\w+\W+\w+\W+\w)",
    re.IGNORECASE,
)
"""With what a message begins that apologises to the bot, before it says more."""
_RETURNS = re.compile(
    r"\W*(?:(?:hi|hello|hey|hiya|morning|evening|good (?:morning|evening|afternoon)|no moi|no hei|moi|hei|terve|moikka|iltaa|huomenta)\W+(?:(?:it'?s )?me )?(?:again|taas)\b"
    r"|(?:me again|i'?m back|back again|(?:mä|minä|täällä|täl|tääl) taas|(?:jaahas |no |joo )*taas (?:täällä|tääl))\W*(?:$|[.,!]))",
    re.IGNORECASE,
)
"""With what a first message begins whose writer has been here before."""
_SEEN = re.compile(
    r"\bnever (?:thought|looked at|saw|seen|put)(?: of| about)?(?: it| that)?(?: like| that| this)*(?: way)?(?: till| until| before|$)"
    r"|\bfirst time i(?:'ve|'d| have)? (?:said|put|told|written|admitted|typed)\b|\b(?:when|now that|now) i(?:'ve)? (?:write|type|see|read|wrote|put|written|typed) (?:it|that|this)\b"
    r"|\btill i (?:typed|wrote|said)\b|\bi said (?:\w+ )?a lot\b|\b(?:sounds?|looks?) (?:\w+ )?(?:when|now) (?:it's|i see it)\b"
    r"|\ben (?:mä |mie |minä )?(?:oo|ole|ollu\w*) (?:\w+ ){0,2}(?:aatellu\w*|ajatellu\w*|miettiny\w*) (?:sitä|tuota|tota|noin)\b"
    r"|\ben (?:mä |mie |minä )?(?:oo|ole|ollu\w*) (?:sitä|tuota|tota) (?:\w+ )?(?:aatellu|ajatellu|miettiny)"
    r"|\bku[n]? (?:sen|tän|tämän|sitä|se)(?: noin| näin| nyt)* (?:kirjot\w*|kirjoit\w*|sano\w*|näki|näkee)\b|\bhassua (?:että|et|kun|ku)\b",
    re.IGNORECASE,
)
_BEGINS_NOWHERE = re.compile(
    r"\b(?:don't|dont|not sure) (?:really )?(?:know )?where to (?:start|begin)\b|\bmistä (?:\w+ )?(?:aloitt\w+|alott\w+|alkaisin)\b",
    re.IGNORECASE,
)
_SORRY = re.compile(
    r"\b(?:sorry|sori|anteeksi|anteeks)\b[ ,.]*(?:(?:that|toi|tuo|se) (?:was|oli) )?(?:bit )?(?:rude|snippy|unfair|harsh|mean|tyly\w*|ilkeä\w*|rumasti|epäreilu\w*)\b",
    re.IGNORECASE,
)
_TOLD_THE_BOT = re.compile(
    r"\byou(?:'re| are) (?:just )?an? (?:chat|ro)?bot\b|\byou (?:have to say that|(?:don't|dont) give advice)\b|\b(?:you(?:'re| are| were)? (?:right|asking|said|sound|turned|put|would say|wouldn't know|won't answer|didn't say|got (?:me|that))|u (?:sound|said|wouldn't|wouldnt|didnt)"
    r"|knew you(?:'d| would)|what (?:you're|you are|youre|ur|you) (?:going to|gonna|want me to) say)\b"
    r"|\b(?:sä|sinä|sie|te) (?:sanoit|ymmärsit|kuulostat|kysyit|sanoitte)\b|\b(?:oot|olet|olette) oikeassa\b|\b(?:älä|elä) sano (?:noin|niin)\b|\bet sanon\w+|\bmitäs? virkaa\b|\bmitä sä (?:tommosesta|tuollaisesta|siitä) tiedät\b|\bet neuvo\b|\bettet (?:voi|osaa|saa)\b",
    re.IGNORECASE,
)
_PAUSES = re.compile(
    r"\bbrb\b|\bbe right back\b|\bback in (?:a|one|two|five|ten|\d+) ?(?:sec|second|tick|min|minute|moment|bit)\w*\W*$"
    r"|^\W*(?:one|just a|two) (?:sec|second|min|minute|moment|tick)s?\W*(?:$|[.,!])|^\W*(?:hang on|hold on)(?: a (?:sec|second|min|minute|moment))?\W*$|\bpalaan (?:kohta|pian)\b"
    r"|\b(?:tuun|tulen) (?:kohta|pian) taka\w+|^\W*(?:venaa|oota|odota) (?:hetki|vähä|vähän|sekka)\W*(?:$|[.,!])|^\W*hetki(?:nen)?\W*(?:$|[.,!])",
    re.IGNORECASE,
)
_GOOD_NIGHT = re.compile(
    r"\b(?:good ?night|night night|nighty|night x*|öitä|hyvää yötä|hyväyö|hyvää yöt|kauniita unia)\W*(?:$|[.!?,])|(?:^|[.!?,] ?)öitä\b",
    re.IGNORECASE,
)
_GOES = frozenset(("menen", "meen", "lähen", "lähden", "mä meen", "mä lähen"))
"""What says goodbye where it stands alone after something else."""

_THANKS_AT_LAST = re.compile(
    r"[.!] (?:kiitoksia|kiitos|kiitti|thanks|thank you|ta|cheers)(?: vaan| vain| then| coach)?\W*$", re.IGNORECASE
)
_THANKS_FOR_LISTENING = re.compile(
    r"\b(?:thanks|thank you|ta|cheers) for (?:listening|this|being here|the (?:chat|ear))\b|\b(?:kiitos|kiitti|kiitoksia) (?:kun|ku|että|et) (?:kuuntelit|kuuntelet|jaksoit|olit|luit)\b|\bkiitos kuuntel\w+",
    re.IGNORECASE,
)
_SAYS_IT_REPEATS = re.compile(
    r"\b(?:you|u)(?:'re|re| are| r)? (?:\w+ )?(?:say|said|saying|repeat|repeating|read|reading|write|writing|put|putting)(?: \w+){0,4} back\b|\b(?:you|u)(?:'re|re| are| r| just| only| always| keep)* repeating (?:what|everything|my words|me)\b|\b(?:saying|reading|repeating) (?:it|that|everything|what i sa(?:y|id)|my words)(?: right| all| just)? back (?:to|at) me\b"
    r"|\b(?:sanot|sanotte|toistat|toistatte|hoet|luet|luette)(?: \w+){0,3} (?:takaisin|takasin|takas|perässä|mitä (?:mä |minä )?sano(?:n|in)|mun sanat|sanani)\b|\btoistat (?:mua|minua)\b|\bolla toistamatta\b|\b(?:lopeta|älä|elä) (?:se |sen )?toista\w*\b|\b(?:stop|not) repeat(?:ing)? (?:what|everything|my|me|after)\b",
    re.IGNORECASE,
)
_BEGINS_ASKING = re.compile(r"(?:ok(?:ay)? |so |and |but )*(?:do|can|have|will|would) (?:you|u)\b", re.IGNORECASE)
_BOT_HEARD_OF = re.compile(
    r"\b(?:can|could|may) i ask (?:you|u)\b|^(?:you|u) ever\b|\bmitä (?:sä|sinä|te) (?:luulet|luulette)\b|(?:ootsä|sun asiakk\w+|ootko sä|oletko sä|oletko sinä|onks sulla|onko sulla|have you ever|do you know|do you ever)\b",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"(?<!\bwe )(?<!\bthey )(?<!\bpeople )\b(?:don't|dont|do not|won't|wont|not|rather not|prefer not to|can we not|could we not|let's not|wanna not)"
    r"(?: (?:want|wanna|going|gonna|ready|like|wish|prefer|to|really|even|yet|now|today|go|be|the)){0,4}"
    r" (?:talk(?:ing)?(?! to| with)|speak(?:ing)?(?! to| with)|discuss(?:ing)?|go into|get into|go there|go further|say more|finish that)\b"
    r"|(?:^|[.,;!?:] |\bplease )(?:don't|dont|do not) (?:ask|touch|mention|bring (?:it|that|him|her) up|go there)\b|\bleave (?:my|the|him|her|them) ?\w* out of (?:it|this)\b"
    r"|\b(?:please )?another topic\b|\bcan't (?:answer|talk) about\b|\bdon't go down that road\b|\blet me (?:just )?have (?:this|it) for\b|\bleave (?:it|that|this)(?: there| at that| for now| for today| out)\b|\bkeep (?:it|that|this) to myself\b"
    r"|\ben (?:mä |mää |minä |mie )?(?:halua|haluu|haluaisi|haluais|haluisi|aio|rupea|rupee|ala|viitsi)(?: (?:nyt|vielä|tänään|oikein|siitä|tästä|mennä|enempää|mitään))*"
    r" (?:puhu\w*|siihen|kerto\w*|kertoo|avaa\w*)(?! \w+(?:lle|kaa|kans))|\b\w+st[aä] (?:mä |minä )?en (?:\w+ ){0,2}puhu\w*"
    r"|\b(?:siitä|tästä) (?:ei|en)(?: puhuta| nyt| sitten| sen)* enempää\b|\ben mene siihen\b|\bei (?:puhuta|mennä) (?:siitä|siihen|tästä)\b"
    r"|\b\w+(?:sta|stä|st) en (?:edes |nyt |vielä )?(?:ala|keskustele|luovu)\b|\ben ala (?:nyt )?(?:siitä|tästä)\b|\bsiit\w? (?:sen )?enempää\b|\b(?:emmä|emmie|en mä) siitä\b"
    r"|\bsiitä ei (?:tarvitse|tarvi) (?:puhua|puhuu)\b|\bjätetään (?:se|tämä|tää)\b|\b(?:älä|elä)(?: \w+)? kysy\b|\bettei (?:siitä|tästä) kysy\w*",
    re.IGNORECASE,
)
_NO_ADVICE = re.compile(
    r"\b(?:no|don't want|dont want|don't need|dont need|not (?:asking|looking) for)(?: any| your| \w+ing)? (?:advice|tips|suggestions|solutions)\b"
    r"|(?:^|[.,;!?] |\bplease )(?:please )?(?:don't|dont|do not) (?:suggest|advise|fix|tell me (?:that|to|how|it))\b"
    r"|\bdon't (?:want|need)(?: that)? (?:you|you to|anyone to|to be) (?:tell|told|fix|advise)\w*\b|\bdon't tell me what to do\b"
    r"|\b(?:en (?:\w+ )?(?:halua|haluu|tarvi\w*|kaipaa)|ei) (?:\w+ ){0,2}(?:\w*neuvoja|neuvoa|\w*vinkkejä|vastausta|vastauksia|lohdutusta|lohduttelua|ratkaisua|ratkaisuja)\b"
    r"|\b(?:älä|elä) (?:kuule |nyt |vaan )?(?:neuvo|ehdota|ehdottele|sano (?:sitä|että|et)\b|anna neuvo|kirjota mulle|kirjoita mulle|kirjoita minulle|sano että pitä|ala neuvo)\w*"
    r"|\ben (?:mie |mä |mää |minä )?(?:halua|haluu) kuulla\b",
    re.IGNORECASE,
)
_WITHDRAWS = re.compile(
    r"\bi(?:'ll| will|'d better)(?: just| better| rather)? (?:keep (?:it|this|that|things) (?:general|vague|short|light|simple|brief|to myself)|say no more|leave (?:the rest|names|that part) out|not say (?:more|any more))\b"
    r"|\b(?:pidän (?:sen|tän|tämän|asiat?)(?: \w+)? (?:yleisellä|omana|itsellä\w*)|puhun (?:sit |sitten )?(?:vaan |vain )?yleisellä tasolla|en (?:sit|sitten|sitte) (?:kerro|sano)(?: \w+)? (?:enempää|enempiä|sen tarkemmin|tarkemmin)|jätän (?:nimet|loput) (?:pois|sanomatta))\b",
    re.IGNORECASE,
)
_WANTS_LUCK = re.compile(
    r"\bwish me (?:\w+ )?luck\b|\b(?:cross your|keep your|fingers crossed for) (?:fingers|me|us)\b|\btoivota?(?: (?:mulle|minulle|mullekin|onnea|tsemppiä))+|\bpidä(?: (?:mulle|minulle|mullekin|nyt))* peuk\w+|\bpeukut pystyyn\b",
    re.IGNORECASE,
)
_LEADING = r"(?:^|[.!?,\n] *|\b(?:lol|lmao|haha|hey|hei|wait|um|and|but|ok|okay|okei|so|no|mut|mutta|ja|siis|bot|botti|öö|hmm) )"
_ON_ITS_WORDS = re.compile(
    rf"{_LEADING}(?:why (?:did|do|are|would|r) (?:you|u) (?:\w+ )?(?:call|say|saying|ask|asking|quote|quoting|put|write|writing|think|assume|sound|talk|talking)\b|wdym\b|what do (?:you|u) mean(?: by (?:that|it|this))?\W*$"
    r"|mitä (?:sä |sinä )?(?:tolla|tuolla|sillä) (?:tarkotat|tarkoitat|meinaat)\b|miks(?:i)? (?:sä |sinä |te )?(?:\w+ )?(?:sanot|sanoit|kysyt|kysyit|kutsut|kutsuit|kirjotat|kirjoitat|kirjoitit|kirjotit|luulet|puhut|väität|toistat|hoet)\b)"
    rf"|\b(?:that's|thats|that is) not what i (?:said|meant|wrote)\b|{_LEADING}i (?:never|didn't|didnt) (?:say|said) (?:that|it)\W*(?:$|[.!?,])|\ben (?:mä |mää |minä )?(?:noin|niin|tollast|sellaista) sanonu\w*\b",
    re.IGNORECASE,
)
_MANNER = re.compile(
    r"\b(?:less|fewer|so many|too many|no more|stop (?:with )?(?:the|all the|asking(?: me)?(?: so many)?)) questions\b|(?:^\W*|\b(?:can|could|please|pls) (?:you |u )?(?:just |please )?)(?:stop|quit) asking(?: me)? (?:how|what|why|that)\b|\b(?:lopeta|älä|elä) (?:se |sen )?(?:kysy\w*|kysely\w*) (?:aina |koko ajan )?(?:miltä|mitä|miten|miksi)\b|\b(?:don't|dont|do not) need (?:a|your|the|any) questions?\b|\b(?:do|have|are) (?:you|u|there)(?: \w+){0,2} (?:other |another |different )?(?:settings|modes?|versions?)\b"
    r"|\b(?:can|could|will|would) (?:you|u) (?:please |just |maybe )?(?:be (?:shorter|briefer|less \w+|more \w+)|write (?:less|shorter)|keep it short\w*|talk (?:less|normal\w*)|(?:not )?ask (?:me )?(?:less|fewer|so))\b"
    r"|\b(?:onks|onko|oisko|olisko|saako|saaks)(?: \w+){0,3} (?:moodi\w*|asetu\w*|tila|versio\w*)\b|\b(?:vähemmän|liikaa|niin paljon) kysymyksiä\b|\b(?:lopeta|älä|elä)(?: \w+)? (?:kysely\w*|kysele|kyselemi\w*)\b|\b(?:voitko|voitsä|voisitko|voisitsä|osaatko|osaatsä)(?: \w+){0,2} (?:lyhye\w+|vähemmän|tiiviimmin|eri tavalla)\b",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\b(?:he|she|they|it|my \w+|the \w+)(?: \w+)? (?:asked|said|says|told|tells|asks)\b|\bi (?:asked|told) (?!you\b|u\b)|\b(?:asked|told) me\b|\b\w+ (?:sanoi|sano|sanoo|kysyi|kysy|kysyy|toistaa)\b",
    re.IGNORECASE,
)
_ON_REMINDERS = re.compile(
    r"\b(?:don't|dont|do not|stop|no more|without|no need to) (?:remind|reminding|reminders|sending (?:me )?reminders)\b|\b(?:didn't|didnt|never) ask(?:ed)? (?:you )?(?:for|to) (?:\w+ )?remind\w*|\b(?:you|u) (?:sent|keep sending|send) (?:me )?(?:the|a|these|those|so many|that) (?:\w+ )?(?:reminders?|nudges?|pings?)\b"
    r"|\b(?:älä|elä|ei tarvi\w*)(?: \w+)? muistu\w+|\ben (?:\w+ ){0,2}pyytän\w+ (?:\w+ )?muistutt\w+|\b(?:muistutus|muistutukset|muistutuksia)(?: \w+)? (?:sulta|sinulta|tuli taas|ärsyttää)\b|\blähet\w+ (?:\w+ )?muistutu\w+",
    re.IGNORECASE,
)
_ASKS_ITS_MEMORY = re.compile(
    r"\b(?:do|can|did|will|would) (?:you|u) (?:still |even |actually |really )?(?:remember|recall)\b|\b(?:have|did) (?:you|u) forg[eo]t\w*\b|\b(?:you|u) remember (?:what|when|that|me|my|how)\b"
    r"|\b(?:muistatko|muistatsä|muistaksä|muistatkos|muistaaksä|muistathan|muistaako (?:tää|tämä|botti))\b|\bunohditko\b",
    re.IGNORECASE,
)
_FIRST_TIME = re.compile(
    r"\b(?:(?:my |the )?first time|i(?:'ve| have)? never(?: ever)?) (?:i'm |i am |i've |i )?(?:writing|using|trying|typing|talking|wrote|written|used|tried|talked|typed|chatting|chatted)(?: to| with| on)?"
    r" (?:one of (?:these|those)|(?:something|anything) like (?:this|that)|(?:an? |this |the |such an? )?(?:\w+ )?(?:bots?|chatbots?|apps?|robots?|programs?|machines?)\W*$)"
    r"|\b(?:(?:ensimmäist[äa]|ekaa?) kertaa|en ole (?:ennen|koskaan|ikinä))(?: \w+){0,3} (?:tällai\w+|tämmöi\w+|tämmös\w+|tälla\w+|koneelle|laitteelle|botille|ohjelmalle|robotille|botin|koneen)\b",
    re.IGNORECASE,
)
_WANTS_TO_TELL = re.compile(
    r"^\W*(?:\w+ ){0,3}(?:need|want|have|got|gotta)(?: to)? (?:\w+ )?(?:rant|vent|moan|whinge|(?:get|say) (?:this|it|something) off my chest)\b[^.!?\n]*\W*$"
    r"|^\W*(?:\w+ ){0,3}(?:pakko|haluun|haluan|tarvii|pitää)(?: \w+)? (?:avautua|avautuu|purkaa|purkaantua|valittaa|tilittää)\b[^.!?\n]*\W*$",
    re.IGNORECASE,
)
_WRITES_HERE = re.compile(
    r"\b(?:so )?here i am\b|\b(?:use|try|write (?:in|on|to)|type (?:in|to)) (?:this|here|it)\b|\bwrite (?:here|to you|in english)\b|\bkirjo\w+ (?:tänne|tähän|suomeksi|tälle)\b|\btänne (?:pitäisi|kuulu\w+|voi|saa)\b|\btänne kirj\w+|\bkokeil\w+ (?:tätä|tämmöistä)\b",
    re.IGNORECASE,
)
"""That they write here, and why: a first message that is met with a welcome."""
_EXCUSES_TYPING = re.compile(
    r"\b(?:forgive|excuse|pardon|sorry (?:for|about)|mind) (?:(?:the|my|any|all|these|if my|if the) )+(?:\w+ )?(?:typing|spelling|writing|typos|mistakes|fingers|english)\b"
    r"|\b(?:anteeksi|anteeks|sori|pahoittelen)(?: \w+){0,2} (?:kirjoit\w+|kirjot\w+|näpyttel\w+|näppäilyvirhe\w*|virheet|virheitä|lyöntivirhe\w*)\b|\bkirjoitan (?:vähän |kovin |aika )?hitaasti\b",
    re.IGNORECASE,
)
_CELEBRATES = re.compile("!!|[🎉🥳🎊]")
_GOOD_NEWS = re.compile(
    r"^(?!.*\b(?:but|not|never|mutta|mut|ei|en|eivät|\w+n't)\b).*(?:\b(?:praised (?:me|us|my|it)|was (?:very |so |really )?pleased|well done|(?:passed|aced) (?:it|my|the)|got (?:in|the job|the place|the flat)|first (?:laugh|smile|good \w+)|slept (?:through|like a|all night|\w+ hours)|under budget|all clear)\b"
    r"|\b(?:kehui\w*|kehuttiin|kiitteli|kehaisi|onnistu\w*|pääsin (?:läpi|sisään|jatkoon)|sain (?:sen |uuden )?(?:paikan|työn|työpaikan|asunnon)|paljon parempi|nukuin (?:koko yön|hyvin|kuin tukki)|hyviä uutisia|hyvä tulos|ennätys\w*)\b)",
    re.IGNORECASE | re.DOTALL,
)
_THANKING = re.compile(
    r"(?:(?:ok(?:ay)?|right|well|sound|and|but|joo|no niin|mut|mutta|hei|ja|anyhoo|anyway)[, ]+)*"
    r"(?:(?:thanks?|thank you)(?! (?:god|goodness|heavens?|christ|fuck|the lord))(?: you| u)?|thank youu+|appreciate (?:you|it|this)|(?:you have|you've) been (?:so |very |most |really )?(?:kind|patient|helpful|good|lovely)|thx|tysm|ta|cheers|obrigad[ao]|kiito[sk]\w*|kiitti|kiitän)(?![\w'])",
    re.IGNORECASE,
)
_RUNS = re.compile(
    r"\W*(?:(?:ok|okay|right|omg|oh|well|anyway)[, ]+)*(?:i )?(?:gotta|got to|have to|need to|must) (?:go|run|dash)\b"
    r"(?! (?:to|back|through|there|and|over|away|in|into|on|with|for))",
    re.IGNORECASE,
)
"""Who begins so is on their way, whatever calls them."""
_LEAVES = re.compile(
    r"(?:(?:ok(?:ay|ei)?|right|aight|anyway|anyhow|well|so|joo|no|niin|mut|nyt|hei)[, ]+)+(?:i |mä |mää |minä |nyt )?"
    r"(?:gotta|have to|need to|better|must|should|will go|go to work|meen|menen|lähen|lähden|pitää|täytyy|pakko)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[.!?,;:\n–—]+|\s-\s")
_INTRODUCES = re.compile(
    r"\b(?i:i'm|i am|im|my name is|my name's|name's|names|it's|its|this is) (?:[A-ZÅÄÖ][a-zåäö]+\b(?! [a-z]+ing))|\b(?i:i'm|i am|im) (?:an?|new) \w+|\b(?i:here)$|^(?i:name'?s) "
    r"|\b(?i:olen|oon|nimeni on) (?:[A-ZÅÄÖ]|(?:[\wäö]+[aä]j[aä]|[\wäö]*mies|[\wäö]*kuski|pappi|[\wäö]*opettaja)\b)|^(?i:\w*(?:hei|moi|moro|terve|iltaa|päivää|huomenta|terveisiä|tervehdys)\b).*\b(?i:täällä|täält)\b",
)
_EXCUSES_LANGUAGE = re.compile(
    r"\bi write in english\b|\bsorry (?:for |about )?(?:the |my |any )*mistakes\b|\b(?:kirjoitan suomeksi|suomi ei ole|vähän suomi\w*|minun suomi|suomeni|my english|i write slow|miten tätä käytetään|miten tämä toimii|how (?:this|it) works)\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[\w']+")
_RISES = re.compile(
    r"(?:right|anyway|anyhow|anyways)[ ,.]+(?!.*\b(?:i|i'm|i'll|we|we're|we'll|he|she|they)\b)\w", re.IGNORECASE
)
_WAS_ASKED = re.compile(
    r"\b(?:asked|asks|asking|kysy\w*)\b"
    # Told of others: "they always tell me what to do", "kukaan ei huomaa, mitä teen".
    r"|\b(?:he|she|they|people|everyone|everybody|nobody|no one)\W+(?:\w+\W+){0,2}tell me\b"
    r"|\b(?:huoma|välit|arvost|kiinnost|näe\b|näkee\b)\w*\W+mitä\b",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\b(?:bye|got to go|gotta go|got to run|gotta run|goodnight|good night|night night|cheerio|laters|ttyl|ciao|moi moi|heippa|moikka|morjens|hyvää yötä)(?: \w{1,4})?$|^(?:\w{1,5} )?bye\b|^(?:right )?bed$"
)
_LEADS = "yall|you all|ok|okay|okei|right|anyway|anyhow|well|so|and|but|now|i|im|ill|we|gonna|going to|try and|try to|thanks|thank you|ta|cheers|kiitos|kiitti|no|niin|joo|mut|mutta|nyt|hei|ja|se on"
MOST_TRAILING = 2
"""Words that may follow in a part that says goodbye: "off to feed the chooks"."""

_BUT = re.compile(r"\b(?:but|though|mutta|mut)\b", re.IGNORECASE)
_DRAWN_OUT = re.compile(r"([^\W\d_])\1\1+")
_SAID_TO_IT = {
    "worded": _ON_ITS_WORDS,
    "reminders": _ON_REMINDERS,
    "memory": _ASKS_ITS_MEMORY,
    "hello": _FIRST_TIME,
}
LANGUAGES = ("en", "fi")
_LOOKS_FINNISH = re.compile(r"ää|öö|yy|aa|ii|uu|tt|kk|(?:ssa|ssä|sta|stä|lla|llä|lta|ltä|nen|kin|ista|istä)$").search


class Routes:
    """Built from the parsed `lexicon.toml`."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._small = {
            name: frozenset(_plain(words) for text in table.values() for words in text.split("|"))
            for name, table in data["small"].items()
        }
        closing = data["closing"]
        phrases = "|".join(
            [*(closing[each] for each in LANGUAGES), *(data["small"]["bye"][each] for each in LANGUAGES)]
        ).replace("'", "")
        self._closes = re.compile(
            rf"(?:(?:{_LEADS}) )*(?:{either(phrases)})(?:(?<!\bgo)(?: \w+){{0,{MOST_TRAILING}}}|(?: now| x+)?)"
        )
        self._later = frozenset(closing["later"].split("|"))
        self._both_ways = frozenset(closing["both_ways"].split("|"))
        self._any_small = frozenset().union(*self._small.values())
        self._bot = {
            name: Marks("|".join(table[language] for language in LANGUAGES).replace("'", ""))
            for name, table in data["bot"].items()
        }
        self._tones = {
            name: Marks("|".join(table[language] for language in LANGUAGES).replace("'", ""))
            for name, table in data["tones"].items()
        }
        self._laughs = re.compile(
            "|".join(
                re.escape(mark)
                for each in data["tones"]["humour"].values()
                for mark in each.split("|")
                if not mark.isalpha()
            )
        )
        self._plain = _plain
        self._tongues = {
            tongue: frozenset(words.replace("'", "").split("|")) for tongue, words in data["tongues"].items()
        }
        listens = data["listens_for"]
        self._people = {tongue: Lookup(table) for tongue, table in data["people"].items()}
        self._hard = [Marks(listens["difficulty"][language]) for language in LANGUAGES]
        self._feels = [Marks(listens["feeling"][language]) for language in LANGUAGES]
        self._marked = {
            language: Marks(
                "|".join(listens[name][language] for name in ("feeling", "want", "difficulty")).replace("'", "")
            )
            for language in LANGUAGES
        }

    def of_one_message(self) -> Self:
        """The same routes, which lay the same words plain once."""
        one = copy(self)
        one._plain = cache(_plain)
        return one

    def small_now(self, text: str, is_first: bool) -> str:
        """What is small about it at this place in a talk: "moikka" begins one, and ends it."""
        small = "bye" if not is_first and self._plain(text) in self._later else self.small(text)
        return "again" if small == "greeting" and is_first and _RETURNS.match(text) else small

    def small(self, text: str) -> str:
        """ "greeting", "thanks", "bye" or "small" (a nod, or nothing to read at all); "" for everything else."""
        if len(text) > LONGEST_SMALL:
            return ""
        plain = self._plain(text)
        if not plain:
            return "small"
        parts = [self._plain(part) for part in re.split(r"[.!,\n]+", text) if self._plain(part)]
        for name in ("greeting", "thanks", "bye", "small"):
            if plain in self._small[name] or all(part in self._small[name] for part in parts):
                return name
        if all(part in self._any_small for part in parts):
            return next(
                name
                for name in ("bye", "thanks", "small", "greeting")
                if any(part in self._small[name] for part in parts)
            )
        if 1 < len(plain.split()) <= 4 and plain.split()[-1] in self._both_ways and plain.split()[0] in self._any_small:
            return "bye"
        if len(plain.split()) <= 4 and all(word in self._any_small for word in plain.split()):
            return next(name for name in ("thanks", "bye", "small", "greeting") if self._any_of(plain.split(), name))
        short = len(plain.split()) <= LONGEST_BYE and not re.search(r"[.!?\n]+\s*\w", text)
        return "bye" if short and self._closes.fullmatch(plain) else ""

    def _any_of(self, words: list[str], name: str) -> bool:
        return any(word in self._small[name] for word in words)

    def tone(self, heard: str, raw: str, is_first: bool) -> str:
        """A message that is met as what it is rather than said back: "boundary", "no_advice", "praise", "asked" (a
        question to the bot), "thanks", "bye", "joy"; "" if it is none. `raw` still has its pictures.
        """
        plain = self._plain(heard)
        words = len(plain.split())
        if is_first and _EXCUSES_LANGUAGE.search(heard):
            return "hello"
        if words <= LONGEST_WITH_A_LIMIT and (to_it := self._limit(heard) or self._said_to_it(heard)):
            return to_it
        if words <= LONGEST_CLOSING and (closing := self._closing(heard, is_first)):
            return closing
        if words > LONGEST_ASIDE:
            return ""
        if self._tones["praise"].within(plain) and not self._carries_feeling([heard]):
            return "praise"
        if _asks_the_bot(SPEECH.sub("", heard)):
            return "asked"
        if _BEGINS_NOWHERE.search(heard) or _WANTS_TO_TELL.search(heard):
            return "begin"
        if '"' not in heard and not self._carries_feeling([heard]):
            if _SORRY.search(heard):
                return "sorry"
            if _SEEN.search(heard):
                return "seen"
            if self._tones["little"].within(plain):
                return "little"
            if _TOLD_THE_BOT.search(heard):
                return "told_bot"
        return "joy" if self.is_glad(heard, raw) and self._tones["good_news"].within(plain) else ""

    def _said_to_it(self, heard: str) -> str:
        """What is said to the bot about itself, or wanted of it, in words whose meaning is plain; "" if nothing is."""
        if _WANTS_LUCK.search(heard):
            return "luck"
        if _OF_OTHERS.search(heard):
            return ""
        unquoted = SPEECH.sub("", heard)
        if _MANNER.search(unquoted):
            return "manner"
        if '"' not in heard and self._carries_feeling([heard]):
            return ""
        if len(unquoted.split()) <= LONGEST_PARTING and _PAUSES.search(unquoted):
            return "pause"
        for name, pattern in _SAID_TO_IT.items():
            if pattern.search(unquoted):
                return name
        return "" if not _EXCUSES_TYPING.search(heard) else "hello" if self.greets(heard) else "sorry"

    def _limit(self, heard: str) -> str:
        """ "no_advice" or "boundary" where one of its sentences sets that limit."""
        for sentence in re.split(r"(?<=[.!?])\s+|\n+", heard):
            limit = _LIMIT.search(sentence)
            begins = limit is not None and len(sentence[: limit.start()].split()) <= 1
            if len(sentence.split()) > LONGEST_ASIDE and not begins:
                continue
            if _NO_ADVICE.search(sentence):
                return "no_advice"
            if limit or _WITHDRAWS.search(sentence) or self._tones["boundary"].within(self._plain(sentence)):
                return "boundary"
        return ""

    def parts_company(self, sentence: str) -> bool:
        """Whether a sentence says thanks or goodbye and nothing else."""
        words = len(sentence.split())
        if words > LONGEST_PARTING:
            return False
        closing = self.small(sentence) or self._closing(sentence, False)
        return closing in ("bye", "small", "greeting") or (closing == "thanks" and words <= FEW_MORE)

    def _closing(self, heard: str, is_first: bool) -> str:
        """ "bye" or "thanks" where that is all it says, but for a few words beside it that carry no feeling."""
        parts = [part.strip() for part in _PARTS.split(heard) if self._plain(part)]
        if (
            not parts
            or '"' in heard
            or (is_first and (len(parts) < 2 or self._plain(parts[0]) in self._small["greeting"]))
        ):
            return ""
        if _RUNS.match(heard) and len(heard.split()) <= 2 * LONGEST_BYE and not self._carries_feeling(parts):
            return "bye"
        if _LEAVES.match(heard) and len(heard.split()) <= LONGEST_BYE:
            return "bye"
        if _RISES.match(heard) and len(heard.split()) <= FEW_MORE and not self._carries_feeling(parts):
            return "bye"
        if _THANKS_FOR_LISTENING.search(heard) and len(heard.split()) <= 2 * LONGEST_BYE and len(parts) > 1:
            return "bye"
        kinds = [self._farewell(part, at >= len(parts) - 2) for at, part in enumerate(parts)]
        more = [part for part, kind in zip(parts, kinds, strict=True) if not kind and not self.small(part)]
        speaks_of_it = kinds[0] == "thanks" and len(parts) > 1 and parts[1].casefold().startswith(("you", "it "))
        allowed = 3 * FEW_MORE if speaks_of_it else FEW_MORE
        further = sum(len(part.split()) for part in more)
        if further > allowed or (further > 2 and self._carries_feeling(more)):
            return ""
        return "bye" if "bye" in kinds else "thanks" if "thanks" in kinds else ""

    def _farewell(self, part: str, is_last: bool) -> str:
        plain = self._plain(part)
        if plain in self._small["bye"] or (is_last and self._closes.fullmatch(plain)):
            return "bye"
        if is_last and _ENDS.search(plain) and len(plain.split()) <= LONGEST_BYE:
            return "bye"
        # "Moi" is a greeting and a goodbye: at the end it is the second.
        if is_last and plain.split()[-1] in self._both_ways and len(plain.split()) <= 2:
            return "bye"
        if not _THANKING.match(part) or self._carries_feeling([part]) or _BUT.search(part):
            return ""
        return "bye" if self._closes.fullmatch(plain) else "thanks"

    def _carries_feeling(self, parts: list[str]) -> bool:
        return any(marks.within(part) for marks in self._feels for part in parts)

    def introduces(self, heard: str) -> bool:
        """Whether it says who its writer is: a name, a trade, a place."""
        return bool(_INTRODUCES.search(heard))

    def is_glad(self, heard: str, raw: str) -> bool:
        """Whether it is called out, and nothing hard is in it."""
        return bool(_CELEBRATES.search(raw)) and not self._is_hard(heard)

    def _is_hard(self, heard: str) -> bool:
        return any(marks.within(heard) for marks in self._hard)

    def about(self, heard: str, tongue: str) -> str:
        """The one person close by that is spoken of, as it follows "about"; "" if there is none or more than one."""
        found = set(self._people[tongue].names(words_of(heard)))
        return found.pop() if len(found) == 1 else ""

    def lightness(self, heard: str, raw: str, is_first: bool) -> str:
        """Of what nothing can be said back: "humour", or "hello" for a first message that begins with one; or "open"."""
        if self._tones["humour"].within(raw) or self._laughs.search(raw):
            return "humour"
        if _THANKING.match(heard) and not _BUT.search(heard):
            return "thanks"
        if is_first:
            greets = self.greets(heard) or self.introduces(heard) or _RETURNS.match(heard)
            return self.welcome(heard) if greets else "first"
        if _GOOD_NEWS.match(heard) and not self._is_hard(heard):
            return "glad"
        last = self._plain(re.split(r"[.!?\n]+", heard.strip(" .!?\n"))[-1])
        if self._closes.fullmatch(last):
            return "bye"
        return "story" if len(heard.split()) > LONGEST_ASIDE else "open"

    def greets(self, heard: str) -> bool:
        """Whether it begins with a greeting."""
        return self._plain(re.split(r"[.!,\n]", heard, maxsplit=1)[0]) in self._small["greeting"]

    def after_greeting(self, heard: str) -> str:
        """What is told after a greeting with which a message begins; "" if nothing is, or it says who its writer is."""
        _, *rest = re.split(r"[.!,\n]+\s*", heard, maxsplit=1)
        told = rest[0] if rest and self.greets(heard) and not _RETURNS.match(heard) else ""
        of_the_writer = (
            self.introduces(told)
            or _WRITES_HERE.search(told)
            or _EXCUSES_LANGUAGE.search(told)
            or _EXCUSES_TYPING.search(told)
        )
        return told if len(told.split()) >= FEWEST_TOLD and not of_the_writer else ""

    def welcome(self, heard: str) -> str:
        """ "again" for who says that they are back, else "hello"."""
        return "again" if _RETURNS.match(heard) else "hello"

    def after_apology(self, heard: str) -> str:
        """What follows an apology with which a message begins; "" if it begins with none."""
        apology = _APOLOGY.match(heard)
        return heard[apology.end() :] if apology else ""

    def nods(self, sentence: str) -> bool:
        """Whether it is a yes or a nod."""
        return self.small(sentence) == "small"

    def is_leaving(self, text: str) -> bool:
        """Whether its last sentence says goodbye, whatever stands before."""
        parts = [part for part in re.split(r"[.!?\n]+", text) if self._plain(part)]
        if not parts:
            return False
        last = parts[-1]
        return (
            (len(parts) > 1 and self._plain(last) in _GOES)
            or bool(_THANKS_AT_LAST.search(text))
            or self.small(last) == "bye"
            or any(self._plain(each) in self._small["bye"] for each in (last.split(",")[0], last.split(",")[-1]))
            or (len(last.split()) <= LONGEST_BYE and self._closing(last, False) == "bye")
        )

    def says_good_night(self, text: str) -> bool:
        return bool(_GOOD_NIGHT.search(text))

    def before_goodbye(self, text: str) -> str:
        """What was told before a goodbye at the end of a message; "" if there is none, or nothing before it."""
        told, *_ = re.split(r"[.!?,\n]+\s*(?=[^.!?,\n]+[.!?,\s]*$)", text, maxsplit=1)
        last = text[len(told) :].strip(" .!?,\n")
        is_bye = (
            self.small(last) == "bye"
            or self._plain(last) in _GOES
            or bool(self._both_ways.intersection(self._plain(last).split()[-1:]))
        )
        is_more = len(told.split()) >= FEW_MORE
        return told if is_more and (is_bye or self._closes.fullmatch(self._plain(last))) else ""

    def about_bot(self, text: str) -> str:
        """ "abuse", "repeats" (it says my words back), "privacy" (who reads this?), "about" (who are you?) or "advice" (what should I do?); "" if it is none of them."""
        text = SPEECH.sub("", text)
        if _SAYS_IT_REPEATS.search(text):
            return "repeats"
        plain = self._plain(text)
        if len(plain.split()) <= LONGEST_ASIDE:
            for name in ("abuse", "privacy", "about"):
                if self._bot[name].within(plain):
                    return name
        last = re.split(r"(?<=[.!?\n])\s+", text.strip())[-1]
        return "advice" if self._bot["advice"].within(self._plain(last)) and not _WAS_ASKED.search(last) else ""

    def is_foreign(self, text: str) -> bool:
        """Whether several of its words are of a language that is not known here."""
        return _foreign_script(text) or sum(word in self._tongues["other"] for word in self._plain(text).split()) >= 2

    def tongue(self, text: str) -> str:
        """The language the words are in, "en" or "fi"; "" when that is not plain."""
        plain = self._plain(text)
        if _foreign_script(plain):
            return ""
        words = plain.split()
        counts = {tongue: sum(word in known for word in words) for tongue, known in self._tongues.items()}
        for tongue, rival in (("en", "fi"), ("fi", "en")):
            looks_so = sum(_LOOKS_FINNISH(word) is not None for word in words) if tongue == "fi" else 0
            own = counts[tongue] + 0.5 * looks_so + 2 * self._marked[tongue].among(words)
            if own > max(counts[rival], counts["other"]) and (
                own > counts[rival] + 2 or not self._marked[rival].among(words)
            ):
                return tongue
        return ""


def _asks_the_bot(heard: str) -> bool:
    return bool(
        _BOT_HEARD_OF.search(heard)
        or any(_ASKS_THE_BOT.search(each) for each in _ASKED.findall(heard))
        or _BEGINS_ASKING.match(heard)
    )


def _foreign_script(text: str) -> bool:
    return not text.isascii() and sum(mark > "ɐ" and mark.isalpha() for mark in text) >= 2


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(_DRAWN_OUT.sub(r"\1\1", text.casefold().replace("'", ""))))
