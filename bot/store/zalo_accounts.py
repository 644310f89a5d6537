"""Tokens of Official Accounts: sealed; a refresh token is spent by one worker, and the new pair kept before use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from bot.store.sealed import Sealer
from bot.store.zalo_tables import accounts

_PROVISIONAL = "?"


@dataclass(frozen=True)
class Account:
    """An Official Account; ``expires`` and ``at`` (when the pair was given) in seconds since the epoch."""

    oa: str
    name: str
    access: str
    refresh: str
    expires: float
    trouble: str
    held_until: float
    at: float

    @property
    def provisional(self) -> bool:
        """Whether Zalo has not been asked yet whose tokens these are."""
        return self.oa.startswith(_PROVISIONAL)


class Accounts:
    """Reads and writes accounts; raises ValueError where SECRET_KEY is not the one that sealed them."""

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        self._engine = engine
        self._sealer = sealer

    def all(self) -> list[Account]:
        """Return all accounts."""
        with self._engine.connect() as connection:
            return [self._read(row) for row in connection.execute(select(accounts).order_by(accounts.c.oa))]

    def get(self, oa: str) -> Account | None:
        """Return the account of ``oa``."""
        with self._engine.connect() as connection:
            row = connection.execute(select(accounts).where(accounts.c.oa == oa)).first()
        return self._read(row) if row is not None else None

    def begin(self, origin: str, refresh: str, now: float) -> None:
        """Keep a refresh token that was never used, once: its Official Account is not known before it is."""
        with self._engine.begin() as connection:
            if not self._locked(connection, accounts.c.origin == origin):
                pair = {"access": self._sealer.seal(""), "refresh": self._sealer.seal(refresh), "expires": 0.0}
                free = {"trouble": "", "holder": "", "held_until": 0.0, "at": now}
                row = {"oa": f"{_PROVISIONAL}{origin[:40]}", "name": "", "origin": origin, **pair, **free}
                connection.execute(insert(accounts).values(row))

    def name(self, provisional: str, oa: str, name: str) -> None:
        """Say whose tokens the ``provisional`` row holds; an older row of the same account goes."""
        with self._engine.begin() as connection:
            if self._locked(connection, accounts.c.oa == provisional):
                connection.execute(delete(accounts).where(accounts.c.oa == oa))
                renamed = update(accounts).where(accounts.c.oa == provisional)
                connection.execute(renamed.values(oa=oa, name=name[:200]))

    def put(self, oa: str, name: str, access: str, refresh: str, expires: float, now: float) -> None:
        """Keep the pair that an administrator's permission gave."""
        pair = {"access": self._sealer.seal(access), "refresh": self._sealer.seal(refresh), "expires": expires}
        free = {"trouble": "", "holder": "", "held_until": 0.0, "at": now}
        with self._engine.begin() as connection:
            here = accounts.c.oa == oa
            origin = connection.execute(select(accounts.c.origin).where(here)).scalar() or ""  # it stays used up
            connection.execute(delete(accounts).where(here))
            connection.execute(insert(accounts).values(oa=oa, name=name[:200], origin=origin, **pair, **free))

    def hold(self, oa: str, failed: str, holder: str, now: float, seconds: float) -> tuple[Account, bool] | None:
        """Let ``holder`` alone spend the refresh token for ``seconds``.

        Returns the account and True; the account and False where its access token is no longer ``failed``, so that
        nothing is to be spent; None where somebody else is at it. Raises LookupError where there is no such account.
        """
        with self._engine.begin() as connection:
            query = select(accounts).where(accounts.c.oa == oa).with_for_update()
            row = connection.execute(query).first()
            if row is None:
                raise LookupError(oa)
            account = self._read(row)
            if account.access != failed:
                return account, False
            if row.held_until > now:
                return None
            held = update(accounts).where(accounts.c.oa == oa).values(holder=holder, held_until=now + seconds)
            connection.execute(held)
            return account, True

    def renew(self, oa: str, access: str, refresh: str, expires: float, now: float) -> None:
        """Keep the new pair, and let go."""
        pair = {"access": self._sealer.seal(access), "refresh": self._sealer.seal(refresh), "expires": expires}
        self._change(oa, {**pair, "trouble": "", "holder": "", "held_until": 0.0, "at": now})

    def refused(self, oa: str, why: str, until: float) -> None:
        """Remember why a refresh was refused ("": no answer came), and let nobody try again before ``until``."""
        why_then = {"trouble": why[:64]} if why else {}
        self._change(oa, {**why_then, "holder": "", "held_until": until})

    def _change(self, oa: str, values: Mapping[str, object]) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(accounts).where(accounts.c.oa == oa).values(values))

    def _locked(self, connection: Connection, which: object) -> bool:
        """Tell whether there is such a row, nobody else looking at the table meanwhile."""
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("LOCK TABLE zalo_accounts IN SHARE ROW EXCLUSIVE MODE")
        return connection.execute(select(accounts.c.oa).where(which)).first() is not None  # type: ignore[arg-type]

    def _read(self, row: Row[tuple[object, ...]]) -> Account:
        access, refresh = self._sealer.unseal(row.access), self._sealer.unseal(row.refresh)
        return Account(row.oa, row.name, access, refresh, row.expires, row.trouble, row.held_until, row.at)
