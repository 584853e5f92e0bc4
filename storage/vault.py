"""The vault: client words become bytes that only the host's key opens again.

Every engagement and every coach has a data key of its own (256 bits, AES-GCM), which the host's key wraps.
What is sealed is bound to its place: format version, data key (each has exactly one owner), table, row and
column are the associated data, so bytes moved to another place do not open. A nonce is 96 random bits; a data
key would need some 2**32 messages before two of them became likely to meet.

Unwrapped keys are cached, the least used ones dropped. `destroy` drops the key from this process. In another
process a cached key can outlive its row, but has nothing left to open there: the row that names it
(engagement or coach) is deleted in the same transaction, and `prune` drops such keys.
"""

import json
import os
from collections import OrderedDict
from collections.abc import Callable, Iterable
from pathlib import Path
from stat import S_IMODE
from threading import Lock
from typing import Any, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.tables import DataKey

KEY_BYTES = 32
_NONCE_BYTES = 12
_VERSION = b"\x01"


class KeyFileError(Exception):
    """The host's key file cannot be used; says which file and how to mend it."""


class SealBroken(Exception):  # noqa: N818 (it is what happened)
    """Sealed bytes do not open: changed, moved to another place, or sealed by another key."""


def create_key_file(path: Path) -> None:
    """Make a new host key, readable by its owner alone. Overwrites nothing: raises KeyFileError if there is
    one.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyFileError(f"{path}: there is a key file already; it is left as it is") from None
    except OSError as error:
        raise KeyFileError(f"{path}: the key file cannot be made ({error.strerror}); mend the folder") from None
    with os.fdopen(handle, "wb") as file:
        os.fchmod(handle, 0o600)
        file.write(os.urandom(KEY_BYTES).hex().encode() + b"\n")
        file.flush()
        os.fsync(handle)


def load_key_file(path: Path) -> bytes:
    """The host's key. Raises KeyFileError if it is missing, unreadable, readable by others, or no key."""
    try:
        with path.open("rb") as file:
            mode = S_IMODE(os.fstat(file.fileno()).st_mode)
            text = file.read(1024)
    except FileNotFoundError:
        raise KeyFileError(
            f"{path}: there is no key file; copy the one this database was made with, "
            "or run `luottamus init` for a new database"
        ) from None
    except OSError as error:
        raise KeyFileError(f"{path}: the key file cannot be read ({error.strerror})") from None
    if mode & 0o077:
        raise KeyFileError(f"{path}: others on this machine may read the key file; run `chmod 600 {path}`")
    try:
        key = bytes.fromhex(text.decode("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyFileError(
            f"{path}: the key file does not hold {2 * KEY_BYTES} hexadecimal digits; put back the one that `init` made"
        )
    return key


def _place(key_id: int | None, table: str, row: int, column: str) -> bytes:
    return _VERSION + f"{key_id or 'host'}/{table}/{row}/{column}".encode()


def _seal(cipher: AESGCM, clear: bytes, place: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + cipher.encrypt(nonce, clear, place)


def _open(cipher: AESGCM, sealed: bytes, place: bytes) -> bytes:
    start = len(_VERSION) + _NONCE_BYTES
    if sealed[: len(_VERSION)] == _VERSION:
        try:
            return cipher.decrypt(sealed[len(_VERSION) : start], sealed[start:], place)
        except (InvalidTag, ValueError):
            pass
    where = place[len(_VERSION) :].decode()
    raise SealBroken(f"what is sealed at {where} does not open: wrong host key, or the database was changed")


class Vault:
    """Seals and opens. `key_id` None stands for the host itself: things that belong to no one yet."""

    def __init__(self, host_key: bytes, cached: int = 10_000) -> None:
        if len(host_key) != KEY_BYTES:
            raise ValueError(f"a host key has {KEY_BYTES} bytes, not {len(host_key)}")
        # One key for each use: wrapping data keys, and sealing what has no data key.
        self._wrapper = AESGCM(HKDFExpand(SHA256(), KEY_BYTES, b"luottamus wrap").derive(host_key))
        self._host = AESGCM(HKDFExpand(SHA256(), KEY_BYTES, b"luottamus host").derive(host_key))
        self._cached = cached
        self._ciphers: OrderedDict[int, AESGCM] = OrderedDict()
        self._lock = Lock()

    def new_key(self, session: Session, owner: Literal["engagement", "coach"]) -> int:
        key_id, key = new_id(), os.urandom(KEY_BYTES)
        wrapped = _seal(self._wrapper, key, _place(key_id, "data_keys", key_id, owner))
        session.add(DataKey(id=key_id, owner=owner, wrapped=wrapped))
        session.flush()
        self._keep(key_id, AESGCM(key))
        return key_id

    def seal(self, session: Session, key_id: int | None, table: str, row: int, column: str, text: str) -> bytes:
        """Any text, lone surrogates and NUL included. Raises SealBroken if the key is gone or of another
        host.
        """
        clear = text.encode("utf-8", "surrogatepass")
        return _seal(self._cipher(session, key_id), clear, _place(key_id, table, row, column))

    def open(self, session: Session, key_id: int | None, table: str, row: int, column: str, sealed: bytes) -> str:
        clear = _open(self._cipher(session, key_id), sealed, _place(key_id, table, row, column))
        return clear.decode("utf-8", "surrogatepass")

    def seal_value(
        self, session: Session, key_id: int | None, table: str, row: int, column: str, value: object
    ) -> bytes:
        """A JSON value; tuples come back as lists."""
        return self.seal(session, key_id, table, row, column, _to_json(value))

    def open_value(self, session: Session, key_id: int | None, table: str, row: int, column: str, sealed: bytes) -> Any:
        return json.loads(self.open(session, key_id, table, row, column, sealed))

    def wrapped_anew(self, key: DataKey, old: "Vault") -> bytes:
        """A data key that the old host key wraps, wrapped by this one."""
        place = _place(key.id, "data_keys", key.id, key.owner)
        return _seal(self._wrapper, _open(old._wrapper, key.wrapped, place), place)

    def prime(self, key: DataKey | None) -> None:
        """Remember a data key that a query has loaded anyway."""
        if key is not None and key.id not in self._ciphers:
            self._keep(key.id, self._unwrapped(key))

    def has(self, key_ids: Iterable[int]) -> bool:
        """Whether all of these are remembered."""
        return all(each in self._ciphers for each in key_ids)

    def destroy(self, session: Session, key_id: int) -> None:
        """From the commit on, nothing that this key sealed opens again anywhere."""
        session.execute(delete(DataKey).where(DataKey.id == key_id))
        with self._lock:
            self._ciphers.pop(key_id, None)

    def prune(self, session: Session) -> int:
        """Drop cached keys whose row is gone (erased by another process); how many there were."""
        with self._lock:
            held = list(self._ciphers)
        alive: set[int] = set()
        for start in range(0, len(held), 500):
            few = held[start : start + 500]
            alive.update(session.scalars(select(DataKey.id).where(DataKey.id.in_(few))))
        gone = [key_id for key_id in held if key_id not in alive]
        with self._lock:
            for key_id in gone:
                self._ciphers.pop(key_id, None)
        return len(gone)

    def count(self, session: Session) -> int:
        """How many data keys there are."""
        return session.scalar(select(func.count()).select_from(DataKey)) or 0

    def check(self, session: Session) -> None:
        """Raises SealBroken if this database was sealed with another host key."""
        key = session.scalars(select(DataKey).limit(1)).first()
        if key is not None:
            self._unwrapped(key)

    def _cipher(self, session: Session, key_id: int | None) -> AESGCM:
        if key_id is None:
            return self._host
        with self._lock:
            cipher = self._ciphers.get(key_id)
            if cipher is not None:
                self._ciphers.move_to_end(key_id)
                return cipher
        key = session.get(DataKey, key_id)
        if key is None:
            raise SealBroken(f"data key {key_id} is gone; what it sealed was erased")
        cipher = self._unwrapped(key)
        self._keep(key_id, cipher)
        return cipher

    def _unwrapped(self, key: DataKey) -> AESGCM:
        return AESGCM(_open(self._wrapper, key.wrapped, _place(key.id, "data_keys", key.id, key.owner)))

    def _keep(self, key_id: int, cipher: AESGCM) -> None:
        with self._lock:
            self._ciphers[key_id] = cipher
            while len(self._ciphers) > self._cached:
                self._ciphers.popitem(last=False)


_to_json: Callable[[object], str] = json.JSONEncoder(separators=(",", ":")).encode


def vault_of(session: Session) -> Vault:
    vault: Vault = session.info["vault"]
    return vault
