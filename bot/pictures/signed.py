"""Addresses of pictures that nobody keeps: what is drawn stands in the path, signed so that nobody can make one up."""

from __future__ import annotations

import base64
import hmac
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

Signer = Callable[..., str]
"""A keyed hash of texts, ``Store.hashed``."""

_PATH = re.compile(r"/anh/([a-z-]{1,20})/([\w-]{1,2000})\.([0-9a-f]{40})\.(png|pdf)")


def path(signer: Signer, name: str, values: Mapping[str, Any], kind: str = "png") -> str:
    """Return the path of the drawing ``name`` of ``values`` (JSON data); ``kind``: "png" or "pdf"."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    payload = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return f"/anh/{name}/{payload}.{signer('picture', name, payload, kind)}.{kind}"


def read(signer: Signer, address: str) -> tuple[str, dict[str, Any], str] | None:
    """Return name, values and kind of a path that we signed, or None."""
    found = _PATH.fullmatch(address)
    if not found:
        return None
    name, payload, signature, kind = found.groups()
    if not hmac.compare_digest(signature, signer("picture", name, payload, kind)):
        return None
    values = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return name, dict(values), kind
