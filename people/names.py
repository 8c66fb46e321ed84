"""Names: what may be one, and one spelling for comparing.

The spelling never decides that two are one person; it only says that they may be. What may be a name is asked at every
door: people/forms.py does it for forms, the importers do it for each line.
"""

import re
import unicodedata

from django.utils.translation import gettext
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


# --- What may be a name ---------------------------------------------------------------------------------------------

LONGEST_PART = 100  # characters of a first name, or of a last name
MOST_WORDS = 10  # of a part: "de los Ángeles García y de la Torre" has 8
UNMARKED_WORDS = 3  # a part may have so many words without a capital: a sentence has more
MOST_MARKS = 4  # above or below one letter
# Besides letters and marks: what stands between them, in the scripts that have it.
OPENERS = "'’‘ʼ`´"  # noqa: RUF001 - apostrophes as people type them: ’t Hooft
HYPHENS = "-‐‑"  # noqa: RUF001
BETWEEN = f" {OPENERS}{HYPHENS}.·・־׳״՚་፡"  # noqa: RUF001
JOINERS = "\u200c\u200d"
# Scripts that write a joiner within a word: Arabic to Sinhala, Myanmar, Khmer, Mongolian.
NEEDS_JOINERS = re.compile(r"[\u0600-\u0dff\u1000-\u109f\u1780-\u17ff\u1800-\u18af]")
AFTER_A_COMMA = frozenset("jr jnr junior sr snr senior ii iii iv v phd md mbe obe cbe kc qc jp dl esq".split())
WITH_A_STROKE = frozenset({"a/l", "a/p", "s/o", "d/o", "w/o"})  # "son of", "daughter of", in Malaysia and Singapore
PARTICLES = frozenset(
    """a ab abd abu af al ap ar as at av auf aus bar bat ben bet bin bint binte binti d da dal dall das de degli dei del
    della den der des di do dos du e el en et fab ferch fitz i ibn ii la las le li lo los lu mac mc na nam nan nic ni o
    of op os ou s san t te ten ter the to tom tot und uit ul umm v van vander ver verch vom von y ye z zu zum zur
    بن ابن بنت""".split()
)
# Words of sentences that ask somebody to do something, and of no name. One of them may be somebody's name after all.
OF_A_SENTENCE = frozenset(
    """account accounts alert are asap bank been blocked call cancelled card cash click compromised confirm
    council credentials deactivated deleted dear download email expire expired expires expiring fraud has have here hmrc
    immediate immediately important invoice is link locked login logon mailbox message must notice now open our overdue
    password passcode pay paid payment phone please prize refund reply required reset restricted secure security send
    signin suspended suspicious support this transfer unauthorised unauthorized unlock unpaid unusual update urgent
    urgently verification verify virus visit warning website win winner won you your""".split()
)
WEB = re.compile(r"\bwww\b", re.IGNORECASE)
STOP_BEFORE_LETTERS = re.compile(r"(?<![^\W\d_]{4})(?<=[^\W\d_])\.(?=[^\W\d_]{2})")


def tidy(text: str) -> str:
    """Composed letters, single blanks, and none of the marks that are not seen but turn the reading direction.

    A zero-width joiner stays within a word of a script that needs it.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = "".join(
        " " if c in "\t\n\r\v\f\u2028\u2029" else c
        for c in unicodedata.normalize("NFC", text)
        if unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cn", "Cs"} or c in "\t\n\r\v\f\u200c\u200d"
    )
    for joiner in JOINERS:
        if joiner in kept:
            kept = "".join(
                c
                for before, c, after in zip(" " + kept, kept, kept[1:] + " ", strict=False)
                if c not in JOINERS or (NEEDS_JOINERS.match(before) and NEEDS_JOINERS.match(after))
            )
    return " ".join(kept.split())


def tidy_name(text: str) -> str:
    """A name as it is kept: tidy, and with a blank after the full stop of "St.John" and "J.R.Hartley"."""

    def with_a_blank(stop: re.Match[str]) -> str:
        following = stop.string[stop.end() : stop.end() + 2]
        return ". " if following[0].isupper() and following[1].islower() else "."

    return STOP_BEFORE_LETTERS.sub(with_a_blank, tidy(text).replace("–", "-"))


def wrong_part(part: str) -> str:
    """Why this tidy text cannot be a first or last name or a title, or an empty string.

    Letters of any script and their marks pass, with apostrophes, hyphens, full stops and single blanks between them,
    and what follows a comma in "Example, Jr.". Our messages carry names, so no address, number, markup or sentence
    does.
    """
    if len(part) > LONGEST_PART:
        return gettext("A name has at most %(number)s characters.") % {"number": LONGEST_PART}
    words = [word for word in part.split() if word.lower() not in WITH_A_STROKE]
    name, comma, suffix = " ".join(words).partition(",")
    if comma and not all(word.strip(".").lower() in AFTER_A_COMMA for word in re.split(r"[ ,]+", suffix.strip())):
        return gettext("Leave out the comma. Use letters only, as the name is written.")
    if any(not _may_be_in_a_name(c) for c in name) or _has_too_many_marks(name):
        return gettext("Use letters only, as the name is written.")
    if name and not (name[0].isalpha() or name[0] in OPENERS):
        return gettext("Start the name with a letter.")
    if any(len(piece) > 1 for word in words for piece in _letters_after_a_stop(word)) or WEB.search(name):
        return gettext("Leave a space after a full stop. A web address is not a name.")
    if words and not any(c.isalpha() for c in part):
        return gettext("Use letters only, as the name is written.")
    return gettext("Write the name only, not a sentence.") if _is_a_sentence(words) else ""


def wrong_name(*parts: str) -> str:
    """Why these parts together cannot be somebody's name, or an empty string."""
    if not any(any(c.isalpha() for c in part) for part in parts):
        return "The line names nobody."
    problem = next((problem for part in parts if (problem := wrong_part(part))), "")
    return problem or (gettext("Write the name only, not a sentence.") if says_something(*parts) else "")


def says_something(*parts: str) -> bool:
    """Whether parts that may each be a name read as a sentence together."""
    words = [word.strip(".,'’").lower() for part in parts for word in part.replace("-", " ").split()]
    return len(OF_A_SENTENCE & set(words)) > 1


def _may_be_in_a_name(c: str) -> bool:
    return c in BETWEEN or unicodedata.category(c)[0] in "LM" or c in JOINERS


def _has_too_many_marks(name: str) -> bool:
    marks = "".join("m" if unicodedata.category(c) in ("Mn", "Me") else " " for c in unicodedata.normalize("NFD", name))
    return "m" * (MOST_MARKS + 1) in marks


def _letters_after_a_stop(word: str) -> list[str]:
    return [piece.strip(f"{OPENERS}{HYPHENS},") for piece in word.rstrip(".,").split(".")[1:]]


def _is_a_sentence(words: list[str]) -> bool:
    if len(words) > MOST_WORDS or says_something(*words):
        return True
    small = [word for word in words if word.islower() and word.strip(".’'") not in PARTICLES]
    return len(words) > UNMARKED_WORDS and len(small) > 1
