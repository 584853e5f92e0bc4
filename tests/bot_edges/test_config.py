"""Wrong configuration is said in lines that a host can act on; right configuration does what was set."""

import re
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.config import Config, Helpline, load_config, shipped_helplines, stale_helplines
from bot.config_faults import ConfigError, keys_of

TOKEN = "123456789:AAEtokenThatMustNeverBeShown_abcdefgh"
MINIMAL = f'[telegram]\ntoken = "{TOKEN}"\n'
EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


@pytest.fixture
def written(tmp_path):
    def write(text: str) -> Path:
        path = tmp_path / "config.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def fault_of(path: Path, **environ: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load_config(path, {f"LUOTTAMUS_{name}": value for name, value in environ.items()})
    assert caught.value.__cause__ is None, "a traceback would show the value"
    assert len(str(caught.value).splitlines()) <= 3
    return str(caught.value)


def test_a_token_alone_is_a_whole_configuration(written, tmp_path):
    config = load_config(written(MINIMAL), {})
    assert config.telegram.token.get_secret_value() == TOKEN
    assert config.telegram.base_url == "https://api.telegram.org"
    assert (config.telegram.mode, config.telegram.messages_per_second) == ("polling", 30)
    assert config.storage.url == f"sqlite:///{tmp_path}/luottamus.sqlite"
    assert config.security.key_file == tmp_path / "luottamus.key"
    assert (config.nudges.sweep_every_s, config.onboarding.minimum_age) == (30, 18)
    assert (config.console.host, config.console.address) == ("127.0.0.1", "http://127.0.0.1:8080")


def test_the_environment_wins_over_the_file(written):
    path = written(MINIMAL + "[nudges]\nsweep_every_s = 10\n")
    environ = {
        "LUOTTAMUS_TELEGRAM__TOKEN": "9:from-the-environment",
        "LUOTTAMUS_NUDGES__SWEEP_EVERY_S": "0.5",
        "LUOTTAMUS_CONSOLE__PORT": "9001",
        "HOME": "/nowhere",
    }
    config = load_config(path, environ)
    assert config.telegram.token.get_secret_value() == "9:from-the-environment"
    assert (config.nudges.sweep_every_s, config.console.port) == (0.5, 9001)


def test_the_process_environment_is_read_where_none_is_given(written, monkeypatch):
    monkeypatch.setenv("LUOTTAMUS_ONBOARDING__MINIMUM_AGE", "21")
    assert load_config(written(MINIMAL)).onboarding.minimum_age == 21


@pytest.mark.parametrize(
    ("text", "key", "cure"),
    [
        (MINIMAL.replace("token", "tokn"), "unknown key telegram.tokn", "telegram.token?"),
        (f'token = "{TOKEN}"\n', "unknown key token", "telegram.token?"),
        (MINIMAL + "[storge]\nurl = 'x'\n", "unknown key storge", "did you mean storage?"),
        (MINIMAL + "[nudges]\nsweep = 3\n", "unknown key nudges.sweep", "nudges.sweep_every_s?"),
        (MINIMAL + "[nudges]\nsweep_every_s = 'often'\n", "nudges.sweep_every_s is 'often'", "give seconds"),
        (MINIMAL + "[nudges]\nsweep_every_s = 0\n", "nudges.sweep_every_s is 0", "give seconds"),
        (MINIMAL + "messages_per_second = -1\n", "telegram.messages_per_second is -1", "0: no limit"),
        (MINIMAL + "mode = 'pull'\n", "telegram.mode is 'pull'", '"polling" or "webhook"'),
        (MINIMAL + "mode = 'webhook'\n", "no webhook_url", "give the https address"),
        (
            MINIMAL + "[console]\npublic_url = 'https://example.org/coach'\n",
            "console.public_url",
            "a host of the console's own",
        ),
        (
            MINIMAL + "webhook_url = 'http://bot.example.org'\n",
            "telegram.webhook_url",
            "http only on loopback",
        ),
        (MINIMAL + "base_url = 'http://api.telegram.org'\n", "telegram.base_url", "unencrypted"),
        (MINIMAL + "base_url = 'api.telegram.org'\n", "telegram.base_url", "https://api.telegram.org"),
        (MINIMAL + "listen_port = 99999\n", "telegram.listen_port is 99999", "from 1 to 65535"),
        (
            MINIMAL + "[storage]\nurl = 'mysql://me:PASSWORD@db/x'\n",
            "storage.url names mysql",
            "sqlite:///FILE",
        ),
        (MINIMAL + "[storage]\nurl = 'PASSWORD only'\n", "storage.url", "sqlite:///FILE"),
        ("", "telegram.token is missing", "@BotFather"),
        ("[telegram]\ntoken = ''\n", "telegram.token is empty", "@BotFather"),
        ("telegram = 3\n", "telegram is no table", "[telegram]"),
        ("[telegram]\ntoken = 123:abc\n", "is not TOML at line 2", "quotes"),
        (MINIMAL + "[listening]\nmodel = 'x'\n", "listening has model but no base_url", "OpenAI-compatible"),
        (
            MINIMAL + "[listening]\nbase_url = 'https://x.example.org/v1'\n",
            "listening has base_url but no model",
            "give the model's name",
        ),
        (
            MINIMAL + "[listening]\nmodel = 'x'\nbase_url = 'http://llm.example.org/v1'\n",
            "listening.base_url would send secrets and clients' words unencrypted",
            "private networks only",
        ),
        (MINIMAL + "[listening]\ntimeout_s = 60\n", "listening.timeout_s is 60", "seconds up to 20"),
        (MINIMAL + "[listening]\napi_key = ''\n", "listening.api_key is set wrongly", "leave it out"),
        (MINIMAL + "[listening]\nmodle = 'x'\n", "listening.modle", "listening.model?"),
        (MINIMAL + "[crisis]\nresources = 3\n", "crisis.resources is 3", "[[crisis.resources.FI]]"),
        (MINIMAL + "[[crisis.resources.finland]]\n", "crisis.resources.finland", "such as FI"),
        (
            MINIMAL + "[[crisis.resources.FI]]\nphne = '1'\n",
            "crisis.resources.FI.1.phne",
            "resources.FI.1.phone?",
        ),
    ],
)
def test_a_fault_names_file_key_and_cure(written, text, key, cure):
    path = written(text)
    told = fault_of(path)
    assert told.startswith(f"{path}: ")
    assert key in told
    assert cure in told
    assert TOKEN not in told
    assert "PASSWORD only" not in told
    assert "me:PASSWORD" not in told


def test_a_fault_of_the_environment_names_the_variable(written):
    path = written(MINIMAL)
    assert fault_of(path, TELEGRAM__MODE="pull").startswith("environment: LUOTTAMUS_TELEGRAM__MODE is 'pull'")
    assert "did you mean telegram.token?" in fault_of(path, TELEGRAM__TOKKEN="x")
    assert "unknown key LUOTTAMUS_TELEGRM" in fault_of(path, TELEGRM__TOKEN="x")
    assert fault_of(path, CRISIS="{{") == "environment: LUOTTAMUS_CRISIS is not JSON; give JSON, or one variable a key"


def test_a_missing_file_says_how_to_make_it(tmp_path):
    assert "luottamus init --config" in fault_of(tmp_path / "none.toml")


def test_a_folder_or_another_encoding_is_said_plainly(tmp_path):
    assert "cannot be read (Is a directory)" in fault_of(tmp_path)
    (tmp_path / "config.toml").write_bytes(b'[telegram]\ntoken = "\xe4"\n')
    assert "save it as UTF-8" in fault_of(tmp_path / "config.toml")


def test_many_faults_still_fit_three_lines(written):
    told = fault_of(written("[telegram]\na=1\nb=2\nc=3\nd=4\n"))
    assert told.splitlines()[-1].endswith("and 3 more like these")


def test_no_secret_is_ever_shown(written):
    config = load_config(
        written(MINIMAL + "webhook_secret = 'hush'\n[storage]\nurl = 'postgresql://me:PASSWORD@db/x'\n"), {}
    )
    for shown in (repr(config), str(config), repr(config.telegram), repr(config.storage)):
        assert TOKEN not in shown
        assert "hush" not in shown
        assert "PASSWORD" not in shown


@pytest.mark.parametrize(
    ("set_", "stands"),
    [
        ("sqlite:///data/bot.sqlite", "sqlite:///{folder}/data/bot.sqlite"),
        ("sqlite:////srv/bot.sqlite", "sqlite:////srv/bot.sqlite"),
        ("sqlite://", "sqlite://"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("postgresql+psycopg://me:p%40ss@db/x", "postgresql+psycopg://me:p%40ss@db/x"),
    ],
)
def test_a_relative_database_file_lies_beside_the_configuration(written, tmp_path, set_, stands):
    config = load_config(written(MINIMAL + f"[storage]\nurl = '{set_}'\n"), {})
    assert config.storage.url == stands.format(folder=tmp_path)


@pytest.mark.parametrize(
    ("lines", "where"),
    [
        ("webhook_url = 'https://bot.example.org/t'", ("bot.example.org", 443)),
        ("webhook_url = 'http://127.0.0.1:8443/t'", ("127.0.0.1", 8443)),
        ("webhook_url = 'http://[::1]:8443'", ("::1", 8443)),
        (
            "webhook_url = 'https://bot.example.org:88'\nlisten_host = '0.0.0.0'\nlisten_port = 9000",
            ("0.0.0.0", 9000),
        ),
    ],
)
def test_the_webhook_listens_where_its_url_says_unless_told_otherwise(written, lines, where):
    assert load_config(written(f"{MINIMAL}mode = 'webhook'\n{lines}\n"), {}).telegram.listens_on == where


def test_no_model_is_asked_unless_one_is_set_up_and_its_host_is_what_clients_are_told(written):
    assert load_config(written(MINIMAL), {}).listening.host == ""
    lines = "[listening]\nbase_url = 'https://me:secret@llm.example.org:8443/v1'\nmodel = 'x'\napi_key = 'sk-secret'\n"
    config = load_config(written(MINIMAL + lines), {})
    assert config.listening.host == "llm.example.org"
    assert config.listening.timeout_s == 4
    assert "sk-secret" not in repr(config)


def test_replicas_derive_the_same_webhook_secret(written):
    one, same = (load_config(written(MINIMAL), {}).telegram.secret_for_webhook for _ in range(2))
    other = load_config(written('[telegram]\ntoken = "1:other"\n'), {}).telegram.secret_for_webhook
    assert one == same != other
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,256}", one)
    assert load_config(written(MINIMAL + "webhook_secret = 'mine'\n"), {}).telegram.secret_for_webhook == "mine"


def test_a_region_of_the_host_replaces_the_shipped_one_and_no_other(written):
    own = """
[[crisis.resources.uk]]
name = "A line"
phone = "1234"
hours = { en = "always", fi = "aina" }
languages = ["en"]
source = "https://example.org"
checked = 2026-01-01
"""
    resources = load_config(written(MINIMAL + own), {}).crisis.resources
    assert [line.phone for line in resources["GB"]] == ["1234"]
    assert (resources["GB"][0].name.fi, resources["GB"][0].hours.fi) == ("A line", "aina")
    assert resources["FI"] == shipped_helplines()["FI"]


def test_shipped_helplines_are_the_known_numbers_in_both_languages():
    numbers = {region: [line.phone for line in lines] for region, lines in shipped_helplines().items()}
    assert numbers == {
        "FI": ["112", "09 2525 0111", "09 2525 0116"],
        "EU": ["112"],
        "GB": ["999", "116 123"],
        "US": ["911", "988"],
    }
    for line in (line for lines in shipped_helplines().values() for line in lines):
        assert line.source.startswith("https://")
        assert line.name.en
        assert line.name.fi


def test_helplines_go_stale_after_half_a_year(written):
    config = load_config(written(MINIMAL), {})
    newest = max(line.checked for lines in config.crisis.resources.values() for line in lines)
    assert stale_helplines(config, newest) == []
    assert stale_helplines(config, newest + timedelta(days=180)) == []
    stale = stale_helplines(config, newest + timedelta(days=181))
    assert ("FI", shipped_helplines()["FI"][0]) in stale


def test_a_check_in_the_future_is_no_check(written):
    config = load_config(written(MINIMAL), {})
    assert stale_helplines(config, date(2020, 1, 1))


def uncommented(text: str) -> str:
    """The example with each key that stands behind a # set."""
    return re.sub(r"^# (?=\w+ = |\[\[)", "", text, flags=re.MULTILINE)


def test_the_example_loads_as_it_stands_and_with_every_key_set(written):
    text = EXAMPLE.read_text(encoding="utf-8")
    assert load_config(EXAMPLE, {}).telegram.mode == "polling"
    full = load_config(written(uncommented(text)), {})
    assert full.telegram.listen_port == 8443
    assert full.crisis.resources["SE"][0].phone == "112"


def test_every_key_stands_in_the_example_with_its_default():
    text = EXAMPLE.read_text(encoding="utf-8")
    document = tomllib.loads(uncommented(text))
    for key in keys_of(Config):
        inner = document
        for step in key.split("."):
            assert step in inner, f"config.example.toml does not name {key}"
            inner = inner[step]
    assert set(document["crisis"]["resources"]["SE"][0]) == set(Helpline.model_fields)
    unset, example = Config(telegram={"token": TOKEN}), tomllib.loads(text)
    for section in ("storage", "console", "nudges", "onboarding"):
        for key, value in example[section].items():
            assert getattr(getattr(unset, section), key) == value, f"{section}.{key}"


def test_each_key_of_the_example_is_explained():
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    block: list[str] = []
    for line in lines:
        if re.match(r"(# )?\w+ = ", line) and "crisis" not in "".join(block):
            assert any(said.startswith("# ") for said in block), f"{line!r} has no comment above it"
        block = [] if not line or line.startswith("[") else [*block, line]
