"""What a host has set: one TOML file, each key also as an environment variable.

The environment wins over the file (`LUOTTAMUS_TELEGRAM__TOKEN` over `token` in `[telegram]`). What is wrong
is said by `ConfigError` in at most three lines, each naming place, key and cure, and never a secret's value.
"""

import hashlib
import hmac
import ipaddress
import os
import re
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.config_faults import ConfigError, told

PREFIX = "LUOTTAMUS_"
HELPLINES = Path(__file__).with_name("helplines.toml")
HELPLINE_IS_STALE_AFTER = timedelta(days=180)


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_inside(host: str) -> bool:
    """Whether a host is off the open internet: this machine, a private address, a container's bare name."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host


def web_address(text: str) -> str:
    """A URL without its last slash. Raises ValueError unless it is http(s) with a host."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("is no http(s) address")
    parts.port  # noqa: B018  a port that is no number raises ValueError here
    return text.rstrip("/")


def private_or_https(text: str) -> str:
    address = urlsplit(web_address(text))
    if address.scheme == "http" and not is_inside(address.hostname or ""):
        raise ValueError("would send secrets and clients' words unencrypted")
    return text.rstrip("/")


def loopback_or_https(text: str) -> str:
    address = urlsplit(web_address(text))
    if address.scheme == "http" and not is_loopback(address.hostname or ""):
        raise ValueError("is plain HTTP beyond this machine")
    return text.rstrip("/")


def in_one_word(token: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[^\s/?#%]+", token.get_secret_value()):
        raise ValueError("is empty or holds a space or a slash")
    return token


def allowed_secret(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
        raise ValueError("is no secret that Telegram takes")
    return secret


def known_database(text: str) -> str:
    try:
        backend = make_url(text).get_backend_name()
    except ArgumentError:
        raise ValueError("is no database address") from None
    if backend not in ("sqlite", "postgresql"):
        raise ValueError(f"names {backend}")
    return text


def in_both_languages(value: object) -> object:
    return {"en": value, "fi": value} if isinstance(value, str) else value


def region_code(text: str) -> str:
    code = text.upper()
    if not re.fullmatch(r"[A-Z]{2}", code):
        raise ValueError("is no country code of two letters, such as FI")
    # Britain's code in ISO 3166 is GB; hosts write UK as people do.
    return "GB" if code == "UK" else code


def at_the_root(text: str) -> str:
    """A cookie of the console is its host's, so no other site may live there under another path."""
    if urlsplit(text).path:
        raise ValueError("names a path")
    return text


class Section(BaseModel):
    """One table of the file. A field's description is its cure: what to write instead."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


Port = Annotated[int, Field(ge=1, le=65535, description="give a port from 1 to 65535")]


class Telegram(Section):
    token: Annotated[
        SecretStr,
        AfterValidator(in_one_word),
        Field(description="give the token that @BotFather gave you, such as 123456789:AAE..."),
    ]
    base_url: Annotated[
        str,
        AfterValidator(private_or_https),
        Field(description="give a Bot API server such as https://api.telegram.org (http: private networks only)"),
    ] = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = Field(default="polling", description='give "polling" or "webhook"')
    webhook_url: Annotated[
        str | None,
        AfterValidator(lambda url: url and loopback_or_https(url)),
        Field(description="give the https address at which Telegram reaches this bot (http only on loopback)"),
    ] = None
    webhook_secret: Annotated[
        SecretStr | None,
        AfterValidator(lambda secret: secret and allowed_secret(secret)),
        Field(description="give 1 to 256 letters, digits, - or _, or leave it out and one is derived"),
    ] = None
    listen_host: str | None = Field(
        default=None, min_length=1, description="give an address to listen on, such as 127.0.0.1"
    )
    listen_port: Annotated[Port | None, Field(description="give a port from 1 to 65535")] = None
    messages_per_second: int = Field(default=30, ge=0, description="give a whole number, such as 30 (0: no limit)")

    @model_validator(mode="after")
    def webhook_has_an_address(self) -> "Telegram":
        if self.mode == "webhook" and self.webhook_url is None:
            raise ValueError('has mode "webhook" but no webhook_url; give the https address of this bot')
        return self

    @property
    def listens_on(self) -> tuple[str, int]:
        """Host and port of the webhook's own server; where not set, those of `webhook_url`."""
        address = urlsplit(self.webhook_url or "")
        port = address.port or (80 if address.scheme == "http" else 443)
        return self.listen_host or address.hostname or "127.0.0.1", self.listen_port or port

    @property
    def secret_for_webhook(self) -> str:
        """The configured secret, or one that every replica derives alike from the bot token."""
        if self.webhook_secret is not None:
            return self.webhook_secret.get_secret_value()
        token = self.token.get_secret_value().encode()
        return hmac.new(token, b"luottamus webhook secret", hashlib.sha256).hexdigest()


class Storage(Section):
    # It may hold a database password, so it shows in no repr.
    url: Annotated[
        str,
        AfterValidator(known_database),
        Field(repr=False, description="give sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME"),
    ] = "sqlite:///luottamus.sqlite"


class Security(Section):
    key_file: Path = Field(default=Path("luottamus.key"), description="give the path of the key file")


class Console(Section):
    host: str = Field(default="127.0.0.1", min_length=1, description="give an address to listen on, such as 127.0.0.1")
    port: Port = 8080
    public_url: Annotated[
        str | None,
        AfterValidator(lambda url: url and at_the_root(loopback_or_https(url))),
        Field(description="give the https address of a host of the console's own (http only on loopback)"),
    ] = None

    @property
    def address(self) -> str:
        return self.public_url or f"http://{self.host}:{self.port}"


class Nudges(Section):
    sweep_every_s: float = Field(default=30, gt=0, le=3600, description="give seconds, such as 30")


class Backup(Section):
    """Copies of an SQLite database; none unless a folder is given."""

    folder: Path | None = Field(default=None, description='give a folder, such as "backups"')
    keep: int = Field(default=7, ge=1, le=1000, description="give how many copies are kept, such as 7")
    every_hours: float = Field(default=24, gt=0, le=24 * 366, description="give hours, such as 24")


class Onboarding(Section):
    minimum_age: int = Field(default=18, ge=0, le=120, description="give an age in whole years, such as 18")


class Listening(Section):
    """A language model for the listener's seat. Off unless both `base_url` and `model` are given."""

    base_url: Annotated[
        str | None,
        AfterValidator(lambda url: url and private_or_https(url)),
        Field(
            description="give an OpenAI-compatible address such as http://127.0.0.1:11434/v1 "
            "(http: private networks only)"
        ),
    ] = None
    model: str | None = Field(default=None, min_length=1, description="give the model's name at that address")
    api_key: SecretStr | None = Field(default=None, min_length=1, description="give the key, or leave it out")
    timeout_s: float = Field(default=4, gt=0, le=20, description="give seconds up to 20, such as 4")

    @model_validator(mode="after")
    def is_whole(self) -> "Listening":
        if self.model is not None and self.base_url is None:
            raise ValueError("has model but no base_url; give the address of an OpenAI-compatible server")
        if self.base_url is not None and self.model is None:
            raise ValueError("has base_url but no model; give the model's name at that address")
        return self

    @property
    def host(self) -> str:
        """Who sees what the model is asked, as clients are told; "" where no model is set up."""
        return urlsplit(self.base_url or "").hostname or ""


class Texts(Section):
    """The same words in each language; a plain string in the file stands for both."""

    en: str = Field(min_length=1, description="give it in English")
    fi: str = Field(min_length=1, description="give it in Finnish")


BothLanguages = Annotated[Texts, BeforeValidator(in_both_languages)]


class Words(Section):
    """A host's own words, over the shipped ones. None unless a folder is given."""

    folder: Path | None = Field(default=None, description='give a folder, such as "words"')


class Helpline(Section):
    """Where help is: at least one of `phone` and `url`, and the page and day they were checked against."""

    name: BothLanguages = Field(description="give its name, or one each for en and fi")
    phone: str | None = Field(default=None, min_length=2, description="give the number as people dial it")
    url: Annotated[str | None, AfterValidator(lambda url: url and web_address(url))] = Field(
        default=None, description="give its page's address"
    )
    hours: BothLanguages = Field(description="say when it is open, or so in each of en and fi")
    languages: tuple[str, ...] = Field(default=(), description='give language codes, such as ["fi", "en"]')
    source: str = Field(min_length=1, description="give the page that it was checked against")
    checked: date = Field(description="give the day of the check, such as 2026-11-23")

    @model_validator(mode="after")
    def can_be_reached(self) -> "Helpline":
        if self.phone is None and self.url is None:
            raise ValueError("has neither phone nor url; give one of them")
        return self


Region = Annotated[str, AfterValidator(region_code)]
Helplines = Annotated[tuple[Helpline, ...], Field(min_length=1, description="give at least one helpline")]


@cache
def shipped_helplines() -> dict[str, tuple[Helpline, ...]]:
    document = tomllib.loads(HELPLINES.read_text(encoding="utf-8"))
    return {region: tuple(Helpline(**each) for each in lines) for region, lines in document.items()}


class Crisis(Section):
    """Help by region. A region that the host names replaces the shipped one; the other regions stay."""

    resources: Annotated[dict[Region, Helplines], AfterValidator(lambda given: shipped_helplines() | given)] = Field(
        default_factory=dict, validate_default=True, description="give [[crisis.resources.FI]] tables"
    )


class Config(BaseSettings):
    """All that is set. `load_config` is the way to one: it reads the file and the environment."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True, hide_input_in_errors=True
    )

    telegram: Telegram
    storage: Storage = Storage()
    security: Security = Security()
    console: Console = Console()
    nudges: Nudges = Nudges()
    backup: Backup = Backup()
    onboarding: Onboarding = Onboarding()
    listening: Listening = Listening()
    words: Words = Words()
    crisis: Crisis = Field(default_factory=Crisis)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  pydantic passes all five by name
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # Only what load_config hands over: it knows which of file and environment a fault is in.
        return (init_settings,)


def read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file; `luottamus init --config {path}` makes one") from None
    except OSError as fault:
        raise ConfigError(f"{path}: cannot be read ({fault.strerror}); give the bot's account access") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8 text; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as fault:
        found = re.search(r" at .+(?=\)$)", str(fault).replace("(at", " at"))
        where = found[0] if found else ""
        raise ConfigError(f'{path}: is not TOML{where}; texts stand in quotes, as in key = "text"') from None


def read_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """The nested document that `LUOTTAMUS_SECTION__KEY` variables spell."""
    source = EnvSettingsSource(Config)
    source.env_vars = {name.lower(): value for name, value in environ.items()}
    try:
        document = source()
    except SettingsError as fault:
        named = re.search(r'field "(\w+)"', str(fault))
        name = PREFIX + (named[1].upper() if named else "...")
        raise ConfigError(f"environment: {name} is not JSON; give JSON, or one variable a key") from None
    for name in source.env_vars:
        if name.startswith(PREFIX.lower()) and "__" in name:
            section, key = name.removeprefix(PREFIX.lower()).split("__", 1)
            document.setdefault(section, {key: ""})
    return document


def merged(below: dict[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    document = dict(below)
    for key, value in above.items():
        inner = document.get(key)
        if isinstance(inner, dict) and isinstance(value, dict):
            document[key] = merged(inner, value)
        else:
            document[key] = value
    return document


def beside(folder: Path, url: str) -> str:
    """A relative SQLite file is meant relative to the configuration, not to where the bot was started."""
    parsed: URL = make_url(url)
    file = parsed.database
    if parsed.get_backend_name() != "sqlite" or not file or file == ":memory:" or file.startswith("file:"):
        return url
    return parsed.set(database=str(folder / file)).render_as_string(hide_password=False)


def placed_backup(config: Config, path: Path, folder: Path) -> Backup:
    """A relative folder is meant relative to the configuration too. Raises ConfigError for PostgreSQL."""
    backup = config.backup
    if backup.folder is None:
        return backup
    if make_url(config.storage.url).get_backend_name() != "sqlite":
        raise ConfigError(f"{path}: backup.folder is for SQLite alone; leave it out and use PostgreSQL's own pg_dump")
    return backup.model_copy(update={"folder": folder / backup.folder.expanduser()})


def load_config(path: Path, environ: Mapping[str, str] | None = None) -> Config:
    """Read `path` and the environment (the process's own unless one is given). Raises ConfigError."""
    file = read_file(path)
    environment = read_environment(os.environ if environ is None else environ)
    try:
        config = Config(**merged({"telegram": {}}, merged(file, environment)))
    except ValidationError as faults:
        raise ConfigError(told(faults, Config, path, environment, PREFIX)) from None
    folder = path.resolve().parent
    return config.model_copy(
        update={
            "storage": Storage(url=beside(folder, config.storage.url)),
            "security": Security(key_file=folder / config.security.key_file.expanduser()),
            "backup": placed_backup(config, path, folder),
            "words": Words(folder=config.words.folder and folder / config.words.folder.expanduser()),
        }
    )


def stale_helplines(config: Config, today: date) -> list[tuple[str, Helpline]]:
    """Region and helpline of each that nobody has checked for half a year (or only in the future)."""
    return [
        (region, line)
        for region, lines in config.crisis.resources.items()
        for line in lines
        if not today - HELPLINE_IS_STALE_AFTER <= line.checked <= today
    ]
