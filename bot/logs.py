"""Logs that help a host and betray nobody: no client's words, no bot token, at any level.

What we log ourselves are events with chosen fields. What libraries log is cut to its template, since their
arguments may hold a message's text. An exception is told by its class and its place; its own message only
where the class is one whose words are ours or fixed.
"""

import logging
import re
import sys
import threading
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TextIO
from urllib.parse import quote

import structlog
from sqlalchemy.exc import DBAPIError
from structlog.typing import EventDict, Processor, WrappedLogger
from telegram.error import RetryAfter

from bot.config_faults import ConfigError

ROOMS = frozenset({"bot", "flows", "storage", "simulator", "web", "demo"})
# They log the token in URLs, or messages' texts, at INFO and DEBUG.
LOUD = (
    "transitions",
    "alembic",
    "telegram",
    "httpx",
    "httpcore",
    "httpx2",
    "httpcore2",
    "openai",
    "apscheduler",
    "uvicorn",
    "aiogram",
    "sqlalchemy",
    "asyncio",
)
WORDS_ARE_OURS: tuple[type[BaseException], ...] = (ConfigError, RetryAfter)

LOOKS_LIKE_A_TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{30,}")
TOKEN_IN_A_PATH = re.compile(r"/bot[^/\s\"']*(?::|%3A)[^/\s\"']*(?=/)", re.IGNORECASE)
PASSWORD_IN_A_URL = re.compile(r"(?<=://)([^/\s:@]*):[^/\s@]+@")
HIDDEN = "[hidden]"

# asyncio puts a callback's arguments and a task's exception into the template itself.
BEFORE_ANY_VALUE = re.compile(r"[^(<'\"\n]*")


class Redactor:
    """Takes secrets out of a line: those it was given, and whatever looks like one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        plain = {secret for secret in secrets if secret}
        # Longest first, so that no secret is left half shown by a shorter one inside it.
        known = sorted(plain | {quote(secret, safe="") for secret in plain}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, line: str) -> str:
        if self._known:
            line = self._known.sub(HIDDEN, line)
        line = LOOKS_LIKE_A_TOKEN.sub(HIDDEN, line)
        line = TOKEN_IN_A_PATH.sub(f"/bot{HIDDEN}", line)
        return PASSWORD_IN_A_URL.sub(rf"\1:{HIDDEN}@", line)


def is_ours(module: str) -> bool:
    return module.partition(".")[0] in ROOMS


def frames(trace: TracebackType | None) -> Iterator[str]:
    """`module:line` of each frame, outermost first."""
    while trace is not None:
        yield f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
        trace = trace.tb_next


def place(exc: BaseException) -> str:
    """The innermost frame of ours, or the innermost at all; empty for an exception that was never raised."""
    all_frames = list(frames(exc.__traceback__))
    ours = [frame for frame in all_frames if is_ours(frame)]
    return (ours or all_frames or [""])[-1]


def named(exc: BaseException) -> str:
    """An exception's class and what is safe of its words."""
    name = type(exc).__name__
    if isinstance(exc, WORDS_ARE_OURS):
        return f"{name} ({exc})"
    if isinstance(exc, BaseExceptionGroup):
        return f"{name} of {', '.join(safe_error(inner) for inner in exc.exceptions)}"
    if isinstance(exc, DBAPIError) and exc.orig is not None:
        return f"{name} ({type(exc.orig).__name__})"
    if isinstance(exc, OSError) and exc.strerror:
        return f"{name} ({exc.strerror})"
    return name


def safe_error(exc: BaseException) -> str:
    """An exception in one line that can be logged: its class, its cause's class, and the place in our code.

    Its message is left out unless it is ours or fixed: Telegram's errors quote what was sent, the database's
    hold parameters, and anybody's may hold a client's words.
    """
    said = named(exc)
    cause = exc.__cause__ or (None if exc.__suppress_context__ else exc.__context__)
    if cause is not None:
        said += f" from {named(cause)}"
    where = place(exc)
    return f"{said} at {where}" if where else said


def exception_of(exc_info: object) -> BaseException | None:
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1] if isinstance(exc_info[1], BaseException) else None
    return sys.exc_info()[1] if exc_info else None


def tell_exceptions_safely(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Class and place instead of a traceback with its words; exceptions handed over as fields likewise."""
    if (exc := exception_of(event.pop("exc_info", None))) is not None:
        event["error"] = safe_error(exc)
        event["frames"] = [frame for frame in frames(exc.__traceback__) if is_ours(frame)]
    event.pop("stack_info", None)
    for key, value in event.items():
        if isinstance(value, BaseException):
            event[key] = safe_error(value)
    return event


def cut_what_libraries_say(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """A library's record becomes its template's first line: its arguments may hold anybody's words."""
    record: logging.LogRecord = event["_record"]
    event["logger"] = record.name
    if not event["_from_structlog"] and not is_ours(record.name):
        said = str(record.msg).partition("\n")[0]
        event["event"] = BEFORE_ANY_VALUE.match(said)[0] if record.name == "asyncio" else said  # type: ignore[index]
    return event


class SafeFormatter(structlog.stdlib.ProcessorFormatter):
    """Renders an event, then takes secrets out of the finished line, so that no nested field can hide one."""

    def __init__(self, redact: Redactor, *, as_json: bool) -> None:
        stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
        last: Processor = (
            structlog.processors.JSONRenderer(ensure_ascii=False)
            if as_json
            else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
        )
        super().__init__(
            processors=[
                cut_what_libraries_say,
                tell_exceptions_safely,
                structlog.stdlib.add_log_level,
                stamp,
                self.remove_processors_meta,
                last,
            ]
        )
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))


def set_up_logs(
    *,
    as_json: bool = False,
    level: int = logging.INFO,
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Route every log of the process, ours and libraries', to one stream (standard error unless given)."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(SafeFormatter(Redactor(secrets), as_json=as_json))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Else a record that cannot be formatted prints its arguments to standard error.
    logging.raiseExceptions = False
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    sys.excepthook = log_the_last_words
    threading.excepthook = lambda died: log_the_last_words(
        died.exc_type, died.exc_value or died.exc_type(), died.exc_traceback
    )


def log_the_last_words(kind: type[BaseException], exc: BaseException, trace: TracebackType | None) -> None:
    """What Python would print as a traceback, words and all, when nothing caught an exception."""
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger("bot").critical("nobody caught this", exc_info=(kind, exc, trace))
