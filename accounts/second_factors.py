"""The secrets of authenticator apps and recovery codes, encrypted in the database by a key that is not in it.

The key is made from SECRET_KEY, so a stolen backup alone gives nobody a second factor. When SECRET_KEY changes, the one
before it stays in SECRET_KEY_FALLBACKS until `manage.py reencrypt_second_factors` has run.
"""

import base64
import logging
import secrets
from functools import cache

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

log = logging.getLogger(__name__)


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key))) for key in keys])


def _derived(key: str) -> bytes:
    return HKDF(hashes.SHA256(), length=32, salt=None, info=b"accounts.second_factors").derive(key.encode())


def cipher() -> MultiFernet:
    """It encrypts with the key of today and decrypts with those before it too."""
    return _cipher((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


class SecondFactorAdapter(DefaultMFAAdapter):
    """allauth's door to the secrets."""

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """A secret that no key here opens fits no code. Its owner sets up a new one; nobody gets in by an empty one."""
        try:
            return cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.error("A second factor can't be read with SECRET_KEY or SECRET_KEY_FALLBACKS. It fits no code.")
            return base64.b32encode(secrets.token_bytes(20)).decode()
