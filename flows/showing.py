"""What a text shows besides its words: days, clauses, helplines, said as people say them."""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta

from flows.agreement import Agreement
from flows.clauses import agreement_of, proposal_from, proposal_of, reply_wish
from flows.dates import say_day, say_days, say_moment, say_recurrence, say_span, say_span_genitive, say_time
from flows.due import next_time
from flows.schedules import parse_recurrence
from flows.values import Commitment, Helpline, Scene
from flows.wording import Wording
from flows.zones import region_of

Values = Mapping[str, object]

EU = frozenset(
    ("AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU",
     "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE")
)  # fmt: skip
"""Where 112 is the emergency number by European law (Directive (EU) 2018/1972, article 109)."""


def next_check_in(scene: Scene, wording: Wording) -> Values:
    """`next`: a sentence about the next check-in, or that there is none."""
    agreement = scene.agreement
    due = next_time(agreement.check_in, agreement, scene.zone, scene.now, scene.had_on) if agreement else None
    if due is None or scene.state == "paused":
        key = "next.paused" if scene.state == "paused" else "next.none"
        return {"next": wording.text("turn", key, scene.language)}
    if scene.concern == "crisis":
        return {"next": wording.text("turn", "next.rests", scene.language)}
    when = say_moment(due, scene.zone, scene.language, scene.now, around=True)
    return {"next": wording.text("turn", "next.at", scene.language, when=when)}


def region_guessed(scene: Scene) -> str:
    zone = str(scene.notes.get("zone") or scene.zone)
    if zone == "UTC" and scene.language == "fi":
        return "FI"
    return region_of(zone)


def help_near(scene: Scene, wording: Wording) -> Values:
    """`help`: the helplines of the client's region; `region`: its name, as guessed from the zone if not yet known."""
    region = scene.region or region_guessed(scene)
    return {
        "help": say_helplines(scene.helplines, region, scene.language, wording),
        "region": say_region(region, scene.language, wording),
    }


def say_region(region: str, language: str, wording: Wording) -> str:
    known = region if wording.has("turn", f"regions.{region}") else "EU" if region in EU else "other"
    return wording.text("turn", f"regions.{known}", language)


def say_helplines(helplines: tuple[Helpline, ...], region: str, language: str, wording: Wording) -> str:
    """The helplines of the region, a line each; else the EU's for a country in it; else where to look."""
    near = [line for line in helplines if line.region == region]
    if not near and region in EU:
        near = [line for line in helplines if line.region == "EU"]
    if not near:
        return wording.text("turn", "sos.elsewhere", language)
    return "\n".join(_say_helpline(line, language) for line in near)


def _say_helpline(line: Helpline, language: str) -> str:
    name = line.name.get(language) or next(iter(line.name.values()))
    hours = line.hours.get(language, "")
    reach = line.phone or line.url
    return f"• {name}: {reach}" + (f" ({hours})" if hours else "")


def clause(scene: Scene, wording: Wording) -> Values:
    """Each clause as decided so far, in words."""
    notes, language = scene.notes, scene.language
    agreement = agreement_of(notes)
    return {
        **clauses_said(agreement, language, wording),
        "promised": say_span_genitive(proposal_of(notes).reply_hours, language),
        "wished": say_span_genitive(reply_wish(notes) or agreement.reply_hours, language),
    }


SAID_AS = {
    "readers": "readers",
    "reply_hours": "reply",
    "quiet_hours": "quiet",
    "off_days": "quiet",
    "check_in": "check_ins",
    "off_limits": "topics",
    "silence": "silence_means",
    "worry": "worried",
    "contact": "who",
    "retention_hours": "kept_for",
    "ending": "ends",
}
"""The name under which `clauses_said` gives each clause."""


def clauses_said(agreement: Agreement, language: str, wording: Wording) -> dict[str, object]:
    """Each clause's value as words that fit into a sentence."""

    def of(kind: str, value: str) -> str:
        return wording.text("agreement", f"{kind}.{value}", language)

    return {
        "readers": of("readers", agreement.readers),
        "reply": say_span_genitive(agreement.reply_hours, language),
        "quiet": _say_quiet(agreement, language, wording),
        "check_ins": say_check_ins(agreement.check_in, language, wording),
        "check_in_at": _say_clock(agreement.check_in, language),
        "topics": ", ".join(agreement.off_limits) or of("off_limits", "none"),
        "silence_means": of("silence", agreement.silence),
        "worried": of("worry", agreement.worry),
        "who": agreement.contact or of("contact", "none"),
        "kept_for": say_span(agreement.retention_hours, language),
        "ends": of("ending", agreement.ending),
    }


def say_check_ins(recurrence: str, language: str, wording: Wording) -> str:
    """A recurrence in words that fit into a sentence; also that there is none."""
    rule = parse_recurrence(recurrence, today=date(2026, 1, 1))
    return say_recurrence(rule, language) if rule else wording.text("agreement", "check_in.none", language)


def _say_clock(recurrence: str, language: str) -> str:
    rule = parse_recurrence(recurrence, today=date(2026, 1, 1))
    return say_time(rule.clock, language) if rule else ""


def _say_quiet(agreement: Agreement, language: str, wording: Wording) -> str:
    hours = _say_quiet_hours(agreement, language, wording)
    if not agreement.off_days:
        return hours
    days = say_days(agreement.off_days, language)
    key = "quiet.days_too" if agreement.quiet_hours else "quiet.days_only"
    return wording.text("agreement", key, language, hours=hours, days=days)


def _say_quiet_hours(agreement: Agreement, language: str, wording: Wording) -> str:
    if agreement.quiet_hours is None:
        return wording.text("agreement", "quiet.none", language)
    start, end = (say_time(time.fromisoformat(clock), language) for clock in agreement.quiet_hours)
    end = end.removeprefix("klo ")
    return wording.text("agreement", "quiet.span", language, start=start, end=end)


def whole_agreement(scene: Scene, wording: Wording) -> Values:
    agreement = agreement_of(scene.notes)
    page = agreement_page(agreement, scene, wording)
    if wish := reply_wish(scene.notes):
        wished = say_span_genitive(wish, scene.language)
        page += "\n" + wording.text("agreement", "wish", scene.language, coach=scene.coach.name, wished=wished)
    return {"agreement": page}


def agreement_page(agreement: Agreement, scene: Scene, wording: Wording) -> str:
    """The whole agreement in plain words, a line a clause."""
    head = wording.text("agreement", "page.head", scene.language, coach=scene.coach.name)
    return f"{head}\n{agreement_lines(agreement, scene, wording)}"


def agreement_lines(agreement: Agreement, scene: Scene, wording: Wording) -> str:
    said = clauses_said(agreement, scene.language, wording)
    lines = wording.text("agreement", "page.clauses", scene.language, **said)
    if agreement.model or scene.model_host:
        may = "may" if agreement.model else "may_not"
        lines += "\n11 · " + wording.text("agreement", f"model.{may}", scene.language, host=agreement.model)
    return lines


CLOSED_SHOWN = 10
"""How many closed commitments a list shows, the latest ones."""


def commitments_page(listed: Sequence[Commitment], scene: Scene, wording: Wording) -> str:
    """What is open, by number, and below it what is closed: no counts, and nothing that is owed."""
    opens = [_say_commitment(each, scene, wording) for each in listed if each.outcome is None]
    closed = [_say_commitment(each, scene, wording) for each in listed if each.outcome is not None][-CLOSED_SHOWN:]
    if not opens and not closed:
        return wording.text("turn", "commitments.none", scene.language)
    head = wording.text("turn", "commitments.head" if opens else "commitments.none_open", scene.language)
    past = ["", wording.text("turn", "commitments.past", scene.language), *closed] if closed else []
    return "\n".join([head, *opens, *past])


def _say_commitment(each: Commitment, scene: Scene, wording: Wording) -> str:
    day = say_day(each.due_on, scene.language, scene.local_now.date()) if each.due_on else ""
    outcome = wording.text("turn", f"commitments.outcomes.{each.outcome}", scene.language) if each.outcome else ""
    given = {"place": each.place, "text": each.text, "outcome": outcome, "day": f", {day}" if day else ""}
    return wording.text("turn", "commitments.closed_row" if outcome else "commitments.row", scene.language, **given)


def proposal(scene: Scene, wording: Wording) -> Values:
    """A coach's own answers so far, as a client will read them."""
    notes = scene.notes
    about = {key: notes.get(key) or before for key, before in notes["before"].items()}
    return {**clauses_said(proposal_from(notes), scene.language, wording), **about}


def reply_promised(scene: Scene, _: Wording) -> Values:
    """`by`: the latest moment the coach promised an answer for, were the message sent now."""
    hours = scene.agreement.reply_hours if scene.agreement else scene.coach.proposal.reply_hours
    by = scene.now + timedelta(hours=hours)
    return {"by": say_moment(by, scene.zone, scene.language, scene.now)}
