"""A host's folder, and the real command line run in it: within the test, or as the process that a host starts."""

import asyncio
import io
import os
import sys
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bot.command_line import main
from storage.database import Database
from storage.vault import Vault, create_key_file, load_key_file

LUOTTAMUS = Path(sys.executable).with_name("luottamus")
TOKEN = "123456789:AAEtokenThatMustNeverBeShown_abcdefgh"
MINIMAL = f'[telegram]\ntoken = "{TOKEN}"\n'
NOBODY_LISTENS = "http://127.0.0.1:9"
STARTS_WITHIN_S = 30


@dataclass(frozen=True)
class Ran:
    """What a command ended with. No run shows the token: it is looked for here, in every one."""

    code: int
    out: str
    err: str

    def __post_init__(self) -> None:
        assert TOKEN not in self.out + self.err
        assert "Traceback" not in self.out + self.err

    def refused(self, *said: str) -> bool:
        """Whether it was refused with 2, in at most three lines on standard error that say all of this."""
        assert (self.code, self.out) == (2, ""), self
        assert 1 <= len(self.err.splitlines()) <= 3, self.err
        missing = [each for each in said if each not in self.err]
        assert not missing, f"{missing} not in {self.err}"
        return True


class Host:
    """A folder, and the environment that commands see in it."""

    def __init__(self, folder: Path, base_url: str) -> None:
        self.folder = folder
        self.environ = {"LUOTTAMUS_TELEGRAM__BASE_URL": base_url}

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    def files(self) -> dict[str, bytes]:
        """What a command might have changed; SQLite's own log and lock come and go."""
        return {
            path.name: path.read_bytes()
            for path in sorted(self.folder.iterdir())
            if not path.name.endswith(("-wal", "-shm", ".lock"))
        }

    async def start(
        self, *arguments: str, stdin: int = asyncio.subprocess.DEVNULL, **environ: str
    ) -> asyncio.subprocess.Process:
        # What the outside set for the tests is not meant for the bot; without bytecode each start would take seconds.
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("LUOTTAMUS_") and name != "PYTHONDONTWRITEBYTECODE"
        }
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            LUOTTAMUS,
            *arguments,
            cwd=self.folder,
            env={**inherited, **self.environ, **environ},
            stdin=stdin,
            stdout=pipe,
            stderr=pipe,
            # Else a password prompt would find the terminal of whoever runs the tests.
            start_new_session=True,
        )

    async def command(self, *arguments: str, **environ: str) -> Ran:
        """The command as a process of its own."""
        return await ended(await self.start(*arguments, **environ))

    @asynccontextmanager
    async def running(self, port: int, command: str = "run", **environ: str):
        """`luottamus run`, or another, up to where its health can be asked for; killed if a test leaves it running."""
        environ["LUOTTAMUS_CONSOLE__PORT"] = str(port)
        process = await self.start(command, **environ)
        try:
            async with asyncio.timeout(STARTS_WITHIN_S):
                while process.returncode is None and await health(port) is None:  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
            yield process
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


class Here(Host):
    """Runs a command within this process, which spares each its start."""

    def __init__(self, folder, base_url, monkeypatch, capsys):
        super().__init__(folder, base_url)
        self.monkeypatch, self.capsys = monkeypatch, capsys
        monkeypatch.chdir(folder)
        for name in [name for name in os.environ if name.startswith("LUOTTAMUS_")]:
            monkeypatch.delenv(name)
        for name, value in self.environ.items():
            monkeypatch.setenv(name, value)

    async def command(self, *arguments, typed="", **environ):
        with self.monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["luottamus", *arguments])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode())))
            for name, value in environ.items():
                patch.setenv(name, value)
            self.capsys.readouterr()
            code = await asyncio.to_thread(self._code)
        return Ran(code, *self.capsys.readouterr())

    @staticmethod
    def _code():
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code

    @contextmanager
    def session(self):
        database = database_in(self.folder)
        with database.begin() as session:
            yield session
        database.close()


def make(folder: Path) -> None:
    """What `init` makes, made by hand, which spares a test the command's start."""
    (folder / "config.toml").write_text(MINIMAL)
    create_key_file(folder / "luottamus.key")
    database = database_in(folder)
    database.upgrade()
    database.close()


def database_in(folder: Path) -> Database:
    return Database(f"sqlite:///{folder}/luottamus.sqlite", Vault(load_key_file(folder / "luottamus.key")))


async def ended(process: asyncio.subprocess.Process) -> Ran:
    async with asyncio.timeout(STARTS_WITHIN_S):
        out, err = await process.communicate()
    return Ran(process.returncode, out.decode(), err.decode())


async def health(port: int) -> httpx.Response | None:
    """The answer of `/healthz`; None while nobody answers."""
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=2) as client:
            return await client.get(f"http://127.0.0.1:{port}/healthz")
    except httpx.HTTPError:
        return None
