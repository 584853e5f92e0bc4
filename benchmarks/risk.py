"""What the risk screen notices on the test part of the corpus, which nobody tuned on: `python benchmarks/risk.py [--json]`."""

import json
import sys
from collections import defaultdict
from pathlib import Path

from bot.app import WORDS, load_toml
from flows.risk import Risk, RiskScreen

RISK = Path(__file__).parents[1] / "corpus" / "risk"


def main() -> None:
    screen = RiskScreen(load_toml(WORDS / "risk.toml"))
    for language in ("en", "fi"):
        found: dict[str, list[Risk]] = defaultdict(list)
        for line in (RISK / f"test.{language}.tsv").read_text(encoding="utf-8").splitlines():
            label, _, text = line.split("\t")
            found[label].append(screen.screen(text))
        for label, levels in sorted(found.items()):
            for name, share in (
                ("noticed", sum(each is not Risk.NONE for each in levels) / len(levels)),
                ("high", sum(each is Risk.CRISIS for each in levels) / len(levels)),
            ):
                if "--json" in sys.argv:
                    print(
                        json.dumps(
                            {
                                "name": f"{language}: {label} {name}",
                                "value": round(share, 4),
                                "unit": "share",
                                "peer": None,
                            }
                        )
                    )
                else:
                    print(f"{language}  {label:<8}{name:<9}{share:>7.3f}  of {len(levels)}")


if __name__ == "__main__":
    main()
