"""The coach's room: dialogues as values. Pure: no clock, file, network, database or Telegram."""

import flows.zones  # noqa: F401 (the PyPI time zones, before anything reads a zone)
