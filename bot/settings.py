"""Settings: ``config.yaml`` for what anyone may read, the environment for secrets and addresses."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, get_type_hints

from written.reading import Finding, Lines, Text, Unreadable, read_yaml

Network = IPv4Network | IPv6Network
ROOT = Path(__file__).parent.parent
CONFIG = ROOT / "config.yaml"
VAR = ROOT / "var"
_NOT_IN_FILE = ("telegram", "zalo_oa", "zalo_bot", "wifi")  # secrets and addresses, or of one evening
_TRUTHS = {"có": True, "yes": True, "true": True, "không": False, "no": False, "false": False}
_WANTED: dict[Any, str] = {int: "một số", float: "một số", bool: "“có” hoặc “không”", str: "chữ"}
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@dataclass(frozen=True)
class Operator:
    """The body that runs the bot; empty: a trial."""

    name: str = ""
    address: str = ""
    phone: str = ""
    page: str = ""


@dataclass(frozen=True)
class Knowledge:
    """Where the entries are, and the probabilities (0..1) that decide between answer, choices and none."""

    folder: str = "knowledge/entries"
    answer_from: float = 0.65
    choices_from: float = 0.06


@dataclass(frozen=True)
class Quiz:
    """Where banks and contests are; ``daily_hour``: from which hour on the day's question is sent (0–23, Vietnam);

    ``poll_seconds``: how long a poll in a group is open.
    """

    folder: str = "quiz/banks"
    contests: str = "quiz/contests"
    daily_hour: int = 8
    poll_seconds: int = 30


@dataclass(frozen=True)
class ConversationSettings:
    """``forget_after_minutes``: how long a follow-up is understood from what was spoken of."""

    forget_after_minutes: int = 30


@dataclass(frozen=True)
class Web:
    """Where the web server listens."""

    host: str = "0.0.0.0"
    port: int = 8080


@dataclass(frozen=True)
class Limits:
    """How many messages a person and a web address may send.

    ``proxies``: addresses, or ranges of them, whose X-Forwarded-For counts.
    """

    person_a_minute: int = 30
    person_burst: int = 15
    address_a_minute: int = 6000
    proxies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Keep:
    """How many days what people wrote is kept: a silent chat; questions without an answer, feedback, the audit log;

    rooms with their players' names; shared links that nobody uses; contests, counted from their end.
    """

    chat_days: float = 30
    question_days: float = 180
    room_days: float = 7
    link_days: float = 365
    contest_days: float = 365


@dataclass(frozen=True)
class Telegram:
    """The Telegram channel; off without a token, by webhook where a secret is set, else by polling."""

    token: str = ""
    webhook_secret: str = ""
    api_url: str = "https://api.telegram.org"


@dataclass(frozen=True)
class Zalo:
    """How the Zalo channels behave.

    ``silence_hours``: how long the bot keeps out of a chat in which a human has written in OA Manager;
    ``report_only``: a wrong signature is logged, not refused; ``pay``: messages that cost money may be sent;
    ``button_template``: the template_type of messages with buttons, "" for none.
    """

    silence_hours: float = 2
    report_only: bool = False
    pay: bool = False
    button_template: str = ""


@dataclass(frozen=True)
class ZaloOA:
    """The Official Accounts of one Zalo app; off without its id and secret.

    ``secret_key`` signs webhooks; ``refresh_token`` is the first one only, later ones are in the store.
    """

    app_id: str = ""
    app_secret: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    api_url: str = "https://openapi.zalo.me"
    oauth_url: str = "https://oauth.zaloapp.com"


@dataclass(frozen=True)
class ZaloBot:
    """The Zalo Bot channel; off without a token, by webhook where a secret is set, else by polling."""

    token: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)
    api_url: str = "https://bot-api.zaloplatforms.com"


@dataclass(frozen=True)
class Wifi:
    """The network of a laptop's hotspot that a hall joins, where there is no Internet."""

    name: str = ""
    password: str = field(default="", repr=False)

    @property
    def code(self) -> str:
        """What a QR code says that leads phones into the network (the "WIFI:" form that cameras read)."""
        name, password = (re.sub(r'([\\;,":])', r"\\\1", text) for text in (self.name, self.password))
        return f"WIFI:T:WPA;S:{name};P:{password};;" if password else f"WIFI:T:nopass;S:{name};;"


@dataclass(frozen=True)
class Settings:
    """Everything that can be set."""

    operator: Operator = Operator()
    knowledge: Knowledge = Knowledge()
    quiz: Quiz = Quiz()
    conversation: ConversationSettings = ConversationSettings()
    web: Web = Web()
    limits: Limits = Limits()
    keep: Keep = Keep()
    zalo: Zalo = Zalo()
    telegram: Telegram = Telegram()
    zalo_oa: ZaloOA = ZaloOA()
    zalo_bot: ZaloBot = ZaloBot()
    database_url: str = ""
    public_url: str = ""
    secret_key: str = field(default="", repr=False)
    admins: tuple[str, ...] = ()
    wifi: Wifi = Wifi()

    @property
    def entries(self) -> Path:
        """The folder of entries."""
        return ROOT / self.knowledge.folder

    @property
    def banks(self) -> Path:
        """The folder of quiz banks."""
        return ROOT / self.quiz.folder

    @property
    def contests(self) -> Path:
        """The folder of contests."""
        return ROOT / self.quiz.contests


def load(path: Path = CONFIG, environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings in ``path`` and ``environment``. Raises Unreadable, naming the key and the line."""
    data = read_yaml(path, path.name)[0] if path.is_file() else Lines()
    environment = {**_dotenv(path.parent / ".env"), **environment}
    reader = _Reader(path.name)
    parts = {
        name: reader.section(kind, data.get(Text(name)), name)
        for name, kind in get_type_hints(Settings).items()
        if is_dataclass(kind) and name not in _NOT_IN_FILE
    }
    for key in data:
        if key not in parts:
            reader.fail(key.line, f"Không có phần “{key}”.")
    reader.proxies(data.get(Text("limits")))
    if reader.findings:
        raise Unreadable(reader.findings)
    web = parts["web"]
    if port := environment.get("PORT"):
        if not port.isdigit() or not 0 <= int(port) < 65536:
            raise Unreadable([Finding("môi trường", 1, "lỗi", f"PORT={port} không phải số cổng (1–65535).")])
        web = Web(web.host, int(port))
    return Settings(
        **{**parts, "web": web},
        telegram=Telegram(
            environment.get("TELEGRAM_BOT_TOKEN", ""),
            environment.get("TELEGRAM_WEBHOOK_SECRET", ""),
            environment.get("TELEGRAM_API_URL", Telegram.api_url).rstrip("/"),
        ),
        zalo_oa=ZaloOA(
            environment.get("ZALO_OA_APP_ID", ""),
            environment.get("ZALO_OA_APP_SECRET", ""),
            environment.get("ZALO_OA_SECRET_KEY", ""),
            environment.get("ZALO_OA_REFRESH_TOKEN", ""),
            environment.get("ZALO_OA_API_URL", ZaloOA.api_url).rstrip("/"),
            environment.get("ZALO_OAUTH_URL", ZaloOA.oauth_url).rstrip("/"),
        ),
        zalo_bot=ZaloBot(
            environment.get("ZALO_BOT_TOKEN", ""),
            environment.get("ZALO_BOT_WEBHOOK_SECRET", ""),
            environment.get("ZALO_BOT_API_URL", ZaloBot.api_url).rstrip("/"),
        ),
        database_url=_database_url(environment.get("DATABASE_URL", "")),
        public_url=environment.get("PUBLIC_URL", "").rstrip("/"),
        secret_key=environment.get("SECRET_KEY", ""),
        admins=tuple(name.strip() for name in environment.get("ADMINS", "").split(",") if name.strip()),
    )


def secret_key(settings: Settings) -> str:
    """Return the key that signs sessions: the one set, or one made once and kept beside the database.

    Raises Unreadable on PostgreSQL, where several processes need the same, if none is set.
    """
    if settings.secret_key:
        return settings.secret_key
    if not settings.database_url.startswith("sqlite"):
        message = "Dùng PostgreSQL thì phải đặt SECRET_KEY (một chuỗi ngẫu nhiên dài), giống nhau ở mọi máy."
        raise Unreadable([Finding("môi trường", 1, "lỗi", message)])
    kept = _var() / "secret-key"
    try:
        if not kept.is_file():
            kept.touch(mode=0o600)
            kept.write_text(secrets.token_urlsafe(32), encoding="utf-8")
        return kept.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(kept, error) from None


@lru_cache(maxsize=64)
def networks(proxies: tuple[str, ...]) -> tuple[Network, ...]:
    """Return the ranges that ``limits.proxies`` names. Raises ValueError where one is none."""
    return tuple(ip_network(proxy, strict=False) for proxy in proxies)


def export_proxy(path: Path = CONFIG.parent / ".env") -> None:
    """Let what connects to the outside know the proxy that ``.env`` names, as if the environment did."""
    for name, value in _dotenv(path).items():
        if name.upper() in _PROXIES and not {name.upper(), name.lower()} & os.environ.keys():
            os.environ[name] = value


def with_environment(**more: str) -> dict[str, str]:
    """Return this process's environment and ``more``, for a child."""
    return {**os.environ, **more}


def _var() -> Path:
    try:
        VAR.mkdir(exist_ok=True)
    except OSError as error:
        raise _unusable(VAR, error) from None
    return VAR


def _unusable(path: Path, error: Exception) -> Unreadable:
    """What to do where ``path`` cannot be read or written."""
    why = error.strerror if isinstance(error, OSError) else "không phải tệp chữ UTF-8"
    advice = "Cho tài khoản chạy trợ lý quyền đọc, ghi ở đây"
    if not isinstance(error, OSError):
        advice = "Mở bằng Notepad, chọn Lưu thành…, bảng mã UTF-8"
    return Unreadable([Finding(str(path), 1, "lỗi", f"Không dùng được ({why}). {advice}.")])


def _database_url(url: str) -> str:
    if not url:
        return f"sqlite:///{_var() / 'bot.sqlite3'}"
    scheme, _, rest = url.partition("://")
    if scheme.startswith("sqlite"):
        return f"sqlite://{rest}"
    if scheme.partition("+")[0] in ("postgres", "postgresql"):
        return f"postgresql://{rest}"
    message = f"Không hiểu DATABASE_URL ({scheme}://…): chỉ dùng sqlite:///… hoặc postgresql://…"
    raise Unreadable([Finding("môi trường", 1, "lỗi", message)])


def _dotenv(path: Path) -> dict[str, str]:
    try:
        if not path.is_file():
            return {}
        lines = [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(path, error) from None
    pairs = [line.partition("=") for line in lines if "=" in line and not line.startswith("#")]
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []

    def fail(self, line: int, message: str) -> None:
        self.findings.append(Finding(self.file, line, "lỗi", message))

    def proxies(self, limits: Any) -> None:
        given = limits.get(Text("proxies")) if isinstance(limits, Lines) else None
        for item in given if isinstance(given, list) else ():
            try:
                networks((str(item),))
            except ValueError:
                example = "cần địa chỉ như 127.0.0.1 hoặc dải như 10.0.0.0/8"
                self.fail(getattr(item, "line", 1), f"“limits.proxies: {item}” không đúng: {example}.")

    def section(self, kind: Any, value: Any, name: str) -> Any:
        if value is None:
            return kind()
        if not isinstance(value, Lines):
            self.fail(getattr(value, "line", 1), f"Phần “{name}” phải gồm các dòng tên: giá trị.")
            return kind()
        types = get_type_hints(kind)
        known = {f.name for f in fields(kind)}
        found: dict[str, Any] = {}
        for key, item in value.items():
            if key not in known:
                self.fail(key.line, f"Không có cài đặt “{name}.{key}”.")
            elif item is not None:
                found[str(key)] = self.value(types[key], item, key, name)
        return kind(**{k: v for k, v in found.items() if v is not None})

    def value(self, kind: Any, item: Any, key: Text, section: str) -> Any:
        try:
            if kind is bool:
                return _TRUTHS[str(item).strip().lower()]
            if kind in (int, float, str):
                return kind(item)
            if not isinstance(item, list):
                raise TypeError
            return tuple(str(part) for part in item)
        except (TypeError, ValueError, KeyError):
            wanted = _WANTED.get(kind, "một danh sách trong ngoặc vuông")
            self.fail(key.line, f"“{section}.{key}: {item}” không đúng: cần {wanted}.")
            return None
