"""multipart/form-data, read as bots write it: fields, and files whole in memory."""

import re
from email.message import Message

from simulator.strict import Upload


class MalformedError(ValueError):
    """A body that is not the multipart it says it is."""


def read(content_type: str, body: bytes) -> tuple[dict[str, str], dict[str, Upload]]:
    """The fields and the files of a body, by name."""
    boundary = _parameter(content_type, "boundary", header="content-type")
    if not boundary:
        raise MalformedError("no boundary")
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary.encode("latin-1"))
    if len(parts) < 2 or not parts[-1].startswith(b"--"):
        raise MalformedError("the last boundary is missing")
    for part in parts[1:-1]:
        head, found, data = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = _headers(head)
        disposition = headers.get("content-disposition", "")
        name = _parameter(disposition, "name")
        if not found or name is None:
            raise MalformedError("a part without a name")
        filename = _parameter(disposition, "filename")
        if filename is None:
            fields[name] = data.decode("utf-8", "replace")
        else:
            mime = headers.get("content-type", "application/octet-stream").split(";")[0].strip()
            files[name] = Upload(re.split(r"[/\\]", filename)[-1] or "file", data, mime)
    return fields, files


def _headers(head: bytes) -> dict[str, str]:
    lines = (line.partition(":") for line in head.decode("utf-8", "replace").split("\r\n"))
    return {name.strip().lower(): value.strip() for name, _, value in lines if name.strip()}


def _parameter(value: str, name: str, header: str = "content-disposition") -> str | None:
    message = Message()
    message[header] = value
    found = message.get_param(name, header=header)
    if isinstance(found, tuple):
        return str(found[2])
    return None if found is None else str(found)
