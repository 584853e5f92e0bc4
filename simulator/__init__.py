"""A small, strict Telegram Bot API server with a chat page and faults, for demo, tests and benchmarks."""

from simulator.client import Button, Control, Person, Received
from simulator.faults import Fault
from simulator.serving import serve
from simulator.simulation import Simulator

__all__ = ["Button", "Control", "Fault", "Person", "Received", "Simulator", "serve"]
