"""No client's word and no token leaves through a log line, whoever wrote it and at whatever level."""

import asyncio
import io
import json
import logging
import sys
import threading

import httpx
import pytest
import structlog
from sqlalchemy import create_engine, text
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.config_faults import ConfigError
from bot.logs import Redactor, safe_error, set_up_logs

TOKEN = "123456789:AAEtokenThatMustNeverBeShown_abcdefgh"
WORDS = "I have not told my husband"


@pytest.fixture(params=["json", "console"])
def log(request):
    """Logs set up at the lowest level, and what they wrote; everything is put back afterwards."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level, logging.raiseExceptions, sys.excepthook, threading.excepthook)
    stream = io.StringIO()
    set_up_logs(as_json=request.param == "json", level=logging.DEBUG, secrets=[TOKEN, "short"], stream=stream)
    yield stream
    root.handlers[:], root.level, logging.raiseExceptions, sys.excepthook, threading.excepthook = before
    structlog.reset_defaults()


def silent(log: io.StringIO) -> str:
    written = log.getvalue()
    assert TOKEN not in written
    assert "AAEtoken" not in written
    assert WORDS not in written
    assert "husband" not in written
    return written


def test_an_event_is_one_line_with_its_fields(log):
    structlog.get_logger("bot.desk").info("turn saved", talk=7, step="score")
    written = silent(log)
    assert written.count("\n") == 1
    assert "turn saved" in written
    assert "score" in written
    assert "bot.desk" in written


@pytest.mark.parametrize(
    "said",
    [
        f"the token is {TOKEN}",
        f"https://api.telegram.org/bot{TOKEN}/getMe",
        "https://api.telegram.org/bot9:short-but-ours/getMe",
        "https://api.telegram.org/file/bot9%3Aours/voice/1.oga",
        "another's 987654321:BBEanotherBotsTokenOfThirtyFiveChars",
        "postgresql://me:short@db/x",
        "postgresql://me:p4ss@db/x",
        f"percent-encoded {TOKEN.replace(':', '%3A')}",
    ],
)
def test_what_is_or_looks_like_a_secret_is_hidden_everywhere_in_a_line(log, said):
    secret = structlog.get_logger("bot.app")
    secret.warning(said, field=said, nested={"deep": [said]})
    logging.getLogger("bot.app").error("%s", said)
    logging.getLogger("somebody").error(said)
    written = silent(log)
    assert "[hidden]" in written
    for part in ("short@", "p4ss", "ours", "BBEanother"):
        assert part not in written


def test_ordinary_text_is_left_alone():
    said = "coach 12 at 10:30, /bots/list, tests/bot_edges/x.py:12, http://127.0.0.1:8080/healthz"
    assert Redactor([TOKEN])(said) == said


def test_an_exception_is_logged_by_class_and_place_without_its_words(log):
    try:
        raise BadRequest(f"Can't parse entities: unsupported start tag {WORDS!r} {TOKEN}")
    except BadRequest:
        structlog.get_logger("bot.delivery").exception("send failed", outbox=3)
        logging.getLogger("bot.delivery").exception("send failed again")
    except_field = BadRequest(WORDS)
    structlog.get_logger("bot.delivery").error("failed", why=except_field)
    written = silent(log)
    assert written.count("BadRequest") == 3
    assert "test_logs:" in written
    assert "Traceback" not in written


def test_a_database_error_is_logged_without_its_parameters(log):
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO lines VALUES (:words)"), {"words": WORDS})
    except Exception:
        structlog.get_logger("bot.desk").exception("turn failed")
    assert "OperationalError (OperationalError)" in silent(log)


async def test_the_telegram_library_logs_neither_url_nor_payload(log):
    """The library at DEBUG, against a server that answers nonsense with a client's words in it."""

    def nonsense(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=f"{WORDS} {request.url}".encode())

    bot = Bot(TOKEN, request=_over(nonsense), get_updates_request=_over(nonsense))
    with pytest.raises(Exception) as caught:  # noqa: PT011
        await bot.send_message(1, WORDS)
    structlog.get_logger("bot.delivery").error("send failed", exc_info=caught.value)
    written = silent(log)
    assert "Can not load invalid JSON data" in written, "the library's ERROR is kept, cut to its template"
    assert "TelegramError" in written
    assert "HTTP Request" not in written


def _over(answer):
    from telegram.request import HTTPXRequest

    return HTTPXRequest(httpx_kwargs={"transport": httpx.MockTransport(answer)})


async def test_a_task_that_nobody_awaited_says_its_class_alone(log):
    async def says():
        raise ValueError(WORDS)

    task = asyncio.create_task(says())
    await asyncio.sleep(0)
    del task
    asyncio.get_running_loop().call_soon(lambda words: 1 / 0, WORDS)
    await asyncio.sleep(0)
    import gc

    gc.collect()
    written = silent(log)
    assert "Task exception was never retrieved" in written
    assert "ValueError" in written
    assert "ZeroDivisionError" in written


def test_what_nobody_caught_is_logged_in_place_of_a_traceback(log, capsys):
    try:
        raise KeyError(WORDS)
    except KeyError:
        sys.excepthook(*sys.exc_info())

    def says():
        raise ValueError(WORDS)

    thread = threading.Thread(target=says)
    thread.start()
    thread.join()
    assert silent(log).count("nobody caught this") == 2
    assert WORDS not in capsys.readouterr().err


def test_a_record_that_cannot_be_formatted_prints_nothing_of_itself(log, capsys):
    logging.getLogger("bot.desk").error("two %s %s", WORDS)
    silent(log)
    assert WORDS not in capsys.readouterr().err


@pytest.mark.parametrize("name", ["telegram.ext.ExtBot", "httpx", "httpcore.connection", "apscheduler.scheduler"])
def test_loud_libraries_are_silent_below_warning(log, name):
    logging.getLogger(name).info("POST %s", WORDS)
    assert log.getvalue() == ""
    logging.getLogger(name).warning("slow: %s", WORDS)
    assert "slow: %s" in silent(log)


def test_json_lines_are_json():
    stream = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        set_up_logs(as_json=True, stream=stream)
        structlog.get_logger("bot.app").info("started", clients=3)
    finally:
        root.handlers[:], root.level = before
        structlog.reset_defaults()
    line = json.loads(stream.getvalue())
    assert (line["event"], line["clients"], line["level"], line["logger"]) == (
        "started",
        3,
        "info",
        "bot.app",
    )
    assert line["timestamp"].endswith("Z")


def raised(exc: BaseException, cause: BaseException | None = None) -> BaseException:
    try:
        raise exc from cause
    except type(exc) as caught:
        return caught


@pytest.mark.parametrize(
    ("exc", "told"),
    [
        (ValueError(WORDS), "ValueError at "),
        (ConfigError("config.toml: telegram.token is missing"), "telegram.token is missing"),
        (RetryAfter(7), "Retry in 7 seconds"),
        (ConnectionRefusedError(111, "Connection refused"), "(Connection refused)"),
        (ExceptionGroup(WORDS, [ValueError(WORDS), KeyError(WORDS)]), "of ValueError, KeyError"),
    ],
)
def test_safe_error_says_class_and_place_and_only_safe_words(exc, told):
    said = safe_error(raised(exc))
    assert told in said
    assert "test_logs:" in said
    assert WORDS not in said


def test_safe_error_names_the_cause_and_our_own_frame():
    error = raised(NetworkError(WORDS), httpx.ConnectError(WORDS))
    assert safe_error(error).startswith("NetworkError from ConnectError at ")
    with pytest.raises(TypeError) as inside:
        Redactor([3])  # type: ignore[list-item]
    # The innermost frame of ours, not of the library that ours called.
    assert " at bot.logs:" in safe_error(inside.value)
    assert safe_error(ValueError(WORDS)) == "ValueError"
