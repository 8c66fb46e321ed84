"""A whole country, invented: for measuring. Nothing in it has a real name, and nothing of it can be mailed."""

import random
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from assurance.models import BoardAction
from cms.models import ModulePage
from distribution.enums import DeliveryState
from distribution.links import new_nonce
from distribution.models import Audience, Delivery, DeliveryEvent, Mailing
from learning import evidence
from learning.emails import BRIEFING
from learning.enums import CompletionSource
from learning.models import Briefing, Certificate, Completion, Enrolment, EvidenceHead, Pseudonym, Reminder
from learning.operations import seal_credits
from people.enums import GOVERNOR_ROLES, OrganisationKind, Phase, Role
from people.ledger.chain import moment
from people.ledger.keys import newest_key
from people.models import Appointment, Organisation, Person
from people.operations import add_to_ledger

SCHOOLS, GOVERNORS = 24_453, 250_000
AUTHORITIES, WARDS = 152, 8_000
FIRST_URN = 500_000
DOMAIN = "england.invalid"
AT_ONCE = 5_000


class Command(BaseCommand):
    help = "Add a whole country to an empty or demonstration database: for measuring, never for a real installation."

    def add_arguments(self, parser):
        parser.add_argument("--schools", type=int, default=SCHOOLS)
        parser.add_argument("--governors", type=int, default=GOVERNORS)

    def handle(self, *args, schools, governors, **options):
        if Organisation.objects.filter(urn=str(FIRST_URN)).exists():
            raise CommandError("There is a country here already.")
        now = timezone.now()
        country = Country(now, random.Random(1))
        with transaction.atomic():
            places = country.make_schools(schools)
            people = country.make_people(governors)
            country.make_seats(people, places)
            briefing = country.make_briefing()
            country.make_duties(briefing)
            country.make_post(briefing)
            country.make_evidence(briefing, governors * 4 // 5)
            action = country.make_action(briefing)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        self.stdout.write(f"board action {action.pk}: {schools} schools, {governors} governors")


class Country:
    def __init__(self, now: datetime, chance: random.Random):
        self.now, self.chance = now, chance
        self.then = now - timedelta(days=70)

    def make_schools(self, number: int) -> list[int]:
        kinds = [OrganisationKind.MAINTAINED_SCHOOL, OrganisationKind.ACADEMY, OrganisationKind.SPECIAL_SCHOOL]
        rows = (
            Organisation(
                name=f"Country School {n}", urn=str(FIRST_URN + n), kind=kinds[n % 3],
                phase=Phase.SECONDARY if n % 6 == 0 else Phase.PRIMARY, ward=f"Ward {n % WARDS}",
                authority_code=str(200 + n % AUTHORITIES), board_size=12 if n % 4 == 0 else None, recorded_at=self.then,
            )
            for n in range(number)
        )  # fmt: skip
        return [row.pk for row in self.many(Organisation, rows)]

    def make_people(self, number: int) -> list[int]:
        """One in 20 has no address, one in 200 objected."""
        rows = (
            Person(
                given_name=f"Given{n % 500}", family_name=f"Family{n}", password="!",
                match_name=f"given{n % 500} family{n}",
                email=None if n % 20 == 7 else f"g{n}@{DOMAIN}", objected_at=self.then if n % 200 == 3 else None,
            )
            for n in range(number)
        )  # fmt: skip
        return [row.pk for row in self.many(Person, rows)]

    def make_seats(self, people: list[int], places: list[int]) -> None:
        """One in 25 sits on two boards; one school in 100 has nobody known."""
        held = [place for n, place in enumerate(places) if n % 100 != 50]
        rows = (
            Appointment(
                person_id=person, organisation_id=held[(n * (7 if second else 1) + second) % len(held)],
                role=Role.CHAIR_OF_GOVERNORS if n % 12 == 0 else Role.GOVERNOR, recorded_at=self.then,
                starts_on="2024-09-01",
            )
            for n, person in enumerate(people)
            for second in ((0, 1) if n % 25 == 0 else (0,))
        )  # fmt: skip
        for _row in self.many(Appointment, rows):
            pass

    def make_briefing(self) -> Briefing:
        audience, _new = Audience.objects.get_or_create(name="Country", defaults={"roles": list(GOVERNOR_ROLES)})
        module = ModulePage.objects.live().order_by("pk").first()
        if module is None:
            raise CommandError("Publish a module first, for example with load_demo.")
        first = self.mailing(self.then)
        made = Briefing.objects.create(
            module=module, audience=audience, due_on=self.now.date(), subject="Measuring", message="Measuring",
            mailing=first, issued_at=self.then,
        )  # fmt: skip
        self.again = self.mailing(self.then + timedelta(days=21))
        Reminder.objects.create(briefing=made, mailing=self.again, at=self.then + timedelta(days=21))
        return made

    def mailing(self, at: datetime) -> Mailing:
        return Mailing.objects.create(kind=BRIEFING.kind, subject="Measuring", text_body="-", created_at=at)

    def make_duties(self, briefing: Briefing) -> None:
        people = Person.objects.filter(match_name__startswith="given", family_name__startswith="Family")
        pks = people.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=AT_ONCE)
        rows = (
            Enrolment(
                briefing=briefing, person_id=pk, enrolled_at=self.then,
                started_at=self.then + timedelta(hours=pk % 1500) if pk % 20 != 1 else None,
            )
            for pk in pks
        )  # fmt: skip
        for _row in self.many(Enrolment, rows):
            pass

    def make_post(self, briefing: Briefing) -> None:
        """Two messages to everybody with an address, one in 60 of them bounced, one in 500 ambiguous."""
        delivery, event, person = (model._meta.db_table for model in (Delivery, DeliveryEvent, Person))
        state = "CASE WHEN p.id % 60 = 0 THEN 'bounced' WHEN p.id % 500 = 1 THEN 'ambiguous' ELSE 'sent' END"
        with connection.cursor() as cursor:
            for mailing in (briefing.mailing, self.again):
                at = connection.ops.adapt_datetimefield_value(mailing.created_at)
                cursor.execute(
                    f'INSERT INTO {delivery} (mailing_id, person_id, address, "values", queue, state, state_at, '  # noqa: S608
                    f"due_at, attempts, carrier, link_nonce) SELECT {mailing.pk}, p.id, p.email, '{{}}', 'bulk', "
                    f"{state}, '{at}', '{at}', 1, 'email', '{new_nonce()}' "
                    f"FROM {person} p WHERE p.email LIKE '%@{DOMAIN}'"
                )
                self.seal_post(mailing.pk)
                for step in (f"'{DeliveryState.QUEUED.value}'", "d.state"):
                    cursor.execute(
                        f"INSERT INTO {event} (delivery_id, state, at, detail) SELECT d.id, {step}, '{at}', '' "  # noqa: S608
                        f"FROM {delivery} d WHERE d.mailing_id = {mailing.pk}"
                    )

    def seal_post(self, mailing: int) -> None:
        rows = Delivery.objects.filter(mailing=mailing).order_by("pk").values_list("state", "state_at", "pk", "person")
        batches = {}
        for state, at, pk, person in rows.iterator(chunk_size=AT_ONCE):
            batches.setdefault((state, moment(at)), []).append([pk, mailing, person])
        for (state, at), some in batches.items():
            for begin in range(0, len(some), 1000):
                facts = {"state": state, "at": at, "rows": some[begin : begin + 1000]}
                add_to_ledger(stream="distribution", kind="handed_over", facts=facts, now=self.then)

    def make_evidence(self, briefing: Briefing, number: int) -> None:
        """A chain as the software would have written it, and each link on its duty."""
        duties = list(briefing.enrolments.order_by("pk").values_list("pk", "person")[:number])
        head, _new = EvidenceHead.objects.get_or_create(id=1)
        start, links = head.count, []
        pseudonyms = (Pseudonym(person_id=person, subject=UUID(int=person), salt="0" * 32) for _pk, person in duties)
        for _row in self.many(Pseudonym, pseudonyms):
            pass
        for row in self.many(Completion, self.links_of(briefing, duties, head)):
            links.append(row.pk)
        head.save()
        certificates = (
            Certificate(completion_id=link, person_id=person, name="Measured", code=self.code_of(person))
            for (_pk, person), link in zip(duties, links, strict=True)
        )
        for _row in self.many(Certificate, certificates):
            pass
        for begin in range(0, len(duties), AT_ONCE):
            some = zip(duties[begin : begin + AT_ONCE], links[begin : begin + AT_ONCE], strict=True)
            rows = [Enrolment(pk=pk, completion_id=link, started_at=self.then) for (pk, _person), link in some]
            Enrolment.objects.bulk_update(rows, ["completion"], batch_size=1000)
        assert head.count == start + len(duties)
        seal_credits(enrolments=briefing.enrolments.all(), now=self.then)

    def links_of(self, briefing: Briefing, duties: list[tuple[int, int]], head: EvidenceHead):
        digest = evidence.content_digest([])
        for n, (_pk, person) in enumerate(duties):
            row = Completion(
                number=head.count + 1, subject=UUID(int=person), module_id=briefing.module_id, module_title="Measuring",
                edition=1, content_digest=digest, steps=[], credits=[], source=CompletionSource.WATCHED,
                completed_at=self.then + timedelta(minutes=n // 3 % 90_000), previous_hash=head.hash,
                key_id=newest_key(), commitment=evidence.commit("0" * 32, person, self.code_of(person), "Measured"),
            )  # fmt: skip
            row.hash = evidence.seal(row, head.hash)
            head.count, head.hash = row.number, row.hash
            yield row

    def code_of(self, person: int) -> str:
        return f"M{person:07}"

    def make_action(self, briefing: Briefing) -> BoardAction:
        action = BoardAction.objects.create(
            board="Country Board", meeting_on=(self.then - timedelta(days=7)).date(), minute_reference="1",
            text="that the information reach all school governors", asked_by="the Chair", audience=briefing.audience,
        )  # fmt: skip
        action.briefings.add(briefing)
        return action

    def many(self, model, rows):
        rows = iter(rows)
        while some := list(islice(rows, AT_ONCE)):
            yield from model.objects.bulk_create(some, batch_size=AT_ONCE)
