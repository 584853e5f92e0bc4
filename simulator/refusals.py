"""What the Bot API answers when it refuses, word for word where the real words are known."""

from typing import Any


class RefusalError(Exception):
    """A request the Bot API answers with `"ok": false`."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_json(self) -> dict[str, Any]:
        """The body of the answer, as Telegram writes it."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(reason: str) -> RefusalError:
    return RefusalError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> RefusalError:
    return RefusalError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> RefusalError:
    return RefusalError(409, f"Conflict: {reason}")


def too_many(retry_after: int) -> RefusalError:
    return RefusalError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def unauthorized() -> RefusalError:
    return RefusalError(401, "Unauthorized")


def not_found() -> RefusalError:
    return RefusalError(404, "Not Found")


def blocked() -> RefusalError:
    return forbidden("bot was blocked by the user")
