"""What a Mini App says of itself: `initData`, which Telegram signed with a key made of the bot's token."""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

FRESH = timedelta(minutes=5)
SKEW = timedelta(minutes=1)
"""By how much Telegram's clock may be ahead of ours."""


def person_in(init_data: str, bot_token: str, now: datetime) -> int | None:
    """The Telegram id of whoever opened it; None unless Telegram signed it, for this bot, within five minutes.

    Source: Telegram Bot API, Mini Apps, "Validating data received via the Mini App".
    """
    fields = dict(parse_qsl(init_data, keep_blank_values=True))
    given = fields.pop("hash", "")
    checked = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    secret = hmac.new(b"WebAppData", bot_token.encode(), hashlib.sha256).digest()
    signed = hmac.new(secret, checked.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(signed.encode(), given.encode("utf-8", "surrogatepass")):
        return None
    try:
        age = now.timestamp() - int(fields["auth_date"])
        person = json.loads(fields["user"])["id"]
    except (KeyError, TypeError, ValueError):
        return None
    fresh = -SKEW.total_seconds() <= age <= FRESH.total_seconds()
    return person if fresh and isinstance(person, int) else None
