"""Ears: what an answer may be. Each takes a text to a JSON value, or to None where it was not understood."""

from flows.ears.amounts import Age, Scale, Span
from flows.ears.choices import OneOf, Several
from flows.ears.clock import ClockSpan, ClockTime
from flows.ears.days import Days
from flows.ears.hearing import Ear, Hearing, Json
from flows.ears.moment import Day, Moment
from flows.ears.words import Name, Topics, Words
from flows.ears.yes_no import YesNo
from flows.ears.zone import Zone

__all__ = [
    "Age",
    "ClockSpan",
    "ClockTime",
    "Day",
    "Days",
    "Ear",
    "Hearing",
    "Json",
    "Moment",
    "Name",
    "OneOf",
    "Scale",
    "Several",
    "Span",
    "Topics",
    "Words",
    "YesNo",
    "Zone",
]
