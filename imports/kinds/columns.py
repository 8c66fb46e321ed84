"""Which column of a sheet means what: by the usual names of columns, or as somebody matched the same header before."""

import hashlib
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from imports.models import ColumnMapping
from people.names import folded

# Our fields, in the order in which they are asked for.
FIELDS = {
    "email": _("E-mail address"),
    "name": _("Full name"),
    "title": _("Title"),
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "role": _("Role"),
    "gid": _("GID (number of the appointment)"),
    "urn": _("URN (number of the school)"),
    "uid": _("UID (number of the trust)"),
    "school": _("Name of the school"),
    "starts_on": _("Term starts"),
    "ends_on": _("Term ends"),
}
# The usual names of columns, as `folded` spells them.
SYNONYMS = {
    "email": "email|e mail|email address|e mail address|mail|emails|contact email|contact email address|governor email|"
    "governor email address|work email|school email|preferred email|primary email",
    "name": "name|full name|fullname|governor name|governor s name|governor|name of governor|member|member name|"
    "contact|contact name|person|governors|governor full name",
    "title": "title|salutation|prefix|honorific",
    "given_name": "forename|forename 1|forenames|first name|firstname|given name|given names|christian name",
    "family_name": "surname|last name|lastname|family name|second name",
    "role": "role|position|post|governor role|role of governor|governor type|type of governor|job title|"
    "role on the board|board role",
    "gid": "gid|gias id|gias gid|governor id|appointment id|gias governor id|governance id",
    "urn": "urn|school urn|establishment urn|unique reference number|gias urn",
    "uid": "uid|trust uid|group uid|gias uid|mat uid",
    "school": "school|school name|name of school|establishment|establishment name|establishmentname|organisation|"
    "organisation name|academy|trust|trust name|board|governing board|governing body",
    "starts_on": "term starts|term start|start date|start|date of appointment|appointment date|appointed|appointed on|"
    "term of office start|term of office starts|start of term|term from|from|term starts on|date appointed",
    "ends_on": "term ends|term end|end date|end|term of office ends|date term of office ends ended|term of office end|"
    "end of term|term to|to|until|term until|expiry|expiry date|term expires|term ends on|date of leaving|left on",
}
FIELD_OF = {synonym: field for field, synonyms in SYNONYMS.items() for synonym in synonyms.split("|")}


def by_synonyms(header: Sequence[str]) -> dict[str, str]:
    """{our field: column}, the first column that fits each. A column with "mail" in its name may stand for the rest."""
    found: dict[str, str] = {}
    for column in header:
        field = FIELD_OF.get(folded(column))
        if field and column:
            found.setdefault(field, column)
    if "email" not in found:
        column = next((c for c in header if "email" in folded(c).replace(" ", "") and "@" not in c), "")
        if column:
            found["email"] = column
    if "given_name" in found and "family_name" in found:
        found.pop("name", None)
    return found


def suggest(header: Sequence[str]) -> dict[str, str]:
    """{our field: column}: what somebody once matched for the same header, else the usual names. 1 query."""
    known = ColumnMapping.objects.filter(header=hash_of(header)).first()
    if known:
        return {field: column for field, column in known.columns.items() if column in header and field in FIELDS}
    return by_synonyms(header)


def hash_of(header: Sequence[str]) -> str:
    """One header is another's equal whatever its capitals and blanks."""
    return hashlib.sha256("\n".join(folded(column) for column in header).encode()).hexdigest()


def lacking(columns: dict[str, str]) -> str:
    """Why a sheet with these columns is of no use, in a sentence; empty if it can be read."""
    if "email" in columns or "name" in columns or "family_name" in columns:
        return ""
    return "No column has e-mail addresses or names."
