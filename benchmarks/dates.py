"""What reads dates, on the tables of real phrases in tests/phrases: `python benchmarks/dates.py [--json]`.

Beside it `dateparser`, where it is installed (`pip install dateparser`; the bot does not need it), told the language,
the same now, and to prefer the future. `otherwise`: read as something that was not agreed, which nobody notices;
`unread`: asked back although it was plain.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flows.ears import Hearing, Moment

PHRASES = Path(__file__).parents[1] / "tests" / "phrases"
NOW = datetime(2026, 3, 25, 10, 0, tzinfo=ZoneInfo("Europe/Helsinki"))


def phrases(language: str) -> list[tuple[str, str]]:
    """(phrase, agreed reading) of a table; "?" is asked back."""
    found = []
    for line in (PHRASES / f"dates.{language}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            said, _, reading = line.rpartition(" => ")
            found += [(phrase.strip(), reading.strip()) for phrase in said.split("|")]
    return found


def ours(phrase: str, language: str) -> str:
    heard = Moment().hear(phrase, Hearing(language, NOW))
    return " ".join(filter(None, (heard["day"], heard["time"]))) if heard else "?"


def dateparsers() -> Callable[[str, str], str] | None:
    try:
        import dateparser
    except ImportError:
        return None

    settings = {
        "RELATIVE_BASE": NOW.replace(tzinfo=None),
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": "DMY",
    }

    def read(phrase: str, language: str) -> str:
        found = dateparser.parse(phrase, languages=[language], settings=settings)
        return f"{found:%Y-%m-%d %H:%M}" if found else "?"

    return read


def judged(agreed: str, got: str) -> str:
    """A library says a time with every day, so where none was said the day is enough."""
    if got == agreed or (len(agreed) == 10 and got[:10] == agreed):
        return "as agreed"
    return "unread" if got == "?" else "otherwise"


def main() -> None:
    readers = {"ours": ours, "dateparser": dateparsers()}
    for language in ("en", "fi"):
        for name, read in readers.items():
            if read is None:
                print(f"{name} is not installed, and not compared", file=sys.stderr)
                continue
            table = phrases(language)
            counted = Counter(judged(agreed, read(phrase, language)) for phrase, agreed in table)
            for what in ("as agreed", "otherwise", "unread"):
                if "--json" in sys.argv:
                    peer = None if name == "ours" else name
                    row = {"name": f"{language}: {what}", "value": counted[what], "unit": "phrases", "peer": peer}
                    print(json.dumps(row))
                else:
                    print(f"{language}  {name:<12}{what:<12}{counted[what]:>4} of {len(table)}")


if __name__ == "__main__":
    main()
