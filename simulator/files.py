"""Files a bot or a person sent: kept in memory, found again by `file_id` and by path."""

import hashlib
from dataclasses import dataclass
from typing import Any

from simulator.strict import Upload

FOLDERS = {"photo": "photos", "voice": "voice", "sticker": "stickers", "video_note": "video_notes"}


@dataclass(frozen=True)
class Stored:
    """A file under its id and path."""

    id: str
    path: str
    upload: Upload

    @property
    def unique_id(self) -> str:
        return hashlib.sha256(self.upload.data).hexdigest()[:16]

    def as_json(self) -> dict[str, Any]:
        """The fields every file has in the Bot API."""
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.upload.data)}


class Files:
    """One bot's files. A `file_id` holds for that bot alone, as the real ones do."""

    def __init__(self) -> None:
        self._by_id: dict[str, Stored] = {}
        self._by_path: dict[str, Stored] = {}

    def keep(self, kind: str, upload: Upload) -> Stored:
        number = len(self._by_id)
        ending = upload.name.rpartition(".")[2] if "." in upload.name else "bin"
        folder = FOLDERS.get(kind, "documents")
        stored = Stored(f"{kind}-{number:06d}-file-of-the-simulator", f"{folder}/file_{number}.{ending}", upload)
        self._by_id[stored.id] = self._by_path[stored.path] = stored
        return stored

    def by_id(self, file_id: str) -> Stored | None:
        return self._by_id.get(file_id)

    def at(self, path: str) -> Stored | None:
        return self._by_path.get(path)
