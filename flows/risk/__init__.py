"""Risk: what a client's words may signal, before anything else is made of them. It is no assessment of anybody."""

from flows.risk.finding import CUES, NOTHING, Finding, Risk
from flows.risk.screen import RiskScreen

__all__ = ["CUES", "NOTHING", "Finding", "Risk", "RiskScreen"]
