"""The pages' words: both languages, nothing dead, nothing missing, and the name of every flow."""

import re
from pathlib import Path

from bot.app import FLOWS
from flows.house_rules import broken
from web.rendering import FOLDER, PAGES, load_words

SOURCE = "\n".join(
    path.read_text(encoding="utf-8") for path in Path(FOLDER).rglob("*") if path.suffix in (".py", ".html")
)
SPELLED_BY_A_VALUE = {
    "authors", "by", "columns", "delivery", "done", "fields", "flows", "head", "kinds", "languages", "marks", "nav",
    "none", "show", "sort", "tabs",
}  # fmt: skip
"""Tables whose keys are values of ours, put together in a template."""


def test_every_word_is_there_in_both_languages_and_said_somewhere() -> None:
    for table, path, text in load_words():
        assert (PAGES / f"{table}.html").exists(), f"{table}.toml has no page"
        assert set(text) == {"en", "fi"}
        first, last = path.split(".")[0], path.split(".")[-1]
        said = first in SPELLED_BY_A_VALUE or re.search(rf"""["'][\w.]*\b{re.escape(last)}["']""", SOURCE)
        assert said, f"{table}.{path} stands on no page"


def test_no_word_breaks_a_rule_of_the_house() -> None:
    found = [
        (f"{table}.{path}.{language}", fault)
        for table, path, text in load_words()
        for language in text
        for fault in broken(text[language])
    ]
    assert not found


def test_every_text_that_a_page_names_is_there() -> None:
    words = load_words()
    for page in PAGES.glob("*.html"):
        source = page.read_text(encoding="utf-8")
        for call, path in re.findall(r"\b(say|base)\(\"([\w.]+)\"[,)]", source):
            table = "base" if call == "base" else page.stem
            assert words.has(table, path), f"{page.name}: {table}.toml has no {path}"


def test_every_flow_has_a_name_on_the_transcript() -> None:
    words = load_words()
    assert [name for name in FLOWS if not words.has("transcript", f"flows.{name}")] == []
