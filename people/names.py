"""Names: one spelling for comparing. It never decides that two are one person; it only says that they may be."""

import re
import unicodedata

from rapidfuzz.distance import OSA

NOT_LETTERS = re.compile(r"[^a-z0-9]+")
LIGATURES = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"}
)


def folded(name: str) -> str:
    """ "Zoë O’Mock-Smith" and "ZOE O'MOCK SMITH" as "zoe o mock smith": without accents, capitals and marks."""
    if name.isascii():
        return NOT_LETTERS.sub(" ", name.lower()).strip()
    plain = unicodedata.normalize("NFKD", name.casefold().translate(LIGATURES))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    if letters.isascii():
        return NOT_LETTERS.sub(" ", letters).strip()
    # Letters of another script stay as they are.
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())


def nearness(one: str, other: str) -> str:
    """Why two names may be one person's, in words; empty if they are far apart, or spelt exactly alike.

    Accents, capitals and marks; initials; middle names; one letter.
    """
    if one == other:
        return ""
    first, second = folded(one), folded(other)
    if first == second:
        return "The names differ in accents, capitals or marks only."
    words, others = first.split(), second.split()
    if min(len(words), len(others)) < 2:
        return "The names differ in one letter." if len(first) > 5 and _one_letter_apart(first, second) else ""
    if words[-1] == others[-1]:
        if words[0] == others[0]:
            return "The names differ in a middle name."
        if words[0][0] == others[0][0] and 1 in (len(words[0]), len(others[0])):
            return "One of the names has an initial only."
    if _one_letter_apart(first, second):
        return "The names differ in one letter."
    return ""


def _one_letter_apart(one: str, other: str) -> bool:
    """One letter more, less, other or swapped with its neighbour (optimal string alignment)."""
    return OSA.distance(one, other, score_cutoff=1) <= 1


def tidy(text: str) -> str:
    """Composed letters, single blanks, and none of the marks that are not seen but turn the reading direction."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = "".join(
        " " if c in "\t\n\r\v\f\u2028\u2029" else c
        for c in unicodedata.normalize("NFC", text)
        if unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cn"} or c in "\t\n\r\v\f\u200c\u200d"
    )
    return " ".join(kept.split())


def wrong_name(*parts: str, longest: int = 150) -> str:
    """Why this cannot be somebody's name, or an empty string."""
    if not any(any(c.isalnum() for c in part) for part in parts):
        return "The line names nobody."
    if any(len(part) > longest for part in parts):
        return f"A name has at most {longest} letters."
    return ""
