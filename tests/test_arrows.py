"""The arrows between the rooms, read from their imports."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = {"flows", "storage", "bot", "web", "simulator", "demo"}
MAY_IMPORT = {
    "flows": set[str](),
    "storage": {"flows"},
    "bot": {"flows", "storage"},
    "simulator": set[str](),
    "web": {"flows", "storage"},
    "demo": {"bot", "flows", "storage", "simulator"},
}
EVERY_ROOM = {Path("bot/app.py")}
THE_ONE_WAY_TO_ACT = "bot.desk"
PURE = {"transitions", "babel", "numpy", "rapidfuzz", "Stemmer", "flows"}
IMPURE_STDLIB = {
    "asyncio", "io", "logging", "os", "pathlib", "random", "secrets", "shutil", "signal", "socket", "sqlite3", "ssl",
    "subprocess", "tempfile", "threading", "time", "urllib", "http", "multiprocessing", "concurrent",
}  # fmt: skip


def modules(room: str) -> list[Path]:
    return sorted(path.relative_to(ROOT) for path in (ROOT / room).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports out in full"
            yield node.module or ""


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_a_room_imports_only_what_the_arrows_allow(room: str) -> None:
    for path in modules(room):
        named = set(imported(path))
        tops = {name.split(".")[0] for name in named}
        wrong = (tops & ROOMS) - MAY_IMPORT[room] - {room}
        if room == "web":
            wrong = {name for name in named if name.split(".")[0] in wrong and name != THE_ONE_WAY_TO_ACT}
        assert not wrong or path in EVERY_ROOM, f"{path} imports {wrong}"


def test_flows_are_pure() -> None:
    for path in modules("flows"):
        for name in imported(path):
            top = name.split(".")[0]
            assert top in PURE or (top in sys.stdlib_module_names and top not in IMPURE_STDLIB), f"{path}: {name}"


def test_flows_never_ask_the_clock_or_open_a_file() -> None:
    for path in modules("flows"):
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                clock = called.endswith((".now", ".today", ".utcnow")) or called == "open"
                assert not clock, f"{path}:{node.lineno} calls {called}"


@pytest.mark.parametrize("room", ["flows", "storage"])
def test_async_lives_at_the_edges(room: str) -> None:
    for path in modules(room):
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            assert not isinstance(node, ast.AsyncFunctionDef | ast.Await), f"{path}:{node.lineno} is async"
