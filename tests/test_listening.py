"""The default listener: what it says back, read aloud; and what it never says, whatever it is told."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import WORDS, load_dialogues, load_listener, load_net, load_screen, load_toml
from flows.listening import Exchange, ListeningState, Reply
from flows.listening.cleaning import SpokenEnglish
from flows.listening.gate import says_again, touches
from flows.listening.meeting import ASIDES, HEAVY, OTHERS, SAYS_NOTHING, WELL
from flows.listening.persons import echoes_first_person, question_said, turned
from flows.mirrors import mirror
from flows.risk import Finding
from flows.values import Scene, Talk
from tests.conversation import NOW, Rehearsal

SCREEN = load_screen()
DATA = load_toml(WORDS / "listening" / "words.toml")
LISTENER = load_listener(SCREEN)
SPOKEN = SpokenEnglish(load_toml(WORDS / "listening" / "spoken.toml"))
PROMPTS = {text for kind in DATA["prompts"].values() for texts in kind.values() for text in texts}


def hear(text: str, language: str = "en", **state: tuple[str, ...]) -> Reply:
    return LISTENER.reply(text, [], ListeningState(language, **state))


def asked(*texts: str, language: str = "en") -> list[Reply]:
    """A session in which the listener may ask."""
    history: list[Exchange] = []
    replies = []
    for text in texts:
        replies.append(LISTENER.reply(text, history, ListeningState(language, may_ask=True)))
        history.append(Exchange(text, replies[-1].text, replies[-1].kind))
    return replies


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("My boss shouted at me in front of everyone", "your boss shouted at you in front of everyone"),
        ("I was angry all day", "you were angry all day"),
        ("I am lonely", "you are lonely"),
        ("so tired", "you're so tired"),
        ("feeling low today", "you're feeling low today"),
        ("can't sleep again", "you can't sleep again"),
        ("im soooo exhausted and i cant focus on my work lol", "you're so exhausted and you can't focus on your work"),
        ("I've been worried about my sister", "you've been worried about your sister"),
        ("I'd like to be braver when I speak", "you'd like to be braver when you speak"),
        ("thank you, but I still feel awful", "you still feel awful"),
        ("no, I'm angry, not sad", "you're angry, not sad"),
        ("The thing is, I don't feel heard at home", "you don't feel heard at home"),
        ("I went to the shop. I was nervous the whole time.", "you were nervous the whole time"),
        ("call me at 040 1234567, I'm worried", "you're worried"),
        ("I was late and was told off in front of everyone", "you were late and were told off in front of everyone"),
        ("He said \"you never finish anything\" and I cried in the car", "you cried in the car"),
        ("we had a huge row about money on sunday", "you had a huge row about money on Sunday"),
        ("I wanted to tell you that the interview went well", "you wanted to tell me that the interview went well"),
        ("If I fail this exam my parents will be furious", "if you fail this exam your parents will be furious"),
        ("why can't i just be normal about this", "why you can't just be normal about this"),
        ("should I stay or should I go?", "whether you should stay or go"),
        ("Ramesh laughed at me and then did not come for tea", "laughed at you"),
    ],
)  # fmt: skip
def test_what_carries_weight_is_turned_round_to_the_client(text: str, content: str) -> None:
    reply = hear(text)
    assert reply.kind in ("reflection", "affirmation")
    assert content.casefold() in reply.text.casefold()


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ill probably go", "i'll probably go"),
        ("I was ill before the exam", "I was ill before the exam"),
        ("my mother is ill at home", "my mother is ill at home"),
        ("id rather stay, its cold", "i'd rather stay, it's cold"),
        ("theyd never say, but its mine", "they'd never say, but it's mine"),
        ("the cat lost its toy", "the cat lost its toy"),
        ("we re late", "we're late"),
    ],
)
def test_an_apostrophe_is_put_back_only_where_two_words_are_meant(typed: str, written: str) -> None:
    assert SPOKEN.written(typed) == written


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("He'll sigh, he always sighs", "He'll sigh, he always sighs"),
        ("my boss does a big sigh", "my boss does a big sigh"),
        ("sigh. another week", ". another week"),
        ("took him to the er at 2am", "took him to the er at 2am"),
        ("i er forgot", "i forgot"),
        ("put an x on the map, love you x", "put an x on the map, love you "),
        ("i was freaking out, it was freaking cold", "i was freaking out, it was cold"),
        ("i've been flipping burgers since june", "i've been flipping burgers since June"),
        ("he came home with a bloody nose from the bloody pub", "he came home with a bloody nose from the pub"),
        ("i don't give a damn about the damn cat", "i don't give a damn about the cat"),
        ("he just said meh", "he just said meh"),
        ("it was meh and omg the queue", "it was meh and the queue"),
    ],
)
def test_a_word_is_dropped_only_where_it_carries_nothing(typed: str, written: str) -> None:
    assert SPOKEN.written(typed) == written


@pytest.mark.parametrize(
    ("text", "kind", "content"),
    [
        ("I'm such a failure", "harsh", "you're such a failure"),
        ("I messed up the presentation", "harsh", "you messed up the presentation"),
        ("I ought to call my mother more often", "duty", "you ought to call your mother more often"),
        ("I have to finish the thesis by May", "duty", "you have to finish the thesis by May"),
        ("I need to tell my boss", "duty", "you need to tell your boss"),
        ("I need to talk to my sister about the house", "duty", "you need to talk to your sister about the house"),
    ],
)
def test_each_kind_of_clause_has_frames_of_its_own(text: str, kind: str, content: str) -> None:
    said = {frame.format(it=content, It=content[0].upper() + content[1:]) for frame in DATA["frames"][kind]["en"]}
    assert hear(text).text in said


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("I want to quit but I'm afraid of what my dad would say", "you want to quit",
         "you're afraid of what your dad would say"),
        ("I know I should say no to him but I just can't do it", "you know you should say no to him",
         "you just can't do it"),
    ],
)  # fmt: skip
def test_two_sides_that_pull_apart_stand_next_to_each_other(text: str, one: str, other: str) -> None:
    said = hear(text).text.casefold()
    assert said.index(one) < said.index(other)
    assert " but " not in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Olen niin väsynyt, etten jaksa mitään.", "Olet niin väsynyt, ettet jaksa mitään."),
        ("Mua ahdistaa huominen esitys", "Sua ahdistaa huominen esitys."),
        ("ei, enemmänkin olen pettynyt itseeni", "Enemmänkin olet pettynyt itseesi."),
        ("Olen yksinäinen. Soita 040 123 4567", "Olet yksinäinen."),
        ("soitin vihdoin hammaslääkärille vaikka pelotti", "Soitit vihdoin hammaslääkärille vaikka pelotti."),
        # What tells of others alone, or is not known word for word, is quoted as it was written.
        ("kaikki on vaan niin vaikeaa nyt", "”Kaikki on vaan niin vaikeaa nyt"),
        ("mää ole väsynyt tähän taloon", "”Mää ole väsynyt tähän taloon"),
        ("I'm tired of all this", "”I'm tired of all this"),
    ],
)
def test_a_finnish_talk_is_said_to_its_writer_or_quoted(text: str, words: str) -> None:
    assert words in hear(text, "fi").text


@pytest.mark.parametrize(
    ("text", "said", "never"),
    [
        ("no its not that im scared of the interview", "it's not that you're scared", "like you're scared"),
        ("no not jealous of him", "not jealous of him", "you're jealous"),
        ("because if she goes there and she likes it better", "if she goes there and she likes it better", ""),
        ("I don't remember being bad at something and it being fine", "and it being fine", "bad at something."),
        ("everything I draft sounds like HR wrote it", "HR wrote it", "hour"),
        ("we have had tea for I think six years", "you have had tea for six years", "you think"),
        ("he tells me I look tired", "he tells you that you look tired", "you, you"),
        ("I have seen enough, let me go and sleep", "", "let you"),
        ("Don't put words in my mouth", "", "you don't put"),
        ("I got to tell someone, and my mother in law laughed", "", "your mother."),
        ("what I want is for my dad to hear the beat", "what you want is for your dad to hear the beat", ""),
        ("I finished my rounds and he asked me about my life", "", "effort"),
        ("I failed the driving test", "you failed the driving test", "says that"),
        ('A fella says to me last night "you\'re no craic"', "", "says to you last night."),
        ("I just want to get the log right", "the log right", ""),
        ("ok good", "", "good."),
        ("I thought she would be cool with me", "cool with you", "yourself"),
        ("Let them laugh now", "", "you let"),
        ('then a pause and she said "charming". and wrote something', "", "you wrote"),
        ("I nearly cried into his chart. Because of tea", "because of tea", ""),
        ("She paid on the spot. By card. Said she'd been waiting for me", "said she'd been waiting", "you said"),
        ("No charge. I wouldn't take a penny for that", "you wouldn't take a penny for that", ""),
        ("Made ma first loaf the day. I drove the bus and came hame tae a scone", "and came hame tae a scone", "“"),
        # A "you" may be anyone, the bot or, said by us, a verdict on the client.
        ("My brother sent a voice note. Nobody sends six minutes to greet you", "", "your brother sent"),
        ("I quit. Nobody likes you", "", "you quit. nobody"),
        ("I said it to her face. Everyone ignores you", "", "face. everyone ignores you. "),
        ("Got 14 grand owed to me. And im scared to ring em", "you're scared to ring em", "“"),
        ("She's took to him. Thank God", "took to him", "welcome"),
        ("I have read one page. I can tell you it has a coffee stain", "", "so you can tell me"),
        ("Tired is not reaching it. Tired is what you feel after market", "tired is not reaching it", "you're tired"),
        ("God is still good to me", "god is still good to you", ""),
        ("There was silence, then Mr. Brandt laughed at me", "mr. brandt laughed at you", "then mr.”"),
        ("I kind of wanted him to say something", "wanted him to say something", "if that came true"),
        ("It is to be sold. An hotel, we think, with a spa", "an hotel, you think, with a spa", ""),
    ],
)
def test_the_right_half_of_what_was_said_is_given_back(text: str, said: str, never: str) -> None:
    reply = hear(text).text.casefold()
    assert said.casefold() in reply
    assert not never or never.casefold() not in reply


@pytest.mark.parametrize(
    ("text", "said", "never"),
    [
        ("no ei se oo noloo", "Ei se oo noloo", ""),
        ("en mä halua olla se äijä autossa", "Et sä halua", ""),
        ("Tiimi on väsynyt", "Tiimi on väsynyt", "väsymystä"),
        ("olen niin väsynyt", "Olet niin väsynyt", "väsymystä"),
        ("Se on yhdeltä huoltajalta", "", "siinä"),
        ("Poikaystävä kysyi missä haluaisin asua", "", "toivot"),
        ("Olisi hauska olla kerrankin se, jota arvostellaan", "", "askel"),
        ("Hitto", "", "Hitto"),
        ("meil oli riita ja mut poistettiin ryhmästä", "", "Toisaalta"),
        ("Kun olen täällä minua sanotaan ruotsalaiseksi", "Kun olen täällä", ""),
        ("Minun pitää vastata 30. päivään mennessä", "30. päivään", ""),
        ("taidan soittaa sille Einolle ja kysyä siitä piiristä. Näkemiin ja kiitos seurasta", "Einolle", "seurasta"),
    ],
)
def test_a_quotation_keeps_its_denial_and_names_only_feelings_of_the_writer(text: str, said: str, never: str) -> None:
    reply = hear(text, "fi").text
    assert said in reply
    assert not never or never not in reply


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I am software developer, I don't meet nobody since Thursday", "“I am software developer, I don't meet"),
        ("My host she keeps the door open so I don't feel alone", "“My host she keeps"),
        ("I'm aye the one that stays, my wife says I talk mair tae you", "“I'm aye the one"),
        ("that's not true I wasn't fired I left", "“That's not true I wasn't fired I left"),
        ('when i asked she said "you\'ll know it when you see it"', "‘you'll know it when you see it’"),
    ],
)
def test_english_that_is_its_writers_own_is_quoted(text: str, said: str) -> None:
    assert said in asked("I'm tired of my job", text)[1].text


def test_where_english_was_its_writers_own_what_follows_is_quoted_too() -> None:
    replies = asked("In my country it is other", "My son he say only yes to me", "I miss my mother and my house")
    assert all("“" in reply.text for reply in replies[1:])


@pytest.mark.parametrize("text", ["I worry about it at night", "I take care of my mother", "I have to go there again"])
def test_a_word_of_goodbye_within_a_line_is_no_goodbye(text: str) -> None:
    assert asked("I'm tired of my job", text)[1].kind != "prompt"


@pytest.mark.parametrize(
    ("text", "language", "prompts"),
    [
        ("I would rather not go into who said what", "en", "boundary"),
        ("Ei siitä sen enempää, en halua puhua siitä", "fi", "boundary"),
        ("9 people came!!! 9!! In that sun!", "en", "joy"),
        ("Pääsin läpi!!!", "fi", "joy"),
        ("That is refreshing", "en", "praise"),
        ("Kiva ettet sano et kyl se siit", "fi", "praise"),
        ("Onko teillä kokemusta kuoroista?", "fi", "asked"),
        ("do you like choirs?", "en", "asked"),
        ("lol ok you people and your questions", "en", "humour"),
        ("haha semmosta", "fi", "humour"),
        ("Thank you. I'm off to feed the chooks", "en", "bye"),
        ("Signal is going. Salamat", "en", "bye"),
        ("Hej, kirjoitan suomeksi", "fi", "hello"),
        ("Hi, I'm Marta, a baker", "en", "hello"),
        ("No advice please", "en", "no_advice"),
        ("En tarvi vastausta, ajattelin vain ääneen", "fi", "no_advice"),
        ("I would prefer not to discuss the children", "en", "boundary"),
        ("äidistä en puhu täällä", "fi", "boundary"),
        ("Poika kuoli. Pyydän, ettei siitä kysytä", "fi", "boundary"),
        ("Iltaa. Olen Askel", "fi", "hello"),
        ("who can see this?", "en", "privacy"),
        ("btw näkeeks se mun coachi tän", "fi", "privacy"),
        ("I work in a bank. Please don't suggest a budget.", "en", "no_advice"),
        ("Tiiän että pitäs avata, älä sano sitä", "fi", "no_advice"),
        ("We ate leftovers. Friday is chicken shop, don't touch Friday", "en", "boundary"),
        ("no emmä siitä enempää", "fi", "boundary"),
        ("never thought of that till i typed it", "en", "seen"),
        ("hassua että tuo kuulosti noin pahalta ku sen näki kirjotettuna", "fi", "seen"),
        ("you sound like my head of year", "en", "told_bot"),
        ("no mitäs virkaa sulla sitten on", "fi", "told_bot"),
        ("sorry that was rude", "en", "sorry"),
        ("sori toi oli tyly", "fi", "sorry"),
        ("sorry it is stupid thing to say", "en", "little"),
        ("Tiijän minä että se on pikkuasia", "fi", "little"),
        ("not sure where to start", "en", "begin"),
        ("en oikein tiiä mistä alottaa", "fi", "begin"),
        ("Moi, minä puhu vähän suomi", "fi", "hello"),
        ("do u tell my parents any of this", "en", "privacy"),
        ("Fingers crossed for me, the hearing is at two", "en", "luck"),
        ("Pidä mulle peukkuja, ajokoe kahdelta", "fi", "luck"),
        ("I'll just keep it short then", "en", "boundary"),
        ("Puhun sit vaan yleisellä tasolla", "fi", "boundary"),
        ('why did you say "a heavy day" when it was a holiday', "en", "worded"),
        ("Miksi sä kysyt tota koko ajan", "fi", "worded"),
        ("can you be shorter please", "en", "manner"),
        ("too many questions, honestly", "en", "manner"),
        ("voisitko kirjoittaa lyhyemmin", "fi", "manner"),
        ("dont remind me tomorrow", "en", "reminders"),
        ("Älä muistuta mua huomenna", "fi", "reminders"),
        ("can you recall what we said in spring", "en", "memory"),
        ("Muistatko mitä kerroin koirasta", "fi", "memory"),
        ("I've never used one of these before", "en", "hello"),
        ("En ole ennen jutellut tällaisen kanssa", "fi", "hello"),
        ("Good morning. My son installed it, please excuse my spelling", "en", "hello"),
        ("we got the flat 🎉", "en", "joy"),
        ("if i delete this chat is it gone", "en", "privacy"),
        ("oot sä oikee ihminen vai joku botti", "fi", "bot"),
    ],
)
def test_what_is_no_sharing_is_met_as_what_it_is(text: str, language: str, prompts: str) -> None:
    reply = asked(text, language=language)[0]
    assert reply.kind == "prompt"
    assert reply.text in DATA["prompts"][prompts][language]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("My boss said there are too many questions in my survey", "en"),
        ("I told her don't remind me of the wedding", "en"),
        ("I asked why do you say that to a child", "en"),
        ("Pomo kysyi onko mulla joku tila varattuna", "fi"),
    ],
)
def test_what_was_said_among_others_is_not_taken_for_words_to_the_bot(text: str, language: str) -> None:
    assert asked(text, language=language)[0].text not in {
        each for name in ("worded", "manner", "reminders", "memory") for each in DATA["prompts"][name][language]
    }


@pytest.mark.parametrize(
    ("text", "language", "claim"),
    [
        ("She says take the bus, I am not so sure", "en", "stayed with you"),
        ("Twenty years I ran the shop and I know a late lorry when I see one coming", "en", "long time|good while"),
        ("Isä sanoi että lähdetään mökille lauantaina", "fi", "mieleesi|mieleen"),
        ("I'll buy new laces tomorrow", "en", "decided"),
        ("Ostan huomenna uudet nauhat", "fi", "päätö|suunnitelma|päättänyt"),
        ("Niin, kysyn vaan", "fi", "aiot|päätö|suunnitelma"),
        ("It was so... how to say... slow there", "en", "say"),
        ("lighter. and kinda pathetic", "en", r"you're lighter\. Kind of pathetic"),
        ("worse. nothing. a wet kind of nothing", "en", "“Worse. A wet"),
    ],
)
def test_a_frame_claims_no_more_than_was_said(text: str, language: str, claim: str) -> None:
    first = "I'm tired of my job" if language == "en" else "Olen väsynyt työhön"
    assert not re.search(claim, asked(first, text, language=language)[1].text)


@pytest.mark.parametrize(
    ("text", "language"),
    [("I'll tell my father on Sunday that I quit", "en"), ("Kerron isälle sunnuntaina, että irtisanoudun", "fi")],
)
def test_a_question_follows_a_plan_that_weighs_and_no_other(text: str, language: str) -> None:
    assert asked("ok", "ok", text, language=language)[2].kind == "question"
    small = "I'll buy new laces tomorrow" if language == "en" else "Ostan huomenna uudet nauhat"
    assert asked("ok", "ok", small, language=language)[2].kind == "reflection"


def test_a_feeling_that_is_told_with_a_question_mark_is_told() -> None:
    assert "excited" in asked("I'm tired of my job", "excited i guess?? not my usual word")[1].text


def test_good_news_of_which_nothing_can_be_said_back_is_met_as_good_news() -> None:
    assert hear("Verenpaine 120/80, lääkäri kehui", "fi").text not in DATA["prompts"]["open"]["fi"]


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("Nobody asked me about it", "en", "unseen"),
        ("Kukaan ei kysynyt multa mitään", "fi", "unseen"),
        ("Nukuin taas kolme tuntia", "fi", "tired sleepless"),
        ("I miss my grandmother's kitchen", "en", "miss"),
        ("I finally rang the tax office and sorted it out", "en", "did stood"),
        ("Sain sen vihdoin tehtyä", "fi", "did"),
        ("I don't know if I should stay or go", "en", "unsure torn"),
        ("En tiedä jäänkö vai lähdenkö", "fi", "unsure torn"),
        ("We won the final and everyone hugged", "en", "warm good"),
        ("Saatiin se asunto ja oon niin iloinen", "fi", "good"),
        ("I'd like to have one evening a week for myself", "en", "wish"),
        ("Haluaisin yhden illan viikossa itselleni", "fi", "wish"),
    ],
)
def test_as_what_a_message_is_heard_is_said_after_its_own_words(text: str, language: str, kind: str) -> None:
    reply = asked("I work a lot" if language == "en" else "Teen paljon töitä", text, language=language)[1]
    assert any(said in reply.text for each in kind.split() for said in DATA["met"][each][language])


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("I'm going to water the plants in the morning", "en", "you're going to water the plants in the morning."),
        ("soitan hänelle sunnuntaina", "fi", "Eli soitat hänelle sunnuntaina."),
        ("voisin kysyä siskoa mukaan", "fi", "Voisit kysyä siskoa mukaan."),
    ],
)
def test_a_plan_or_an_idea_is_said_back_and_nothing_is_made_of_it(text: str, language: str, said: str) -> None:
    reply = asked("I work a lot" if language == "en" else "Teen paljon töitä", text, language=language)[1]
    assert said.casefold() in reply.text.casefold()
    assert "?" not in reply.text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The bus was number nine", "en"), ("Bussi oli numero yhdeksän", "fi"),
        ("He said that it was nobody's fault", "en"), ("Kello oli kolme", "fi"),
        ("The meeting was moved to Thursday", "en"), ("Juna oli sininen", "fi"),
        ("We had dinner with my parents", "en"), ("I feel calm now", "en"), ("The shop was on the left", "en"),
        ("I wrote on Tuesday and nobody answered", "en"), ("Kirjoitin sinulle tiistaina, eikä kukaan vastannut", "fi"),
        ("I'm not tired at all", "en"), ("En ole yhtään väsynyt", "fi"), ("I'm not angry with him anymore", "en"),
    ],
)  # fmt: skip
def test_what_is_not_sure_is_not_named(text: str, language: str) -> None:
    reply = asked("I work a lot" if language == "en" else "Teen paljon töitä", text, language=language)[1]
    named = {kind: said for kind, said in DATA["met"].items() if kind not in ("fact", "told", "begun")}
    assert not [kind for kind, said in named.items() if any(each in reply.text for each in said[language])]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "My boss never asked me to stay. I just don't want to pack up first",
            "Your boss never asked you to stay. You",
        ),
        ("They made me train her. Lovely girl", "They made you train her. Lovely girl"),
        ("I was short with him. I regret that", "ou were short with him. You regret that"),
    ],
)
def test_two_short_sentences_are_turned_round_together(text: str, said: str) -> None:
    assert said.casefold() in hear(text).text.casefold()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Actually I am complaining", "actually you are complaining"),
        ("like i already owe them", "like i already owe them"),
        ("My sister was right, I think", "your sister was right, you think"),
        ("could ask for a trial i suppose", "you could ask for a trial, you suppose"),
        ("not scared. more like on the wrong side of it", "more like on the wrong side"),
    ],
)
def test_a_hedge_is_not_cut_off(text: str, said: str) -> None:
    assert said in asked("I work a lot", text)[1].text.casefold()


def test_who_goes_with_a_plan_is_told_both() -> None:
    english = asked("I'm tired of my job", "ok I'll maybe walk in instead. cheerio")[1].text
    finnish = asked("Olen väsynyt", "Kirjutan sille tänä iltana. Heippa", language="fi")[1].text
    assert "'ll maybe walk in instead" in english.casefold()
    assert any(bye in english for bye in DATA["prompts"]["parting"]["en"])
    assert "Kirjutat sille tänä iltana." in finnish
    assert any(bye in finnish for bye in DATA["prompts"]["parting"]["fi"])


def test_a_wish_to_scream_is_no_wish() -> None:
    assert "wish" not in hear("I want to scream in a pillow").text


@pytest.mark.parametrize(
    "text",
    [
        "koska jos mä oon poissa niin apulaisrehtori hoitaa kaiken",
        "Kysyn vielä, onko tämä tavallista",
        "Soitan samat virret kuin ennenkin",
        "Minä aina otan kaikki vuorot",
    ],
)
def test_a_condition_or_a_habit_is_no_plan(text: str) -> None:
    why = asked("Teen paljon töitä", text, language="fi")[1].why
    assert why not in (DATA["why"]["plan"]["fi"], DATA["why"]["idea"]["fi"])


def test_a_laugh_at_the_client_is_no_good_moment() -> None:
    replies = [
        asked("Teen töitä", "Eilen asiakas nauroi kun minä sanoin väärin", language="fi")[1],
        asked("I work", "Everyone in the room laughed")[1],
    ]
    glad = [said for kind in ("good", "warm", "laugh") for each in DATA["met"][kind].values() for said in each]
    assert not [said for said in glad for reply in replies if said in reply.text]


def test_a_mother_in_law_is_no_mother() -> None:
    assert "your mother." not in asked("I work a lot", "My mother in law came on the bus")[1].text


def test_who_is_only_mentioned_is_not_what_a_fact_is_about() -> None:
    finnish = asked("Teen töitä", "Nukuin vähän ja sisko tuli käymään", language="fi")[1].text
    assert "siskosta" not in finnish
    assert "telling me about" not in asked("I work a lot", "I went with my sister on Monday")[1].text


@pytest.mark.parametrize(("language", "text"), [("en", "my sister"), ("fi", "sisko")])
def test_where_nothing_can_be_said_back_the_one_person_in_it_is_named(language: str, text: str) -> None:
    heard = asked("Teen paljon töitä" if language == "fi" else "I work a lot", text, language=language)[1].text
    assert ("siskostasi" if language == "fi" else "your sister") in heard


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("They always tell me what to do", "en"),
        ("Nobody will tell me what is wrong", "en"),
        ("Kukaan ei koskaan huomaa, mitä teen.", "fi"),
        ("Ketään ei kiinnosta mitä teen", "fi"),
    ],
)
def test_what_others_tell_or_fail_to_notice_is_no_wish_for_advice(text: str, language: str) -> None:
    assert asked(text, language=language)[0].text not in DATA["prompts"]["advice"][language]


@pytest.mark.parametrize(
    ("text", "language", "said", "never"),
    [
        ("No, nobody laughed at me. They nodded. It was worse.", "en", "They nodded. It was worse", "you laughed"),
        ("it was grim, but mostly I'm just so happy", "en", "mostly you're just so happy", "you are grim"),
        ("I was there. But I was afraid of the stairs. The stairs are old", "en", "afraid of the stairs", ""),
        ('he said "I thought you\'d never ask" and went down to the basement', "en", "", "you went down"),
        ("She left early. Said nothing at all", "en", "", "you said"),
        ("Good evening po. Ate Marites here", "en", "", "you ate"),
        ("I don't want it no", "en", "I don't want it no", "you don't want it no"),
        ("Hello coach, it's day 6 that I go to swim before the work", "en", "", "you go"),
        ("en tiennyt. Nyt tiedän sen", "fi", "Nyt tiedät sen", ""),
        ("Eikä siinä, tunnen maat. Mutta se on minun niskassa", "fi", "Mutta se on minun niskassa", ""),
        ("mä lähdin. se kysy haluutko erota ja mä et EN", "fi", "haluutko erota", "”Mä et EN"),
    ],
)  # fmt: skip
def test_the_point_of_a_message_comes_last_or_after_a_but(text: str, language: str, said: str, never: str) -> None:
    reply = asked(text, language=language)[0].text
    assert said.casefold() in reply.casefold()
    assert not never or never.casefold() not in reply.casefold()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It used to be funny but now I cry", "en"),
        ("En ole tottunut sanaan mutta kirjoitan sen: ylpeä", "fi"),
        ("Jossain vaiheessa se oli hauska juttu mut nyt mua alkoi itkettää", "fi"),
    ],
)
def test_then_and_now_are_no_two_sides(text: str, language: str) -> None:
    reply = asked(text, language=language)[0].text
    assert not any(words in reply for words in ("two sides", "On the one hand", "Toisaalta", "kaksi puolta"))


@pytest.mark.parametrize("language", ["en", "fi"])
def test_after_plain_facts_nothing_is_asked(language: str) -> None:
    facts = {
        "en": ["I took the bus", "I bought bread", "I ate it"],
        "fi": ["Menin bussilla", "Ostin leipää", "Söin sen"],
    }
    assert not any("?" in reply.text for reply in asked(*facts[language] * 4, language=language))


def test_what_was_is_not_asked_about_as_if_it_were_now() -> None:
    for reply in asked(*["I was afraid of the dark", "I was sad about the house", "I missed my mother"] * 4):
        assert "What is that like" not in reply.text


def test_who_says_goodbye_is_asked_nothing() -> None:
    talk = (
        "I'm tired of my job",
        "I miss my mother",
        "I feel lost",
        "I'm sad about the house, but i need to sleep. Good night",
    )
    assert "?" not in asked(*talk)[-1].text


def test_a_feeling_is_named_by_its_noun_only_if_the_quotation_names_it() -> None:
    assert "väsymystä" in hear("väsyttää ihan hirveesti", "fi").text
    assert "väsymystä" not in hear("en ole väsynyt enää", "fi").text


@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize(
    "text",
    [
        "", "👍", "hi", "kiitos", "ok", "gtg bye", "what should I do?", "Mitä mun pitäisi tehdä?", "are you a bot?",
        "I hate my life", "I want to die", "en jaksa enää elää", "My dad died in May",
        "you're useless, stupid bot", "haista vittu botti",
        "Jag är så trött och jag vill inte mer", "Я очень устала", "ich bin so müde und nicht froh",
        "mail me at a.b@example.com", "040 123 4567", "https://example.com/x",
    ],
)  # fmt: skip
def test_what_is_not_to_be_said_back_gets_a_prompt_that_claims_nothing(text: str, language: str) -> None:
    reply = hear(text, language)
    assert reply.kind == "prompt"
    assert reply.text in PROMPTS


TALK = (
    "my boss keeps moving the deadline and i'm so tired", "i know i should say no to him", "i worry about it at night",
    "my sister thinks i should quit", "i want one free evening", "i miss painting", "yes", "i feel lighter today",
    "i called her after all", "she was happy to hear me", "i'm scared it won't last", "that's it",
)  # fmt: skip


def test_questions_are_few_open_and_never_in_two_replies_running() -> None:
    replies = asked(*TALK)
    questions = [reply.text.count("?") for reply in replies]
    assert max(questions) == 1
    assert not any(one and other for one, other in pairwise(questions))
    assert 1 <= sum(questions) <= len(TALK) / 3
    assert all((reply.kind == "question") == ("?" in reply.text) for reply in replies)


def test_where_the_dialogue_asks_itself_the_listener_asks_nothing() -> None:
    history: list[Exchange] = []
    for text in TALK:
        reply = LISTENER.reply(text, history, ListeningState())
        history.append(Exchange(text, reply.text, reply.kind))
        assert "?" not in reply.text


def test_every_so_often_the_clients_strong_words_are_gathered_in_order() -> None:
    summary = next(reply for reply in asked(*TALK) if reply.kind == "summary")
    said = [
        summary.text.find(words)
        for words in ("you worry about it at night", "you want one free evening", "you miss painting")
    ]
    found = [place for place in said if place >= 0]
    assert len(found) >= 2
    assert found == sorted(found)


def test_no_sentence_comes_again_within_ten_replies() -> None:
    replies = [reply.text for reply in asked(*(["ok", "hmm", "i don't know", "yes"] * 3))]
    assert len(set(replies[:10])) >= 9


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I finally told my dad that I'm moving out", "en"), ("Sain vihdoin kaiken järjestettyä", "fi"),
        ("It's decided and I feel relieved", "en"), ("We got the flat and I'm so happy", "en"),
    ],
)  # fmt: skip
def test_where_praise_rests_nothing_is_called_good_or_settled(text: str, language: str) -> None:
    reply = LISTENER.reply(text, [Exchange("I work", "I hear you.")], ListeningState(language, may_praise=False))
    glad = [said for kind in (*WELL, "decided") for said in DATA["met"][kind][language]]
    assert not [said for said in glad if said in reply.text]


def test_every_kind_that_the_net_knows_is_met_or_means_nothing() -> None:
    known = set(ASIDES) | HEAVY | WELL | OTHERS | SAYS_NOTHING
    assert set(load_net().names["heard"]) <= known
    for kind in (HEAVY | WELL | OTHERS | {"fact", "decided"}) - {"plan"}:
        assert all(DATA["met"][kind][language] for language in ("en", "fi")), kind


def test_what_stood_apart_is_not_quoted_together() -> None:
    said = asked("I work", "The job is fine. My number is 040 1234567. The mornings are dark and slow.")[1].text
    assert not ("job" in said and "mornings" in said)


def test_praise_rests_while_a_concern_is_open() -> None:
    text = "I finally called the dentist"
    assert hear(text).kind == "affirmation"
    assert LISTENER.reply(text, [], ListeningState(may_praise=False)).kind == "reflection"


def test_each_text_is_screened_once(monkeypatch: pytest.MonkeyPatch) -> None:
    screened: list[str] = []
    dialogues = load_dialogues()
    look = dialogues.screen.look

    def counting(text: str) -> Finding:
        screened.append(text)
        return look(text)

    monkeypatch.setattr(dialogues.screen, "look", counting)
    rehearsal = Rehearsal(dialogues, {"flow": "check_in"})
    for said in ("2", "I'm tired of my job", "no", "I'm tired of my boss"):
        screened.clear()
        rehearsal.hear(said)
        assert screened == [said]


@pytest.mark.parametrize(
    ("concern", "kind"), [("none", "affirmation"), ("care", "reflection"), ("crisis", "reflection")]
)
def test_a_dialogue_tells_the_listener_of_an_open_concern(concern: str, kind: str) -> None:
    talk = Talk("check_in", "behind", 1, notes={"behind": "I finally called the dentist"})
    reply, _ = mirror("behind")(Scene(now=NOW, concern=concern, talk=talk), LISTENER)
    assert reply.kind == kind


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("why am I like this?", "why you are like this"),
        ("how do I tell him", "how to tell him"),
        ("what if I fail", None),
        ("did she mean it?", None),
    ],
)
def test_a_question_to_oneself_is_given_back_without_asking_it(question: str, said: str | None) -> None:
    assert question_said(question) == said


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("my ex", "I'm angry at my ex"),
        ("Mother", "I'm worried about my mother's house"),
        ("äiti", "Olen huolissani äidin talosta"),
        ("työ", "Olen väsynyt työhön"),
        ("divorce", "I'm sad about divorcing"),
    ],
)
def test_a_topic_off_limits_is_not_said_back(topic: str, text: str) -> None:
    assert hear(text).kind == "reflection"
    assert hear(text, off_limits=(topic,)).text in PROMPTS


def test_a_topic_touches_its_own_forms_only() -> None:
    assert touches(["work"], "at WORK again")
    assert not touches(["work"], "my sister came home")


def test_after_a_no_the_new_words_come_in_a_plainer_frame() -> None:
    first = hear("I'm sad about the interview")
    second = hear("no, I'm angry, not sad", refused=(first.text,))
    said = [
        frame.format(it="you're angry, not sad", It="You're angry, not sad")
        for frame in DATA["frames"]["corrected"]["en"]
    ]
    assert second.text in said
    again = hear("no, I'm angry, not sad", refused=(first.text, second.text))
    assert "you're angry, not sad" not in again.text


@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself. I'm so tired", "tapan itseni. olen niin väsynyt",
        "I can't go on like this. I want coffee",
        "haluan kahvia. kaikki tuntuu toivottomalta", "my dad died last week. I have to cook for the guests",
        "I took all the pills in the cupboard. I feel calm now",
    ],
)  # fmt: skip
def test_nothing_smaller_is_said_back_beside_a_sign_of_risk(text: str, language: str) -> None:
    assert hear(text, language).text in PROMPTS
    assert hear(text, language).kind == "prompt"


def test_where_care_is_due_a_feeling_may_still_be_said_back() -> None:
    reply = hear("My dad died in May. I feel so lonely.").text
    assert reply in {frame.format(it="you feel so lonely", It="You feel so lonely") for frame in frames("felt")}


def test_a_correction_is_quoted_by_what_it_corrects() -> None:
    said = hear("Ei ihan. Enemmänkin pelkään, etten riitä kenellekään", "fi", refused=("Sanoit: ”joo”.",))
    words = "Enemmänkin pelkään, etten riitä kenellekään"
    assert said.text in [frame.format(words=words) for frame in DATA["frames"]["requoted"]["fi"]]
    again = hear("Ei ihan. Enemmänkin pelkään, etten riitä kenellekään", "fi", refused=(said.text,))
    assert again.text in DATA["prompts"]["missed"]["fi"]


@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize("text", ["no", "I hate my life", "ei", "en jaksa enää elää"])
def test_a_prompt_after_a_refusal_owns_the_miss(text: str, language: str) -> None:
    reply = hear(text, language, refused=("So you're fine.",))
    assert (reply.kind, reply.text in DATA["prompts"]["missed"][language]) == ("prompt", True)


ADDRESSES = [
    "Maria.Virtanen@Example.com", "maria.virtanen@example.fi", "https://Example.com/My.Page?I=tired,but",
    "www.AnnaVirtanen.fi",
    "annavirtanen.fi", "Bit.ly/Secret", "https://a.example/väsynyt;ja-uupunut", "blog.Anna.Virtanen.net.",
]  # fmt: skip


@given(
    st.sampled_from(ADDRESSES),
    st.sampled_from(["", "I feel ignored, ", "I'm tired. ", "Olen väsynyt. ", "mail: ", "I'm sad but ", "1. work 2. "]),
    st.sampled_from(
        ["", " never answers me", ", I'm worried", ". I feel lost", "; olen väsynyt", " mutta pelkään", "!"]
    ),
    st.sampled_from(["en", "fi"]),
    st.booleans(),
)
def test_no_piece_of_an_address_is_echoed(address: str, before: str, after: str, language: str, again: bool) -> None:
    reply = hear(before + address + after, language, refused=("You wrote: “mail”.",) if again else ())
    echo = reply.text.casefold()
    for piece in ("maria", "virtanen", "anna", "example", "my.page", "bit", "ly/", "secret", "uupunut", "blog", "@"):
        assert piece not in echo


def test_what_follows_a_quotation_is_a_sentence_that_does_not_come_again_either() -> None:
    said = ["”Olen väsynyt.” Jään kuulolle."]
    assert says_again("”Soitin äidille.” Jään kuulolle.", said)
    assert not says_again("”Soitin äidille.” Kuuntelen.", said)


def test_a_refused_prompt_is_not_said_again() -> None:
    refused: tuple[str, ...] = ()
    for _ in range(12):
        said = hear("no", refused=refused).text
        assert said not in refused
        refused = (*refused, said)


def test_frames_do_not_come_twice_running() -> None:
    history: list[Exchange] = []
    framed = []
    for thing in ("job", "flat", "car"):
        text = f"I'm tired of my {thing}"
        reply = LISTENER.reply(text, history, ListeningState())
        history.append(Exchange(text, reply.text, reply.kind))
        framed.append(reply.text.replace(thing, "thing"))
    assert len(set(framed)) == 3


@pytest.mark.parametrize("clause", ["you never know with me", "nobody but me is to blame and I am", "like you and me"])
def test_what_is_in_doubt_is_not_turned(clause: str) -> None:
    said = turned(clause)
    assert said is None or not re.search(r"\byou (?:is|am|was)\b", said)


def frames(kind: str) -> list[str]:
    return list(DATA["frames"][kind]["en"])


def without_ours(said: str) -> str:
    """What a reply gives back, without what its frame says of the one who listens."""
    kinds = [*DATA["frames"].values(), *DATA["met"].values()]
    ours = {part for kind in kinds for frame in kind.get("en", []) for part in re.split(r"\{\w+\}", frame)}
    for part in sorted((part for part in ours if re.search(r"\bI\b", part)), key=len, reverse=True):
        said = said.replace(part, " ")
    return said


def is_valid(reply: Reply, state: ListeningState) -> None:
    assert 1 <= len(reply.text.strip()) <= 400
    assert "?" not in reply.text
    assert reply.text not in state.refused
    assert reply.why
    if reply.text in PROMPTS or reply.text.startswith(tuple(PROMPTS)):
        return
    quoted = re.search("[“”](.*)”", reply.text)
    echo = quoted[1] if quoted else reply.text
    assert not SCREEN.blocks_echo(echo)
    assert not touches(state.off_limits, echo)
    if not quoted:
        assert not echoes_first_person(without_ours(echo)), reply.text


PIECES = st.sampled_from(
    re.findall(
        r"\S+",
        """I I'm i'm im I’ve I'd me my mine myself am was were we you and but because , . ! ? ; - feel tired want to
        should can't never hate kill die sad angry boss told said useless failure really not so if when my@x.fi
        0401234567 minä olen väsynyt en jaksa mutta haluan äiti “ ” " { } {it} {words} 🙂 \u200b \x00""",
    )
)


@given(
    st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=30).map(" ".join), st.lists(PIECES).map("".join)),
    st.sampled_from(["en", "fi"]),
    st.lists(st.sampled_from(["äiti", "boss", "my ex", "tired", "!"]), max_size=3).map(tuple),
    st.booleans(),
)
def test_any_text_gets_one_reply_that_passes_the_gate(
    text: str, language: str, off_limits: tuple[str, ...], again: bool
) -> None:
    state = ListeningState(language, off_limits)
    first = LISTENER.reply(text, [], state)
    is_valid(first, state)
    if again:
        state = ListeningState(language, off_limits, (first.text,))
        is_valid(LISTENER.reply(text, [Exchange(text, first.text)], state), state)


@pytest.mark.parametrize("unit", ["i ", "I'm tired and ", "a!", "I feel, ", "1 2 ", "but ", "I'm sad. ", "väsynyt "])
def test_a_long_text_costs_little(unit: str) -> None:
    started = time.process_time()
    hear(unit * 5_000)
    assert time.process_time() - started < 0.5


def test_an_apology_is_taken_once_in_a_while_and_never_by_saying_the_same_again() -> None:
    replies = asked(
        "I work a lot",
        "Sorry about that. My dad rang and I let it ring",
        "Sorry. I went to the shop and bought nothing",
    )
    assert replies[1].text.startswith("No harm done. ")
    assert "No harm done." not in replies[2].text
    assert "shop" in replies[2].text


@pytest.mark.parametrize(
    ("text", "language", "returns"),
    [
        ("Hello again, it's me with the dog", "en", True),
        ("I'm back.", "en", True),
        ("Hei taas", "fi", True),
        ("Again he forgot", "en", False),
        ("it's me who pays", "en", False),
        ("Taas sama juttu", "fi", False),
        ("Palasin töihin", "fi", False),
    ],
)
def test_who_comes_back_is_welcomed_and_nobody_else(text: str, language: str, returns: bool) -> None:
    said = asked(text, language=language)[0].text
    assert any(each in said for each in DATA["prompts"]["again"][language]) is returns
