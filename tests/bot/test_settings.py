"""What may be set, in which spellings, and what is said about a setting that is wrong."""

from __future__ import annotations

from dataclasses import is_dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from bot.settings import CONFIG, Settings, load, networks, secret_key
from written.reading import Finding, Unreadable, read_yaml

KEYS = {
    name: set(vars(part))
    for name, part in vars(Settings()).items()
    if is_dataclass(part) and name not in ("telegram", "zalo_oa", "zalo_bot", "wifi")
}


def read(tmp_path: Path, config: str = "", env: str | None = None, **environment: str) -> Settings:
    if config:
        (tmp_path / "config.yaml").write_text(config, encoding="utf-8")
    if env is not None:
        (tmp_path / ".env").write_text(env, encoding="utf-8")
    return load(tmp_path / "config.yaml", {"DATABASE_URL": "sqlite://", **environment})


def refused(tmp_path: Path, config: str = "", **environment: str) -> list[Finding]:
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, config, **environment)
    assert all(finding.severity == "lỗi" for finding in caught.value.findings)
    return caught.value.findings


def test_the_shipped_file_says_what_holds_without_it(tmp_path: Path) -> None:
    without = read(tmp_path)
    assert read(tmp_path, CONFIG.read_text(encoding="utf-8")) == without


def test_yes_and_no_are_said_in_vietnamese_too(tmp_path: Path) -> None:
    found = read(tmp_path, "zalo:\n  pay: Có\n  report_only: no\n", ZALO_OA_APP_ID="7", ZALO_BOT_TOKEN="1:a")
    assert (found.zalo.pay, found.zalo.report_only) == (True, False)
    assert (found.zalo_oa.app_id, found.zalo_bot.token) == ("7", "1:a")
    assert "“có” hoặc “không”" in refused(tmp_path, "zalo:\n  pay: chắc thế\n")[0].message


def test_the_shipped_file_shows_every_setting() -> None:
    data, findings = read_yaml(CONFIG, CONFIG.name)
    assert findings == []
    assert {str(section): set(part) for section, part in data.items()} == KEYS


def test_what_is_set_holds_and_the_rest_keeps_its_default(tmp_path: Path) -> None:
    config = (
        "operator:\n  name: 0123\nknowledge:\n  answer_from: 0.8\n  folder:\n"
        "limits:\n  person_burst: 4\n  proxies: [10.0.0.1, 10.0.0.2]\nkeep:\n  chat_days: 0.5\n"
    )
    found = read(tmp_path, config)
    assert found.operator.name == "0123"
    assert (found.knowledge.answer_from, found.knowledge.choices_from) == (0.8, 0.06)
    assert found.knowledge.folder == "knowledge/entries"
    assert (found.limits.person_burst, found.limits.proxies) == (4, ("10.0.0.1", "10.0.0.2"))
    assert (found.keep.chat_days, found.keep.question_days) == (0.5, 180)


@pytest.mark.parametrize(
    ("config", "line", "words"),
    [
        ("# lời dặn\nwbe:\n  port: 1\n", 2, "wbe"),
        ("web:\n  port: 8080\n  hots: a\n", 3, "web.hots"),
        ("telegram:\n  token: abc\n", 1, "telegram"),
        ("secret_key: abc\n", 1, "secret_key"),
        ("web:\n  host: a\n  port: tám nghìn\n", 3, "web.port: tám nghìn"),
        ("knowledge:\n  answer_from: 0,65\n", 2, "knowledge.answer_from: 0,65"),
        ("limits:\n  person_burst: 2.5\n", 2, "limits.person_burst: 2.5"),
        ("keep:\n  chat_days: [30]\n", 2, "keep.chat_days"),
        ("keep: 30\n", 1, "keep"),
        ("web:\n  port: 1\n\nweb:\n  port: 2\n", 4, "web"),
    ],
)
def test_a_wrong_setting_is_named_with_its_line(tmp_path: Path, config: str, line: int, words: str) -> None:
    (finding,) = refused(tmp_path, config)
    assert (finding.file, finding.line) == ("config.yaml", line)
    assert f"“{words}" in finding.message


@pytest.mark.parametrize("proxies", ["[127.0.0.1, '::1']", "[10.0.0.0/8, 192.168.1.7/24, 'fd00::/8']", "[]"])
def test_proxies_are_addresses_or_ranges(tmp_path: Path, proxies: str) -> None:
    found = read(tmp_path, f"limits:\n  proxies: {proxies}\n").limits.proxies
    assert len(found) == len(networks(found)) == (proxies.count(",") + 1 if proxies != "[]" else 0)


@pytest.mark.parametrize("proxy", ["nginx", "10.0.0", "10.0.0.0/33", "127.0.0.1:8080", "1.2.3.4/8/9"])
def test_what_is_no_proxy_is_named_with_its_line(tmp_path: Path, proxy: str) -> None:
    (finding,) = refused(tmp_path, f"limits:\n  person_burst: 4\n  proxies:\n    - 127.0.0.1\n    - '{proxy}'\n")
    assert finding.line == 5
    assert f"“limits.proxies: {proxy}”" in finding.message and "10.0.0.0/8" in finding.message


def test_a_single_proxy_without_brackets_is_not_read_letter_by_letter(tmp_path: Path) -> None:
    assert "danh sách" in refused(tmp_path, "limits:\n  proxies: 127.0.0.1\n")[0].message


def test_a_wrong_number_says_that_a_number_is_needed(tmp_path: Path) -> None:
    assert "cần một số" in refused(tmp_path, "web:\n  port: http\n")[0].message


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    found = refused(tmp_path, "web:\n  port: a\n  hots: b\nkeep:\n  chat_days: c\nwbe: d\n")
    assert sorted(finding.line for finding in found) == [2, 3, 5, 6]


@tries(max_examples=100, deadline=None)
@given(st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12))
def test_no_unknown_key_passes_silently(tmp_path_factory: pytest.TempPathFactory, key: str) -> None:
    folder = tmp_path_factory.mktemp("settings")
    for section, known in KEYS.items():
        if key not in known:
            assert f"“{section}.{key}”" in refused(folder, f"{section}:\n  {key}: 1\n")[0].message


@pytest.mark.parametrize(
    ("typed", "used"),
    [
        ("sqlite:///var/bot.sqlite3", "sqlite:///var/bot.sqlite3"),
        ("sqlite:////srv/bot.sqlite3", "sqlite:////srv/bot.sqlite3"),
        ("sqlite+aiosqlite:///bot.sqlite3", "sqlite:///bot.sqlite3"),
        ("postgres://u:p@db:5432/bot", "postgresql://u:p@db:5432/bot"),
        ("postgresql://u:p@db/bot?sslmode=require", "postgresql://u:p@db/bot?sslmode=require"),
        ("postgresql+psycopg://u:p@db/bot", "postgresql://u:p@db/bot"),
        ("postgresql+asyncpg://u:p@db/bot", "postgresql://u:p@db/bot"),
    ],
)
def test_a_database_may_be_named_in_several_ways(tmp_path: Path, typed: str, used: str) -> None:
    assert read(tmp_path, DATABASE_URL=typed).database_url == used


@pytest.mark.parametrize("address", ["mysql://u:bimat123@db/bot", "mongodb+srv://u:bimat123@db/bot"])
def test_an_unknown_database_is_refused_without_quoting_its_password(tmp_path: Path, address: str) -> None:
    (finding,) = refused(tmp_path, DATABASE_URL=address)
    assert address.partition("://")[0] in finding.message and "postgresql://" in finding.message
    assert "bimat123" not in finding.message


def test_without_a_database_there_is_a_file_of_our_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.settings.VAR", tmp_path / "var")
    assert read(tmp_path, DATABASE_URL="").database_url == f"sqlite:///{tmp_path / 'var' / 'bot.sqlite3'}"
    assert (tmp_path / "var").is_dir()


@pytest.mark.parametrize(
    ("typed", "admins"),
    [
        ("", ()),
        ("telegram:123", ("telegram:123",)),
        (" telegram:1 ,telegram:2,, zalo:3 , ", ("telegram:1", "telegram:2", "zalo:3")),
    ],
)
def test_admins_are_parted_by_commas(tmp_path: Path, typed: str, admins: tuple[str, ...]) -> None:
    assert read(tmp_path, ADMINS=typed).admins == admins


def test_the_port_of_the_environment_wins(tmp_path: Path) -> None:
    config = "web:\n  host: 127.0.0.1\n  port: 9000\n"
    assert read(tmp_path, config).web.port == 9000
    assert read(tmp_path, config, PORT="").web.port == 9000
    assert read(tmp_path, config, PORT="8123").web.port == 8123
    assert read(tmp_path, config, PORT="8123").web.host == "127.0.0.1"


@pytest.mark.parametrize("port", ["http", "80a", "-1", "65536", "8080.0"])
def test_what_is_no_port_is_refused(tmp_path: Path, port: str) -> None:
    assert f"PORT={port} " in refused(tmp_path, PORT=port)[0].message


def test_slashes_at_the_end_of_addresses_do_not_count(tmp_path: Path) -> None:
    found = read(tmp_path, PUBLIC_URL="https://cds.example.vn/", TELEGRAM_API_URL="http://localhost:8081/")
    assert (found.public_url, found.telegram.api_url) == ("https://cds.example.vn", "http://localhost:8081")


def test_the_file_of_secrets_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    env = "# PORT=1\r\nPORT = 9000\r\nSECRET_KEY='a=b'\r\n\r\nADMINS=\"telegram:1\"\r\nTELEGRAM_BOT_TOKEN=1:x\r\n"
    found = read(tmp_path, env=env, PORT="8000")
    assert (found.web.port, found.secret_key, found.admins) == (8000, "a=b", ("telegram:1",))
    assert found.telegram.token == "1:x"


def test_the_key_of_sessions_is_the_one_set_or_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.settings.VAR", tmp_path / "var")
    assert secret_key(Settings(secret_key="đã đặt", database_url="sqlite://")) == "đã đặt"
    made = secret_key(Settings(database_url="sqlite://"))
    assert len(made) > 40 and secret_key(Settings(database_url="sqlite://")) == made
    assert (tmp_path / "var" / "secret-key").stat().st_mode & 0o077 == 0


def test_several_machines_need_a_key_that_they_share() -> None:
    with pytest.raises(Unreadable, match="SECRET_KEY"):
        secret_key(Settings(database_url="postgresql://db/bot"))
    assert secret_key(Settings(database_url="postgresql://db/bot", secret_key="k")) == "k"
