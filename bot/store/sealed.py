"""What a form asked for with consent (a name, a telephone): kept so that a copy of the database alone tells nothing."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PURPOSE = b"cong-dan-so form fields"  # the same secret also hashes and signs: this key is another one


class Sealer:
    """Seals texts with a key of its own that is derived from SECRET_KEY (HKDF-SHA256; Fernet: AES-128-CBC, HMAC)."""

    def __init__(self, key: str) -> None:
        derived = HKDF(SHA256(), length=32, salt=None, info=_PURPOSE).derive(key.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def seal(self, plain: str) -> str:
        """Return ``plain`` sealed (ASCII, about a third longer and 100 characters); another one each time."""
        return self._fernet.encrypt(plain.encode("utf-8", "replace")).decode()

    def unseal(self, sealed: str) -> str:
        """Return what was sealed. Raises ValueError where another key sealed it, or somebody changed it."""
        try:
            return self._fernet.decrypt(sealed.encode("utf-8", "replace")).decode()
        except InvalidToken:
            message = "Không mở được dữ liệu này: SECRET_KEY đã khác lúc lưu, hoặc dữ liệu bị sửa."
            raise ValueError(message) from None
