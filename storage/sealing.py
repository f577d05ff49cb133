"""Words that only a holder of the key can read: what a thief of the database would get nothing from."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlmodel import Session

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

_IN_SESSION = "vault"


class NoKey(Exception):
    """There is no key, or none that fits."""


class Vault:
    """Seals with the first of its keys, and opens with any.

    Args:
        keys: as `drumbeat key` prints them; without any, nothing can be sealed.
    """

    def __init__(self, keys: Sequence[str] = ()) -> None:
        self._keys = tuple(keys)

    @property
    def has_key(self) -> bool:
        """Whether anything can be sealed."""
        return bool(self._keys)

    def seal(self, words: str) -> str:
        """The words as they may be kept.

        Raises:
            NoKey: there is none.
        """
        return self._fernet().encrypt(words.encode()).decode()

    def open(self, sealed: str) -> str:
        """The words again.

        Raises:
            NoKey: they were sealed with another key.
        """
        from cryptography.fernet import InvalidToken  # noqa: PLC0415

        try:
            return self._fernet().decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise NoKey from None

    def _fernet(self) -> "MultiFernet":
        # It takes long to load, and many have no use for it.
        from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415

        if not self._keys:
            raise NoKey
        return MultiFernet([Fernet(key) for key in self._keys])


def lent(vault: Vault) -> dict[str, Vault]:
    """What a session is given, so that its transaction can seal and open."""
    return {_IN_SESSION: vault}


def of(session: Session) -> Vault:
    """The vault of the program whose transaction this is."""
    found = session.info.get(_IN_SESSION)
    return found if isinstance(found, Vault) else Vault()
