"""What a form asked for is readable with the key alone."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store import Store
from bot.store.sealed import Sealer

NAME = "Nguyễn Thị Hoa"


@given(st.text())
def test_what_was_sealed_comes_back(plain: str) -> None:
    readable = plain.encode("utf-8", "replace").decode()
    assert Sealer("khoá").unseal(Sealer("khoá").seal(plain)) == readable


def test_nothing_shows_through_the_seal() -> None:
    sealed = Sealer("khoá").seal(NAME)
    assert NAME.encode() not in base64.urlsafe_b64decode(sealed)
    assert Sealer("khoá").seal(NAME) != sealed  # two persons of one name are not told to be


@pytest.mark.parametrize("key", ["", "khoa", "khoá "])
def test_another_key_opens_nothing(key: str) -> None:
    with pytest.raises(ValueError, match="SECRET_KEY"):
        Sealer(key).unseal(Sealer("khoá").seal(NAME))


@pytest.mark.parametrize("sealed", ["", "không phải", NAME, "\ud800"])
def test_what_was_never_sealed_is_refused(sealed: str) -> None:
    with pytest.raises(ValueError):
        Sealer("khoá").unseal(sealed)


def test_a_changed_seal_is_refused() -> None:
    sealed = Sealer("khoá").seal(NAME)
    changed = sealed[:40] + ("A" if sealed[40] != "A" else "B") + sealed[41:]
    with pytest.raises(ValueError):
        Sealer("khoá").unseal(changed)


def test_the_store_seals_with_its_own_key_also_after_a_restart(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    first = Store(address, "khoá")
    sealed = first.sealer.seal(NAME)
    first.close()
    second, foreign = Store(address, "khoá"), Store("sqlite://", "khác")
    assert second.sealer.unseal(sealed) == NAME
    with pytest.raises(ValueError):
        foreign.sealer.unseal(sealed)
    second.close()
    foreign.close()
