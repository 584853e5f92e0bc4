"""Formatted text: what a parse mode makes of it, and the entities Telegram finds by itself.

Offsets and lengths of entities count UTF-16 units, as Telegram's do.
"""

import html
import re
from dataclasses import dataclass, field
from typing import Any

from simulator.refusals import bad_request

Entity = dict[str, Any]

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "a": "text_link",
}
MARKS = {
    "```": "pre",
    "`": "code",
    "||": "spoiler",
    "__": "underline",
    "_": "italic",
    "*": "bold",
    "~": "strikethrough",
}
LEGACY_MARKS = {"```": "pre", "`": "code", "_": "italic", "*": "bold"}
RESERVED = set("_*[]()~`>#+-=|{}.!")

FOUND = (
    ("bot_command", re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    ("url", re.compile(r"(?:https?://[^\s<>\"]+|\b(?:t\.me|telegram\.me)/[^\s<>\"]+)(?<![.,:;!?)])")),
    ("email", re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")),
    ("mention", re.compile(r"(?<![\w@.])@[A-Za-z][A-Za-z0-9_]{3,31}\b")),
)


def units(text: str) -> int:
    """The text's length in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def parse(text: str, mode: str | None, entities: list[Entity] | None) -> tuple[str, list[Entity]]:
    """The bare text and its entities, trimmed as Telegram trims. Refuses formatting that does not parse."""
    if mode is None:
        found = list(entities or [])
    elif mode.lower() == "html":
        text, found = _Html(text).read()
    elif mode.lower() == "markdownv2":
        text, found = _Markdown(text, MARKS, strict=True).read()
    elif mode.lower() == "markdown":
        text, found = _Markdown(text, LEGACY_MARKS, strict=False).read()
    else:
        raise bad_request("unsupported parse_mode")
    bare = text.strip()
    return bare, _all_entities(bare, _shifted(found, units(text) - units(text.lstrip()), units(bare)))


def found_in(text: str) -> list[Entity]:
    """What Telegram marks by itself: commands, links, mail addresses, mentions."""
    return _all_entities(text, [])


def _all_entities(text: str, given: list[Entity]) -> list[Entity]:
    taken = [(each["offset"], each["offset"] + each["length"]) for each in given]
    found = list(given)
    for kind, pattern in FOUND:
        for match in pattern.finditer(text):
            start, length = units(text[: match.start()]), units(match.group())
            if all(start + length <= begin or start >= end for begin, end in taken):
                taken.append((start, start + length))
                found.append({"type": kind, "offset": start, "length": length})
    return sorted(found, key=lambda each: (each["offset"], -each["length"]))


def _shifted(found: list[Entity], by: int, end: int) -> list[Entity]:
    moved = []
    for each in found:
        start = max(each["offset"] - by, 0)
        stop = min(each["offset"] + each["length"] - by, end)
        if stop > start:
            moved.append({**each, "offset": start, "length": stop - start})
    return moved


def _unparsed(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")


@dataclass
class _Open:
    kind: str
    mark: str
    start: int
    more: dict[str, Any] = field(default_factory=dict)


class _Reader:
    """A text being read: what is out so far, and which entities are still open."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.out = ""
        self.open: list[_Open] = []
        self.found: list[Entity] = []

    def at_byte(self, position: int) -> int:
        return len(self.text[:position].encode())

    def close(self, opened: _Open) -> None:
        length = units(self.out) - opened.start
        if length:
            self.found.append({"type": opened.kind, "offset": opened.start, "length": length, **opened.more})


class _Html(_Reader):
    PIECE = re.compile(r"<(/?)([a-zA-Z][\w-]*)([^<>]*)>|<|[^<]+")

    def read(self) -> tuple[str, list[Entity]]:
        for piece in self.PIECE.finditer(self.text):
            slash, tag, attributes = piece.group(1), piece.group(2), piece.group(3)
            if tag is None and piece.group() == "<":
                raise _unparsed(f'Unsupported start tag "" at byte offset {self.at_byte(piece.start())}')
            if tag is None:
                self.out += html.unescape(piece.group())
            elif slash:
                self._end(tag.lower(), piece.start())
            else:
                self._start(tag.lower(), attributes, piece.start())
        if self.open:
            last = self.open[-1]
            raise _unparsed(f'Can\'t find end tag corresponding to start tag "{last.mark}"')
        return self.out, self.found

    def _start(self, tag: str, attributes: str, at: int) -> None:
        kind = TAGS.get(tag)
        if tag == "span" and re.search(r'class\s*=\s*["\']?tg-spoiler', attributes):
            kind = "spoiler"
        if kind is None:
            raise _unparsed(f'Unsupported start tag "{tag}" at byte offset {self.at_byte(at)}')
        more = {}
        if tag == "a":
            link = re.search(r'href\s*=\s*(?:"([^"]*)"|\'([^\']*)\'|(\S+))', attributes)
            more = {"url": html.unescape(next((each for each in link.groups() if each), ""))} if link else {}
        self.open.append(_Open(kind, tag, units(self.out), more))

    def _end(self, tag: str, at: int) -> None:
        if not self.open:
            raise _unparsed(f"Unexpected end tag at byte offset {self.at_byte(at)}")
        opened = self.open.pop()
        if opened.mark != tag:
            raise _unparsed(
                f'Unmatched end tag at byte offset {self.at_byte(at)}, expected "</{opened.mark}>", found "</{tag}>"'
            )
        # A link without an address is plain text to Telegram.
        if opened.kind != "text_link" or opened.more.get("url"):
            self.close(opened)


class _Markdown(_Reader):
    """MarkdownV2 (strict: what is reserved must be escaped) or the older Markdown."""

    def __init__(self, text: str, marks: dict[str, str], *, strict: bool) -> None:
        super().__init__(text)
        self.marks = marks
        self.strict = strict
        self.position = 0

    def read(self) -> tuple[str, list[Entity]]:
        while self.position < len(self.text):
            self._step()
        if self.open:
            last = self.open[-1]
            raise _unparsed(f"Can't find end of the entity starting at byte offset {last.more['byte']}")
        return self.out, self.found

    def _step(self) -> None:
        here = self.text[self.position]
        following = self.text[self.position + 1 : self.position + 2]
        in_code = bool(self.open) and self.open[-1].kind in ("code", "pre")
        if here == "\\" and following and ord(following) < 128 and (self.strict or following in "_*`["):
            self.out += following
            self.position += 2
        elif mark := self._mark_here(in_code):
            self._toggle(mark)
        elif in_code:
            self._plain(here)
        elif here == "[" or (here == "]" and self._in_link()):
            self._link(here)
        elif self.strict and here == ">" and (not self.out or self.out.endswith("\n")):
            self.position += 1
        elif self.strict and here in RESERVED:
            raise _unparsed(f"Character '{here}' is reserved and must be escaped with the preceding '\\'")
        else:
            self._plain(here)

    def _plain(self, here: str) -> None:
        self.out += here
        self.position += 1

    def _mark_here(self, in_code: bool) -> str | None:
        if in_code:
            mark = self.open[-1].mark
            return mark if self.text.startswith(mark, self.position) else None
        return next((mark for mark in self.marks if self.text.startswith(mark, self.position)), None)

    def _toggle(self, mark: str) -> None:
        byte = self.at_byte(self.position)
        self.position += len(mark)
        if self.open and self.open[-1].mark == mark:
            opened = self.open.pop()
            opened.more.pop("byte")
            self.close(opened)
        elif any(each.mark == mark for each in self.open):
            raise _unparsed(f"Can't find end of the entity starting at byte offset {self.open[-1].more['byte']}")
        else:
            self.open.append(_Open(self.marks[mark], mark, units(self.out), {"byte": byte}))

    def _in_link(self) -> bool:
        return bool(self.open) and self.open[-1].mark == "["

    def _link(self, here: str) -> None:
        if here == "[":
            self.open.append(_Open("text_link", "[", units(self.out), {"byte": self.at_byte(self.position)}))
            self.position += 1
            return
        opened = self.open.pop()
        opened.more.pop("byte")
        target = re.compile(r"\]\(((?:\\.|[^)\\])*)\)").match(self.text, self.position)
        if target:
            self.position = target.end()
            opened.more["url"] = re.sub(r"\\(.)", r"\1", target.group(1))
            self.close(opened)
        else:
            self.position += 1
