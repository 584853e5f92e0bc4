"""The story of `make demo`: Anna coaches Maria, and the bot keeps its word between them.

Every scene happens: the real bot, real HTTP, a real database. Only time is jumped. If the bot does not do what
a scene needs, the demo says so in one sentence and fails.
"""

import asyncio
import shutil
import signal
import sys
import tempfile
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

import httpx

from bot.logs import safe_error, set_up_logs
from demo.phone import StoryBroken
from demo.stage import CHECK_IN_AT, OPENS_AT, TOKEN, ZONE, Stage, set_stage
from demo.telling import Telling
from flows.dates import say_days, say_time
from flows.ears.days import DAYS
from simulator import Received
from simulator.client import ActError

FAILED = 1
INTERRUPTED = 130
IN_TIME = timedelta(seconds=30)
JUST_BEFORE = timedelta(seconds=2)

UPSET = (
    "I snapped at my daughter last night. I was still answering emails at nine, "
    "and she only wanted to show me a drawing."
)
STEP = "Laptop closed at eight, one evening this week"
BEHIND = "Two good evenings with the children, but work still follows me home"
CORRECTION = "It isn't the work. It's that I never said no to anyone"


# The scenes


async def anna_sets_up(stage: Stage) -> str:
    """Anna's profile and her invitation; the link that it holds."""
    anna, tell, times = stage.anna, stage.telling, stage.times
    await tell.scene(f"{stage.today()}, {say_time(OPENS_AT, 'en')}", "Anna's phone")
    await tell.narrate("Anna is a coach. Before she can invite anyone, the bot asks what her clients will be told.")
    await anna.opens(stage.coach_link, asks="profile.name")
    with anna.skipped():
        await anna.says("Anna", asks="profile.approach")
        await anna.says("I listen first, and I ask more than I tell", asks="profile.qualifications")
        await anna.says("Certified coach, eleven years of practice", asks="profile.limits")
        await anna.says("Therapy, and anything urgent", asks="profile.zone")
        await anna.says("Helsinki", asks="profile.reply_hours")
        await anna.taps("profile.reply_hours.two_days", asks="profile.quiet_hours")
        await anna.taps("profile.quiet_hours.evening", asks="profile.check_in")
        await anna.says(_every(times.other_day), asks="profile.check_in_time")
        await anna.says(say_time(CHECK_IN_AT, "en"), asks="profile.silence")
        await anna.taps("profile.silence.nudge", asks="profile.retention_hours")
        await anna.taps("profile.retention_hours.year", asks="profile.readers")
        await anna.taps("profile.readers.words", asks="profile.ending")
        whole = await anna.taps("profile.ending.talk", asks="profile.whole")
    await tell.narrate(
        "Twelve short answers: how she works, her limits, what she proposes to clients. Then she sees it whole."
    )
    await anna.looks_at(whole)
    await anna.taps("profile.whole.save", asks="profile.done")
    invitation = await anna.says("/invite Maria", tells="coach.link")
    return invitation.text.split()[-1]


async def maria_agrees(stage: Stage, link: str) -> None:
    """Maria's onboarding: nothing is kept before she says so, and each clause is hers to change."""
    maria, tell, times = stage.maria, stage.telling, stage.times
    await tell.scene(stage.today(), "Maria's phone")
    await tell.narrate("Anna forwards the link, and Maria opens it. First she learns whom she talks with.")
    await maria.opens(link, asks="onboarding.welcome")
    with maria.skipped():
        await maria.taps("onboarding.welcome.go", asks="onboarding.age")
        consent = await maria.says("yes", asks="onboarding.consent")
    await tell.narrate("She begins, and says that she is an adult. None of her words are kept before she allows it.")
    await maria.looks_at(consent)
    await maria.taps("onboarding.consent.yes", asks="onboarding.name")
    with maria.skipped():
        await maria.says("Maria", asks="onboarding.zone")
        await maria.taps("onboarding.zone.helsinki", asks="onboarding.region")
        readers = await maria.taps("onboarding.region.yes", asks="onboarding.readers")
    await tell.narrate(
        "She gives her name and city, and sees helplines near her. Then the agreement, clause by clause."
    )
    await maria.looks_at(readers)
    with maria.skipped():
        await maria.says("fine", asks="onboarding.reply_hours")
        quiet_hours = await maria.says("fine", asks="onboarding.quiet_hours")
    await tell.narrate("That is fine, and so is Anna's reply time. The next two she would rather have her own way.")
    await maria.looks_at(quiet_hours)
    await maria.says("22-7", asks="onboarding.check_in")
    await maria.says(f"{_every(times.check_in_day)}, please", asks="onboarding.off_limits")
    with maria.skipped():
        await maria.says("my father", asks="onboarding.silence")
        await maria.says("fine", asks="onboarding.worry")
        await maria.taps("onboarding.worry.tell", asks="onboarding.contact")
        await maria.says("my sister Elina", asks="onboarding.retention_hours")
        await maria.says("fine", asks="onboarding.ending")
        whole = await maria.says("fine", asks="onboarding.whole")
    await tell.narrate(
        "Six more: a topic to leave alone, what silence means, someone close. Nothing binds before the whole."
    )
    with maria.shortened(8):
        await maria.looks_at(whole)
    _needs(_every(times.check_in_day) in whole.text, "The agreement does not hold the day that Maria asked for.")
    await maria.taps("onboarding.whole.agree", asks="onboarding.matters")


async def maria_says_what_matters(stage: Stage) -> None:
    """What matters, a first goal, the first mirror, and the first promise."""
    maria, tell = stage.maria, stage.telling
    await maria.says("My children, and being there when I am there", asks="onboarding.goal")
    await maria.says("To stop working at eight in the evening", asks="onboarding.goal_why")
    await tell.narrate("Then the bot says back what it heard, and asks if it heard right. It never advises.")
    mirror = await maria.says("An hour with them before bed, and a calmer me", asks="mirrors.right")
    _mirror_in(mirror, stage.script.says("mirrors.right.ask"))
    done = await maria.taps("mirrors.right.yes", asks="onboarding.done")
    _needs(
        stage.said(stage.times.check_in, around=True) in done.text,
        "The bot did not promise the check-in that was agreed.",
    )
    await tell.narrate("A day and a time: that is a promise, and it goes into a ledger that Maria can read.")


async def anna_hears_of_it(stage: Stage) -> None:
    await stage.telling.scene(stage.today(), "Anna's phone")
    await stage.anna.hears("coach.agreed_changed")


async def maria_reflects(stage: Stage) -> None:
    """A reflection, and a small step of her own."""
    maria, tell = stage.maria, stage.telling
    stage.clock.jump(timedelta(hours=4))
    await tell.scene(stage.today(), "Maria's phone")
    await tell.narrate("In the evening something weighs on Maria. She opens the chat herself.")
    await maria.says("/reflect", asks="reflection.share")
    mirror = await maria.says(UPSET, asks="mirrors.right")
    _mirror_in(mirror, stage.script.says("mirrors.right.ask"))
    await maria.taps("mirrors.right.yes", asks="reflection.deeper")
    with maria.skipped():
        await maria.says("That she knows she comes first", asks="reflection.insight")
        insight = await maria.says("That I was the one who kept the laptop open", asks="reflection.commitment")
    await tell.narrate("One question deeper she finds an insight of her own. It is kept as she said it.")
    await maria.looks_at(insight)
    await maria.says(STEP, asks="setting_out.when")
    await maria.says("/skip", asks="reflection.thanks")


async def the_check_in_arrives(stage: Stage) -> Received:
    """Three days pass; the check-in comes when it was promised."""
    maria, tell, times = stage.maria, stage.telling, stage.times
    await tell.narrate(
        "Three days pass. The demo's clock jumps to two seconds before the promised time; nobody writes anything."
    )
    await stage.move_to(times.check_in - JUST_BEFORE)
    await tell.scene(stage.today(), "Maria's phone")
    question = await maria.hears("check_in.score.ask")
    late = question.date - times.check_in
    await tell.side_by_side([("promised", _to_the_second(times.check_in)), ("arrived", _to_the_second(question.date))])
    _needs(
        timedelta() <= late <= IN_TIME,
        f"The check-in was promised for {_to_the_second(times.check_in)} and came at {_to_the_second(question.date)}.",
    )
    return question


async def maria_is_listened_to(stage: Stage) -> None:
    """The check-in: a voice note, a mirror put right, an old button, the step she had named."""
    maria, tell = stage.maria, stage.telling
    await maria.taps("check_in.score.3", asks="check_in.behind")
    await tell.narrate("A voice note gets an honest answer, and the question stays open.")
    await maria.sends_a_voice_note(tells="turn.media.voice")
    first = await maria.says(BEHIND, asks="mirrors.right")
    await tell.narrate("This time it is not quite right. The bot asks, and says it anew; never the same words twice.")
    await maria.taps("mirrors.right.no", asks="mirrors.correct")
    second = await maria.says(CORRECTION, asks="mirrors.right")
    question = stage.script.says("mirrors.right.ask")
    anew = _mirror_in(first, question) != _mirror_in(second, question)
    _needs(anew, "The corrected mirror is the one that Maria had refused.")
    asked = await maria.taps("mirrors.right.yes", asks="commitment.how_it_went")
    _needs(STEP in asked.text, "The bot did not remember the step that Maria had named.")
    await tell.narrate("Her thumb slips onto a button further up. It changes nothing, and the bot says so.")
    await maria.taps_an_old_button("mirrors.right.no", first, tells="turn.stale")
    await maria.taps("commitment.how_it_went.done", asks="commitment.done")
    await maria.says("The drawing. I put it on the fridge, where I see it at eight", asks="check_in.next_step")
    thanks = await maria.says("/skip", asks="check_in.thanks")
    _needs(
        stage.said(stage.times.next_check_in, around=True) in thanks.text, "The bot did not promise the next check-in."
    )


async def anna_reads(stage: Stage) -> datetime:
    """Anna reads the transcript; the moment when she did."""
    anna, tell = stage.anna, stage.telling
    stage.clock.jump(timedelta(hours=5))
    await tell.scene(stage.today(), "Anna's phone")
    await tell.narrate("In the afternoon Anna prepares the next session. Maria agreed that she may read.")
    with anna.shortened(12):
        page = await anna.says("/transcript Maria", tells="coach.transcript.head")
    _needs(CORRECTION in page.text, "The transcript does not hold what Maria wrote.")
    return page.date


async def anna_sits_down(stage: Stage) -> None:
    """The coach's console: the way in that Anna is given, and a look that spends nothing of it."""
    anna, tell = stage.anna, stage.telling
    await tell.scene(stage.today(), "Anna's desk")
    await tell.narrate(
        "Next time Anna would rather read at her desk. The bot gives her a link that opens once, for five minutes; no "
        "preview uses it up."
    )
    link = _link_in(await anna.says("/console", tells="coach.console.link"))
    _needs(link.startswith(stage.console), "The link does not lead to the console.")
    async with httpx.AsyncClient(trust_env=False) as browser:
        looked = await browser.get(link)
    _needs(looked.status_code == 200 and "<form" in looked.text, "The console does not open the page of the link.")


async def maria_sees_it_all(stage: Stage, read_at: datetime) -> None:
    """What was read, and what was kept: Maria sees both."""
    maria, tell, script = stage.maria, stage.telling, stage.script
    await tell.scene(stage.today(), "Maria's phone")
    await tell.narrate("Who read it, and when? Maria only has to ask.")
    readers = await maria.says("/readers", tells="desk.readers.head")
    _needs("Anna: " in readers.text and stage.said(read_at) in readers.text, "Maria does not see that Anna read.")
    await tell.narrate("And did the bot keep its word?")
    ledger = await maria.says("/promises", tells="desk.promises.head")
    kept = script.says(
        "desk.promises.row",
        what=script.says("desk.promises.kinds.check_in"),
        when=stage.said(stage.times.check_in),
        outcome=script.says("desk.promises.outcomes.kept"),
    )
    _needs(kept in ledger.text, "The ledger does not say that the promise was kept.")


async def tell_all(stage: Stage) -> None:
    await stage.telling.title(
        "Luottamus – a Finnish word for trust",
        "A story of a coach, a client, and a bot that keeps its word between them.\n"
        "The bot is the real one, on a simulated Telegram. Only its clock is moved.",
    )
    link = await anna_sets_up(stage)
    await maria_agrees(stage, link)
    await maria_says_what_matters(stage)
    await anna_hears_of_it(stage)
    await maria_reflects(stage)
    await the_check_in_arrives(stage)
    await maria_is_listened_to(stage)
    read_at = await anna_reads(stage)
    await maria_sees_it_all(stage, read_at)
    await anna_sits_down(stage)
    _needs(not stage.app.desk.counts["set_aside"], "A message of the story failed and was set aside.")
    await stage.telling.narrate("What was said was kept, in both senses. That is all the bot is for.")


# What the scenes share


def _needs(true: bool, otherwise: str) -> None:
    if not true:
        raise StoryBroken(otherwise)


def _link_in(message: Received) -> str:
    return next((word for word in message.text.split() if word.startswith("http")), "")


def _mirror_in(message: Received, question: str) -> str:
    """What the bot said back before it asked if that was right."""
    mirror = message.text.removesuffix(question).strip()
    _needs(mirror != "" and mirror != message.text, "The bot asked if it was right without saying anything back.")
    return mirror


def _every(day: date) -> str:
    """ "Mondays", as the bot says it in an agreement."""
    return say_days((DAYS[day.weekday()],), "en")


def _to_the_second(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%A %H:%M:%S}"


# The demo


def main() -> int:
    """Play the story, and leave the chat page up if somebody is there; the exit code."""
    telling = Telling()
    folder = Path(tempfile.mkdtemp(prefix="luottamus-demo-"))
    log, code, broken = folder / "bot.log", FAILED, ""
    try:
        with log.open("w", encoding="utf-8") as stream:
            set_up_logs(secrets=[TOKEN], stream=stream)
            code = asyncio.run(_play(folder, telling))
    except (KeyboardInterrupt, asyncio.CancelledError):
        code = INTERRUPTED
        telling.line("\nThe demo was ended early.")
    except (StoryBroken, ActError) as fault:
        broken = str(fault)
    except Exception as fault:
        broken = f"a fault of its own, which is worth a report: {safe_error(fault)}"
    if code == FAILED:
        print(f"\nThe demo failed: {broken}\nWhat the bot logged is in {log}", file=sys.stderr)
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return code


async def _play(folder: Path, telling: Telling) -> int:
    this = asyncio.current_task()
    assert this is not None, "asyncio.run made a task"
    for each in (signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(each, this.cancel)
    async with set_stage(folder, telling) as stage:
        await stage.unless_the_bot_ends(tell_all(stage))
        if sys.stdin.isatty():
            await _stay(stage)
    return 0


async def _stay(stage: Stage) -> None:
    """Leave bot and chat page up until Ctrl+C."""
    tell = stage.telling
    tell.line("\nThe chat page stays up: you can talk to the bot as Maria or Anna there.\nCtrl+C ends it.\n")
    for phone in (stage.maria, stage.anna):
        tell.line(f"  {phone.speaker.name:<6} {stage.chat_page(phone)}", "bold")
    with stage.anna.skipped():
        link = _link_in(await stage.anna.says("/console", tells="coach.console.link"))
    tell.line(f"\nThe coach's console is at {stage.console} (in Chromium, Chrome or Firefox: Safari wants TLS).")
    tell.line("This lets you in as Anna, once and for five minutes; it replaces the one in the story, and /console in")
    tell.line("her chat gives another.\n")
    tell.line(f"  {link}", "bold")
    with suppress(asyncio.CancelledError):
        await asyncio.wait({stage.bot})
        raise StoryBroken("The bot ended by itself.")
