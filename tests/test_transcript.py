"""A transcript as a coach reads it: in their own language, each message on one line, what is not shared folded."""

from datetime import UTC, datetime, timedelta

from bot.app import load_wording
from flows.transcript import Entry, Printer

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ENTRIES = (
    Entry(MONDAY, "template", text="How are you?\n\nFrom 1 to 5."),
    Entry(MONDAY, "client", "tap", "3"),
    Entry(MONDAY + timedelta(minutes=1), "client", "voice", ""),
    Entry(MONDAY + timedelta(minutes=2), "client", text="Ok", earlier=("Okay",)),
    Entry(MONDAY + timedelta(minutes=3), "client"),
    Entry(MONDAY + timedelta(minutes=4), "template"),
    Entry(MONDAY + timedelta(minutes=5), "client", "off_record", ""),
    Entry(MONDAY + timedelta(days=1), "client"),
    Entry(MONDAY + timedelta(days=1), "coach", text="Hello", delivery="unknown"),
)


def printed(language: str) -> list[str]:
    return Printer(load_wording(), language, "Europe/Helsinki").entries(ENTRIES).splitlines()


def test_in_english():
    assert printed("en") == [
        "# Monday 23 November 2026",
        "12:00  bot     How are you? / From 1 to 5.",
        "12:00  client  [3]",
        "12:01  client  (voice)",
        "12:02  client  Ok (was: Okay)",
        "12:03          (2 messages, not shared)",
        "12:05  client  (off the record from here)",
        "",
        "# Tuesday 24 November 2026",
        "12:00  client  (not shared)",
        "12:00  coach   Hello (not known to have arrived)",
    ]


def test_in_finnish():
    assert printed("fi") == [
        "# maanantai 23. marraskuuta 2026",
        "12:00  botti   How are you? / From 1 to 5.",
        "12:00  asiakas [3]",
        "12:01  asiakas (ääniviesti)",
        "12:02  asiakas Ok (oli: Okay)",
        "12:03          (2 viestiä, ei jaettu)",
        "12:05  asiakas (tästä eteenpäin ei tallennettu)",
        "",
        "# tiistai 24. marraskuuta 2026",
        "12:00  asiakas (ei jaettu)",
        "12:00  coach   Hello (ei varmaa, tuliko perille)",
    ]
