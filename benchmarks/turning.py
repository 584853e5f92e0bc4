"""Finnish sentences said to the one who wrote them: `python benchmarks/turning.py [--others]`.

Two sets of the corpus, each line as a reader of Finnish said it back ("-" where it should not be): `turned`, by which the
rules were made, and `turned_test`, by which they were not. `--others` lists what is said otherwise than the reader did.
"""

import argparse
import re
from pathlib import Path

from bot.app import WORDS, load_toml
from flows.listening.finnish_persons import FinnishPersons

TALK = Path(__file__).parents[1] / "corpus" / "talk"


def same(one: str, other: str) -> bool:
    return re.findall(r"\w+", one.casefold()) == re.findall(r"\w+", other.casefold())


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--others", action="store_true")
    shows = asked.parse_args().others
    persons = FinnishPersons(load_toml(WORDS / "listening" / "verbs.toml"))
    for name in ("turned", "turned_test"):
        lines = [line.split("\t") for line in (TALK / f"{name}.fi.tsv").read_text(encoding="utf-8").splitlines()]
        read = [(text, said, persons.turned(text)) for text, said in lines if said != "-"]
        others = [(text, said, ours) for text, said, ours in read if ours is not None and not same(said, ours)]
        for what, count in (
            ("lines that a reader said back", len(read)),
            ("said by the rules too", sum(ours is not None for *_, ours in read)),
            ("with a word turned", sum(ours not in (None, text) for text, _, ours in read)),
            ("otherwise than the reader", len(others)),
        ):
            print(f"{name:<12} {what:<32}{count:>6}")
        for each in others if shows else ():
            print("\n".join(("", *map(str, each))))


if __name__ == "__main__":
    main()
