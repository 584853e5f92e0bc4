"""Small real files to send: a picture and a voice note of silence."""

import struct
import zlib
from typing import Any

from simulator.strict import Upload

FORMS = {
    "voice": ("voice.ogg", "audio/ogg"),
    "video_note": ("note.mp4", "video/mp4"),
    "photo": ("photo.png", "image/png"),
    "sticker": ("sticker.webp", "image/webp"),
    "document": ("notes.txt", "text/plain"),
}
SILENT_FRAME = b"\xf8\xff\xfe"
"""Twenty milliseconds of silence in Opus."""
FRAMES_A_SECOND = 50
SAMPLES_A_FRAME = 960
LAST_PAGE, FIRST_PAGE = 4, 2


def of_kind(kind: str, details: dict[str, Any]) -> Upload | None:
    """A file for a message of that kind; None for kinds that hold none, such as a location."""
    if kind not in FORMS:
        return None
    name, mime = FORMS[kind]
    if kind in ("voice", "video_note"):
        return Upload(name, silence(details.get("duration", 3)), mime)
    return Upload(name, picture() if kind != "document" else b"notes\n", mime)


def picture(number: int = 0, width: int = 160, height: int = 120) -> bytes:
    """A PNG with a soft gradient; another `number` has another colour."""
    tint = (number * 67) % 160
    rows = b"".join(
        b"\0" + b"".join(bytes((90 + tint // 2, 120 + 100 * y // height, 200 - 110 * x // width)) for x in range(width))
        for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def silence(seconds: int) -> bytes:
    """A voice note of silence: Opus in Ogg, as Telegram's own are."""
    head = b"OpusHead" + struct.pack("<BBHIHB", 1, 1, 0, 48000, 0, 0)
    maker = b"simulator"
    tags = b"OpusTags" + struct.pack("<I", len(maker)) + maker + struct.pack("<I", 0)
    pages = [_page([head], 0, 0, FIRST_PAGE), _page([tags], 1, 0, 0)]
    for second in range(1, seconds + 1):
        at = second * FRAMES_A_SECOND * SAMPLES_A_FRAME
        kind = LAST_PAGE if second == seconds else 0
        pages.append(_page([SILENT_FRAME] * FRAMES_A_SECOND, second + 1, at, kind))
    return b"".join(pages)


def _page(packets: list[bytes], number: int, position: int, kind: int) -> bytes:
    """An Ogg page of whole packets, each shorter than 255 bytes."""
    lengths = bytes(len(packet) for packet in packets)
    head = struct.pack("<4sBBqIII", b"OggS", 0, kind, position, 1, number, 0) + bytes([len(lengths)]) + lengths
    page = head + b"".join(packets)
    return page[:22] + struct.pack("<I", _checksum(page)) + page[26:]


def _checksum(page: bytes) -> int:
    """Ogg's CRC-32: polynomial 04c11db7, not reflected, starting from zero."""
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1) ^ (0x104C11DB7 if value & 0x80000000 else 0)
    return value & 0xFFFFFFFF
