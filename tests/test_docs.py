"""What the documents show is what stands."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_drawn_flows_are_those_that_run() -> None:
    drawn = subprocess.run(
        [sys.executable, "-m", "bot", "flows", "draw", "--all"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    stands = (ROOT / "docs/flows.md").read_text(encoding="utf-8")
    assert stands == drawn.stdout, "draw them anew: luottamus flows draw --all > docs/flows.md"


def test_every_link_inside_the_documents_leads_somewhere() -> None:
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")):
        for link in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name} links to {link}"


def test_what_runs_is_what_was_tested() -> None:
    run, tested = (
        set(re.findall(r"^(\S+==\S+)", (ROOT / "locks" / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("run.txt", "test.txt")
    )
    assert run <= tested, f"pinned otherwise for the tests: {sorted(run - tested)}; run make lock"
