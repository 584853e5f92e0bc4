"""When the bot may write by itself: a recurrence within what was agreed, and moments for a question asked once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice

from flows.agreement import Agreement, is_quiet, may_nudge
from flows.ears.days import DAYS
from flows.schedules import Occurrence, Recurrence, occurrences, once, parse_recurrence
from flows.zones import zone_called

LOOKED_AT = 800
"""A recurrence none of whose next so many times may be kept is never due: all its days are days off."""

EVENING, LATE_EVENING, MORNING = time(18), time(20), time(10)
DAY_HOURS = (9, 20)
"""What is promised for no certain time comes between these hours of the client's day."""

HAS_AN_END = timedelta(hours=2)
"""What the client has before them is asked about no sooner than this after it begins."""


REMINDED = 4
"""A coach is reminded of an answer when this part of the agreed time is left."""


def runs_out_at(made_at: datetime, due_at: datetime) -> datetime:
    """When the time for an answer begins to run out."""
    return due_at - (due_at - made_at) / REMINDED


def recurrence_of(text: str, zone: str, now: datetime) -> Recurrence:
    """The recurrence of a canonical text. Raises ValueError if it is none."""
    rule = parse_recurrence(text, today=now.astimezone(zone_called(zone)).date())
    if rule is None:
        raise ValueError(f"{text!r} is no recurrence; write one such as 'weekly mon 09:00'")
    return rule


def is_due(recurrence: str, zone: str, moment: datetime) -> bool:
    """Whether the recurrence is due at this moment, by the time zone tables of now."""
    rule = recurrence_of(recurrence, zone, moment)
    coming = next(occurrences(rule, zone_called(zone), moment - timedelta(microseconds=1)), None)
    return coming is not None and coming.due_at == moment


def promised_times(
    recurrence: str, agreement: Agreement, zone: str, now: datetime, had_on: date | None = None
) -> Iterator[Occurrence]:
    """The coming check-ins: outside quiet hours and days off, and none on or before the last local day that had one.

    `recurrence` is canonical text; "" is never due. Quiet hours are those of the client's zone of today.
    """
    if not recurrence:
        return
    here = replace(agreement, zone=zone)
    rule = recurrence_of(recurrence, zone, now)
    for each in islice(occurrences(rule, zone_called(zone), now), LOOKED_AT):
        if (had_on is None or each.local_date > had_on) and may_nudge(here, each.due_at):
            yield each


def next_time(
    recurrence: str, agreement: Agreement, zone: str, now: datetime, had_on: date | None = None
) -> datetime | None:
    """The next check-in in UTC; None if there is none to come."""
    coming = next(promised_times(recurrence, agreement, zone, now, had_on), None)
    return coming.due_at if coming else None


def asking_time(day: date, clock: time | None, agreement: Agreement, zone: str, now: datetime) -> datetime | None:
    """When to ask how something went that is on this local day: that evening, else the next day.

    `clock` is when it begins, if that is known. In UTC; None if neither day allows it.
    """
    here, place = replace(agreement, zone=zone), zone_called(zone)
    soonest = now if clock is None else max(now, (once(day, clock, place) or now) + HAS_AN_END)
    wanted = [(day, EVENING), (day, LATE_EVENING), *((day + timedelta(1), each) for each in (MORNING, EVENING))]
    moments = (once(*each, place) for each in wanted)
    return next((each for each in moments if each and each > soonest and may_nudge(here, each)), None)


def open_clock(agreement: Agreement) -> str:
    """A time of day, "HH:MM", for what is asked rarely: in the evening, if the quiet hours leave that open."""
    clocks = (EVENING, LATE_EVENING, MORNING, *(time(hour) for hour in range(*DAY_HOURS)))
    return next((each for each in clocks if not is_quiet(agreement, each)), MORNING).isoformat("minutes")


def first_day_open(day: date, agreement: Agreement) -> date:
    """The day itself, or the first after it that is no day off; the day itself where every day is."""
    week = (day + timedelta(days) for days in range(7))
    return next((each for each in week if DAYS[each.weekday()] not in agreement.off_days), day)


def by_day(moment: datetime, zone: str) -> datetime:
    """The moment itself, or the next 09:00 after it if its local time is before 09:00 or from 20:00 on."""
    local = moment.astimezone(zone_called(zone))
    opens, closes = DAY_HOURS
    if local.hour >= closes:
        local += timedelta(days=1)
    elif local.hour >= opens:
        return moment
    return local.replace(hour=opens, minute=0, second=0, microsecond=0).astimezone(moment.tzinfo)
