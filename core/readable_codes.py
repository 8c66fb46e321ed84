"""Codes that people read out and type: without the letters and digits that are mistaken for one another."""

import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def readable_code(length: int) -> str:
    """5 random bits for each letter."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
