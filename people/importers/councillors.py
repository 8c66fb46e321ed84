"""Ward councillors from Modern.gov's GetCouncillorsByWard XML. Home addresses in it are never read."""

from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

from people.addresses import normal_address
from people.enums import OrganisationKind, Role, Source
from people.importers.files import UnreadableFile
from people.models import Appointment, Organisation, Person


def split_name(full: str) -> tuple[str, str, str]:
    """("Councillor", "Senara", "Mockford") from "Councillor Senara Mockford"."""
    title, _space, rest = full.partition(" ")
    if title.lower().rstrip(".") not in {"councillor", "cllr"}:
        title, rest = "", full
    given, _space, family = rest.rpartition(" ")
    return title, given, family


def import_councillors(path: Path, *, council: str, now: datetime) -> int:
    """Create one person and appointment per councillor id that is not known yet. Returns how many were created."""
    text = Path(path).read_text(encoding="utf-8")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise UnreadableFile("The file defines entities of its own. Download it again from Modern.gov.")
    body, _new = Organisation.objects.get_or_create(name=council, kind=OrganisationKind.COUNCIL)
    created = 0
    for ward in ElementTree.fromstring(text).iter("ward"):
        for entry in ward.iter("councillor"):
            gid = f"modern.gov {entry.findtext('councillorid')}"
            if Appointment.objects.standing().filter(gid=gid).exists():
                continue
            title, given, family = split_name(entry.findtext("fullusername", "").strip())
            address = normal_address(entry.findtext("workaddress/email", ""))
            person = Person.objects.create_user(address or None, title=title, given_name=given, family_name=family)
            Appointment.objects.create(
                person=person,
                organisation=body,
                role=Role.COUNCILLOR,
                gid=gid,
                appointing_body=ward.findtext("wardtitle", ""),
                source=Source.COUNCIL,
                recorded_at=now,
            )
            created += 1
    return created
