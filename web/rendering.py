"""Pages: templates with their words beside them, NAME.html and NAME.toml, English and Finnish under one another.

Whatever stands in a page is escaped by Jinja; a template that is no such page has no words of its own.
"""

import hashlib
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from flows.wording import Wording

FOLDER = Path(__file__).parent
PAGES, STATIC = FOLDER / "pages", FOLDER / "static"

TURNS = {"R", "AL", "LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""Bidirectional classes of Unicode that write from right to left, or ask for it."""

ISOLATES = dict.fromkeys(range(0x2066, 0x206A))


def load_words() -> Wording:
    """The pages' words. Raises FlowError for a key that lacks a language."""
    return Wording(
        {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(PAGES.glob("*.toml"))}
    )


class Pages:
    """Every template, and every word in it. Loaded once."""

    def __init__(self) -> None:
        self.words = load_words()
        self._jinja = Environment(
            loader=FileSystemLoader(PAGES),
            autoescape=True,
            auto_reload=False,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._jinja.globals["static"] = dict(_versioned())

    def answer(self, name: str, language: str, status: int = 200, /, **values: Any) -> HTMLResponse:
        """The page as a response. In its template `say` gives its own words, and `base` those of every page."""
        # A lone surrogate, which a client can send, is no character that a page could hold.
        return HTMLResponse(self.html(name, language, **values).encode("utf-8", "replace"), status)

    def html(self, name: str, language: str, /, **values: Any) -> str:
        say, base = partial(self.text, name, language=language), partial(self.text, "base", language=language)
        given = {"seat": None, "form_token": "", "language": language, "say": say, "base": base, **values}
        given["has"] = partial(self.words.has, name)
        return self._jinja.get_template(f"{name}.html").render(given)

    def text(self, table: str, path: str, /, *, language: str, **values: object) -> str:
        return self.words.text(table, path, language, {name: apart(value) for name, value in values.items()})


def apart(value: object) -> object:
    """What is put into a sentence of ours, kept from turning the rest of it round (Unicode UAX #9, isolates)."""
    if isinstance(value, str) and any(unicodedata.bidirectional(each) in TURNS for each in value):
        return f"\u2068{value.translate(ISOLATES)}\u2069"
    return value


def _versioned() -> Iterator[tuple[str, str]]:
    """The address of each file, which changes with what stands in it: so a browser may keep it for good."""
    for path in STATIC.iterdir():
        yield path.name, f"/static/{path.name}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:16]}"
