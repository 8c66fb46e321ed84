"""The people of the tests, by name, and what they work with. Plain functions; conftest.py makes fixtures of them.

The officer writes. Gwen Twoschools governs two schools, Noor Newcomer one. Clem Clerk is no governor. Olive Outsider
has no appointment at all.
"""

import io
import struct
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from PIL import Image
from wagtail.models import Page, Site

from accounts.emails import SIGN_IN_CODE
from accounts.operations import write_requested_codes
from cms.models import Film, HomePage, ModuleIndexPage, ModulePage, PartnershipSettings
from distribution.emails import Message, Recipient
from distribution.mail_types import MailType
from distribution.merge_fields import FIELD, field
from distribution.models import Audience, Delivery, Mailing
from distribution.operations import queue_mailing
from learning.emails import BRIEFING
from learning.models import Briefing
from people.enums import OrganisationKind, Phase, Role
from people.models import Appointment, Organisation, Person
from people.staff_groups import OFFICERS

NOW = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
FILM_SECONDS = 60


# --- Places and people ----------------------------------------------------------------------------------------------


def school(name: str, *, kind=OrganisationKind.MAINTAINED_SCHOOL, phase=Phase.PRIMARY, **fields) -> Organisation:
    return Organisation.objects.create(name=name, kind=kind, phase=phase, **fields)


def person(name: str, email: str | None = "", **fields) -> Person:
    """`Gwen Twoschools` at gwen.twoschools@people.example; `email=None` for somebody without an address."""
    given, _space, family = name.rpartition(" ")
    address = f"{name.lower().replace(' ', '.')}@people.example" if email == "" else email
    return Person.objects.create_user(address, given_name=given, family_name=family, **fields)


def appoint(
    who: Person, role: Role, where: Organisation, *, starts_on=date(2024, 9, 1), ends_on=None, **fields
) -> Appointment:
    return Appointment.objects.create(
        person=who, role=role, organisation=where, starts_on=starts_on, ends_on=ends_on, **fields
    )


def officer() -> Person:
    who = person("Oona Officer", is_staff=True, is_superuser=True)
    appoint(who, Role.COUNCIL_OFFICER, Organisation.objects.get_or_create(name="Mereside Council", kind="council")[0])
    return who


def officer_of_the_group() -> Person:
    """An officer with the rights of the group Officers and no more; `officer` is a superuser."""
    call_command("set_up_roles")
    who = person("Otto Ordinary", is_staff=True)
    who.groups.add(Group.objects.get(name=OFFICERS))
    return who


def two_schools() -> Person:
    who = person("Gwen Twoschools")
    appoint(who, Role.GOVERNOR, school("Elm Road Infants"))
    appoint(who, Role.CHAIR_OF_GOVERNORS, school("Mersey View Primary"))
    return who


def new_governor() -> Person:
    who = person("Noor Newcomer")
    appoint(who, Role.GOVERNOR, school("Canal Bank Academy", kind=OrganisationKind.ACADEMY, phase=Phase.SECONDARY))
    return who


def clerk() -> Person:
    who = person("Clem Clerk")
    appoint(who, Role.GOVERNANCE_PROFESSIONAL, school("Chapel Lane Primary"))
    return who


def councillor() -> Person:
    who = person("Cora Councillor", title="Councillor")
    appoint(who, Role.COUNCILLOR, Organisation.objects.get_or_create(name="Mereside Council", kind="council")[0])
    return who


def police_partner() -> Person:
    who = person("Pat Police")
    appoint(who, Role.PARTNER, Organisation.objects.create(name="Mereside Police", kind=OrganisationKind.POLICE))
    return who


def dsl() -> Person:
    who = person("Dee Safelead")
    appoint(who, Role.DSL, school("Quay High School", phase=Phase.SECONDARY))
    return who


def outsider() -> Person:
    return person("Olive Outsider")


def many_governors(count: int, *, address="governor{:04}@people.example", role=Role.GOVERNOR) -> list[Person]:
    """`count` governors of one school, in a few statements."""
    where = Organisation.objects.get_or_create(
        name="Big Board Primary", kind=OrganisationKind.MAINTAINED_SCHOOL, phase=Phase.PRIMARY
    )[0]
    start = Person.objects.count()
    made = Person.objects.bulk_create(
        Person(given_name="Governor", family_name=f"No {start + n:04}", email=address.format(start + n), password="!")
        for n in range(count)
    )
    Appointment.objects.bulk_create(Appointment(person=who, organisation=where, role=role) for who in made)
    return made


# --- Pages ----------------------------------------------------------------------------------------------------------


def box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + name + body


def tiny_mp4(seconds: float = FILM_SECONDS) -> bytes:
    """An MP4 that has a length and nothing to see: enough for all that the server reads."""
    header = struct.pack(">IIIII", 0, 0, 0, 1000, round(seconds * 1000)) + struct.pack(">IH10x", 0x10000, 0x100)
    header += struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000) + bytes(24) + struct.pack(">I", 2)
    return box(b"ftyp", b"isom\0\0\2\0isomiso2mp41") + box(b"moov", box(b"mvhd", header)) + box(b"mdat", bytes(64))


CAPTIONS = """WEBVTT

00:00.000 --> 00:20.000
Harm can happen in places, not only in families.

00:20.000 --> 00:40.000
We change the place, so that every child there is safer.

00:40.000 --> 01:00.000
You can help, and this is how.
"""


def film(title: str = "Places and safety") -> Film:
    """A film as the officer's form keeps it. It is cleaned once: that asks ffprobe, a process of its own."""
    parts, facts = cleaned_film()
    files = {name: ContentFile(data, f"{name}.{ending}") for name, (data, ending) in parts.items()}
    made: Film = Film.objects.create(title=title, narration_says_all=True, **files, **facts)
    return made


@cache
def cleaned_film() -> tuple[dict[str, tuple[bytes, str]], dict[str, object]]:
    """({field: (content, ending)}, the values read from them)."""
    picture = io.BytesIO()
    Image.new("RGB", (64, 36), "#16443a").save(picture, "JPEG")
    made = Film(
        title="Places and safety",
        file=ContentFile(tiny_mp4(), "film.mp4"),
        captions=ContentFile(CAPTIONS.encode(), "captions.vtt"),
        poster=ContentFile(picture.getvalue(), "poster.jpg"),
    )
    made.full_clean()
    parts = {"file": (tiny_mp4(), "mp4")}
    for name, ending in (("captions", "vtt"), ("poster", "jpg")):
        parts[name] = (getattr(made, name).read(), ending)
    return parts, {"cues": made.cues, "duration_seconds": made.duration_seconds}


def home_page() -> HomePage:
    """The default site's home, made once."""
    found = HomePage.objects.first()
    if found:
        return found
    home = Page.objects.get(depth=1).add_child(
        instance=HomePage(title="Common Ground", slug="common-ground", heading="Safe places", introduction="Welcome.")
    )
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "site_name": "Common Ground"}
    )
    own = PartnershipSettings.for_site(Site.objects.get(is_default_site=True))
    own.name, own.contact_email = "Mereside safeguarding partnership", "safeguarding@mereside.example"
    own.save()
    return home


STEPS = [
    ("text", {"title": "What it is", "body": "<p>Places matter.</p>"}),
    (
        "check",
        {
            "title": "Try it",
            "introduction": "",
            "questions": [
                {
                    "question": "Whom do we change first?",
                    "choices": [
                        {"text": "The place", "correct": True, "explanation": "Yes: the place first."},
                        {"text": "The child", "correct": False, "explanation": "No: a child is never the problem."},
                    ],
                },
                {
                    "question": "Who can help?",
                    "choices": [
                        {"text": "Shopkeepers", "correct": True, "explanation": "They see much."},
                        {"text": "Bus drivers", "correct": True, "explanation": "They know the route."},
                        {"text": "Nobody", "correct": False, "explanation": "Everybody can do something."},
                    ],
                },
            ],
        },
    ),
    ("declaration", {"title": "Declare", "introduction": "", "statement": "I have read and understood this."}),
]


def module(title: str = "Contextual safeguarding", slug: str = "contextual-safeguarding", **fields) -> ModulePage:
    """A published module: film, text, knowledge check, declaration."""
    home = home_page()
    index = ModuleIndexPage.objects.first() or home.add_child(instance=ModuleIndexPage(title="Learn", slug="learn"))
    steps = [("video", {"title": "See it", "introduction": "", "film": film()}), *STEPS]
    page = index.add_child(
        instance=ModulePage(
            title=title,
            slug=slug,
            purpose="Know what it is.",
            audience_label="For school governors",
            minutes=12,
            content_note="It speaks of harm to children.",
            steps=steps,
            **fields,
        )
    )
    page.save_revision().publish()
    return ModulePage.objects.get(pk=page.pk)


def codes_sent() -> QuerySet[Delivery]:
    """Messages with a code, the oldest first, once a worker has written those that were asked for."""
    write_requested_codes(now=timezone.now())
    return Delivery.objects.filter(mailing__kind=SIGN_IN_CODE.kind).order_by("pk")


# --- Post -----------------------------------------------------------------------------------------------------------


def all_governors() -> Audience:
    return Audience.objects.create(name="All governors", roles=[Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS])


def briefing(of: ModulePage, audience: Audience, *, due_on: date | None = None) -> Briefing:
    return Briefing.objects.create(
        module=of,
        audience=audience,
        due_on=due_on or timezone.localdate() + timedelta(days=30),
        subject="12 minutes for safer places",
        message="We ask every governor to do this.\n\nThank you.",
    )


def mailing(
    recipients,
    *,
    now: datetime = NOW,
    kind: MailType = BRIEFING,
    text="Dear ⟦name⟧,\n⟦link⟧\n",
    html="<p>Dear ⟦name⟧, <a href='⟦link⟧'>open</a></p>",
    **fields,
) -> Mailing:
    """A mailing of these words, in which ⟦name⟧ is a merge field."""
    text, html = (FIELD.sub(lambda mark: field(mark[1]), words) for words in (text, html))
    to = [who if isinstance(who, Recipient) else Recipient(who) for who in recipients]
    message = Message(type=kind, text=text, html=html, recipients=to, **{"subject": "For you", **fields})
    return queue_mailing(message=message, now=now)


# --- The database ---------------------------------------------------------------------------------------------------


@contextmanager
def undone():
    """A transaction around a test, or around what several tests share: at its end all is as it was.

    For fixtures that live longer than a test, in place of Django's own `db`, which undoes everything after each.
    """
    block = transaction.atomic()
    block._from_testcase = True  # as in Django's TestCase: durable blocks may run inside
    with block:
        yield
        transaction.set_rollback(True)


# --- Signing in -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    """How a session was opened, as allauth records it."""

    methods: tuple[dict, ...]


LINK = Way(({"method": "link"},))
CODE = Way(({"method": "code"},))
SECOND_FACTOR = Way(({"method": "code"}, {"method": "mfa", "type": "totp"}))


def sign_in(client, who: Person, way: Way = CODE) -> None:
    """Open a session for `who` in Django's test client, the way that the house's own doors do."""
    from django.conf import settings

    request = HttpRequest()
    request.session = client.session
    login(request, who, backend=settings.AUTHENTICATION_BACKENDS[0])
    for method in way.methods:
        record_authentication(request, who, **method)
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
