"""Figures for the Board are forged with SQL, one statement at a time; verify_evidence names each."""

import io
import json
import re
import uuid
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.audit import SIGNED_IN
from assurance import anchors
from assurance.heads import printed
from assurance.operations import (
    NothingToMark,
    anchor_evidence,
    erase_person,
    mark_restored,
    send_head,
    standing_link,
    start_report,
)
from assurance.operations.anchoring import last_head
from distribution.models import Delivery, Mailing
from governing_boards.models import Tabling
from governing_boards.operations import paper_briefings
from learning.enums import SeatState
from learning.models import Certificate, Completion, Enrolment, Pseudonym
from learning.operations import revoke_certificate
from people.audit.registry import audit_action
from people.models import AuditEntry, LedgerEntry
from people.operations import empty_audit_entries, give_address, record_audit
from tests import cast
from tests.assurance.council import at, hand_over
from tests.learning.factories import complete, enrolment_of
from tests.workshops.factories import STARTS, booked, partner, session, workshop
from workshops.enums import Direction
from workshops.models import Attendance
from workshops.operations import check_in, take_back

ON_POSTGRESQL = connection.vendor == "postgresql"
OUT_OF_SCOPE = "Not checked: how many seats there are to reach."


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def anchored(now=None):
    with TestCase.captureOnCommitCallbacks(execute=True):
        return anchor_evidence(now=now or timezone.now())


def verify(*args: str) -> tuple[bool, str]:
    out = io.StringIO()
    try:
        call_command("verify_evidence", *args, stdout=out)
    except CommandError as error:
        assert error.returncode == 1
        return False, out.getvalue() + str(error)
    return True, out.getvalue()


def press(row, minutes: int, direction=Direction.IN):
    moment = STARTS + timedelta(minutes=minutes)
    return check_in(
        session=row.session, booking=row, nonce=uuid.uuid4(), direction=direction, at=moment, by=row.person, now=moment
    )


@pytest.fixture
def everything(council):
    """All that figures count: duties done, messages handed over, a pack at a meeting, somebody who came, anchored."""
    room = session(workshop())
    came = booked(partner("Pat Police"), room)
    press(came, 0)
    press(came, 170, Direction.OUT)
    booked(partner("Stan Stayedaway"), room)
    take_back(scan=press(booked(partner("Wes Wrongname"), room), 5), now=STARTS)
    code = Certificate.objects.get(person=council.both)
    revoke_certificate(certificate=code, reason="It was the wrong person.", by=council.officer, now=at(12))
    anchored()
    return council


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


CREDITED = "(SELECT MIN(id) FROM learning_enrolment WHERE completion_id IS NOT NULL)"
OPEN = "(SELECT MIN(id) FROM learning_enrolment WHERE completion_id IS NULL)"
SENT = "(SELECT MIN(id) FROM distribution_delivery WHERE state = 'sent')"
QUEUED = "(SELECT MIN(id) FROM distribution_delivery WHERE state = 'queued')"
NOBODY = "(SELECT MIN(id) FROM people_person WHERE id NOT IN (SELECT person_id FROM learning_pseudonym))"
LAST = "(SELECT MAX(number) FROM learning_completion)"
UNSCANNED = "(SELECT MIN(id) FROM workshops_booking WHERE id NOT IN (SELECT booking_id FROM workshops_attendance))"


def columns(table: str) -> str:
    with connection.cursor() as cursor:
        names = [c.name for c in connection.introspection.get_table_description(cursor, table) if c.name != "id"]
    return ", ".join(f'"{name}"' for name in names)


def copied(table: str, where: str, **changed: str) -> str:
    """An INSERT of a row like another one."""
    names = columns(table)
    values = ", ".join(changed.get(name.strip('" '), name) for name in names.split(", "))
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE {where}"


def parts_of(enrolment: str) -> list[str]:
    tables = ("enrolment_appointments", "steprecord", "attempt", "declaration", "watching")
    return [f"DELETE FROM learning_{table} WHERE enrolment_id = {enrolment}" for table in tables]


def _token(report) -> str:
    return standing_link(report.page_number, timezone.now()).token


# What is done, and what verify_evidence says of it: a pattern.
FORGED = {
    "enrolment credited": (
        lambda: ["UPDATE learning_enrolment SET completion_id = (SELECT MIN(id) FROM learning_completion) "
                 f"WHERE id = {OPEN}"],
        r"Credited enrolment \d+ is not in the ledger",
    ),
    "all enrolments credited": (
        lambda: ["UPDATE learning_enrolment SET completion_id = (SELECT MIN(id) FROM learning_completion)"],
        r"Enrolment \d+ is credited with row 1, which is somebody else's completion",
    ),
    "enrolment no longer credited": (
        lambda: [f"UPDATE learning_enrolment SET completion_id = NULL WHERE id = {CREDITED}"],
        r"Credited enrolment \d+ is missing",
    ),
    "enrolment moved to somebody": (
        lambda: [f"UPDATE learning_enrolment SET person_id = {NOBODY} WHERE id = {CREDITED}"],
        r"Credited enrolment \d+ was altered: person is",
    ),
    "enrolment added": (
        lambda: [copied("learning_enrolment", f"id = {CREDITED}", person_id=NOBODY)],
        r"Credited enrolment \d+ is not in the ledger",
    ),
    "enrolment deleted": (
        lambda: [*parts_of(CREDITED), f"DELETE FROM learning_enrolment WHERE id = {CREDITED}"],
        r"Credited enrolment \d+ is missing",
    ),
    "pseudonym given to somebody": (
        lambda: [f"UPDATE learning_pseudonym SET person_id = {NOBODY} WHERE id = "
                 "(SELECT MIN(id) FROM learning_pseudonym)"],
        r"Row 1 was not given to this person with this certificate",
    ),
    "pseudonym of another number": (
        lambda: [f"UPDATE learning_pseudonym SET subject = '{uuid.UUID(int=7).hex}' "
                 "WHERE id = (SELECT MIN(id) FROM learning_pseudonym)"],
        r"Row 1 has no owner",
    ),
    "pseudonym added": (
        lambda: [copied("learning_pseudonym", "id = (SELECT MIN(id) FROM learning_pseudonym)", person_id=NOBODY,
                        subject=f"'{uuid.UUID(int=8).hex}'"+ ('::uuid' if ON_POSTGRESQL else ''))],
        r"The pseudonym of record \d+ has no completion",
    ),
    "pseudonym deleted": (
        lambda: ["DELETE FROM learning_pseudonym WHERE id = (SELECT MIN(id) FROM learning_pseudonym)"],
        r"Row 1 has no owner",
    ),
    "certificate with another name": (
        lambda: ["UPDATE learning_certificate SET name = 'Fay Forger' WHERE id = "
                 "(SELECT MIN(id) FROM learning_certificate)"],
        r"Row 1 was not given to this person with this certificate",
    ),
    "certificate made valid again": (
        lambda: ["UPDATE learning_certificate SET revoked_at = NULL, revoked_reason = ''"],
        r"The certificate of row 2 was revoked, or made valid again, without",
    ),
    "certificate deleted": (
        lambda: ["DELETE FROM learning_certificate WHERE id = (SELECT MIN(id) FROM learning_certificate)"],
        r"Row 1 has no certificate",
    ),
    "pack with more present": (
        lambda: ["UPDATE governing_boards_tabling SET present = 1"],
        r"Printed pack \d+ was altered: present is 1 and was sealed as 2",
    ),
    "pack added": (
        lambda: [copied("governing_boards_tabling", "id = (SELECT MIN(id) FROM governing_boards_tabling)",
                        on="'2026-11-01'").replace(", on,", ', "on",')],
        r"Printed pack \d+ is not in the ledger",
    ),
    "pack deleted": (lambda: ["DELETE FROM governing_boards_tabling"], r"Printed pack \d+ is missing"),
    "attendance longer": (
        lambda: ["UPDATE workshops_attendance SET minutes = 180"],
        r"Attendance \d+ was altered: minutes is 180 and was sealed as 170",
    ),
    "attendance added": (
        lambda: ["INSERT INTO workshops_attendance (booking_id, arrived_at, minutes) "
                 f"VALUES ({UNSCANNED}, '2027-01-15 10:00:00+00:00', 180)"],
        r"Attendance \d+ is not in the ledger",
    ),
    "attendance deleted": (lambda: ["DELETE FROM workshops_attendance"], r"Attendance \d+ is missing"),
    "delivery said to be sent": (
        lambda: [f"UPDATE distribution_delivery SET state = 'sent' WHERE id = {QUEUED}"],
        r"Delivery \d+ is not in the ledger",
    ),
    "delivery no longer bounced": (
        lambda: ["UPDATE distribution_delivery SET state = 'sent' WHERE state = 'bounced'"],
        r"Delivery \d+ was altered: state is sent and was sealed as bounced",
    ),
    "delivery put back": (
        lambda: [f"UPDATE distribution_delivery SET state = 'queued' WHERE id = {SENT}"],
        r"Delivery \d+ was altered: state is queued and was sealed as sent",
    ),
    "delivery added": (
        lambda: [copied("distribution_delivery", f"id = {SENT}", person_id=NOBODY_WRITTEN_TO)],
        r"Delivery \d+ is not in the ledger",
    ),
    "delivery deleted": (
        lambda: [f"DELETE FROM distribution_deliveryevent WHERE delivery_id = {SENT}",
                 f"DELETE FROM distribution_delivery WHERE id = {SENT}"],
        r"Delivery \d+ is missing",
    ),
    "event of another day": (
        lambda: ["UPDATE distribution_deliveryevent SET at = '2026-01-01 00:00:00+00:00' WHERE state = 'bounced'"],
        r"An event of delivery \d+ says “bounced”, and the ledger doesn't",
    ),
    "event added": (
        lambda: [copied("distribution_deliveryevent", "state = 'bounced'", state="'delivered'")],
        r"An event of delivery \d+ says “delivered”",
    ),
    "event deleted": (
        lambda: ["DELETE FROM distribution_deliveryevent WHERE state = 'bounced'"],
        r"Delivery \d+ has no event for “bounced”",
    ),
    "ledger altered": (
        lambda: ["UPDATE people_ledgerentry SET facts = '{}' WHERE stream = 'heads'"],
        r"Head 1 was altered",
    ),
    "ledger sealed by a key of one's own": (
        lambda: ["UPDATE people_ledgerentry SET key_id = 'mine' WHERE stream = 'learning'"],
        r"Ledger of learning, rows? .*sealed with key “mine”, which is not here",
    ),
    "ledger added to": (
        lambda: [copied("people_ledgerentry", "stream = 'learning' AND number = 1", number="99", hash="'x'")],
        r"Ledger of learning, row 99 was altered",
    ),
    "ledger cut short": (
        lambda: ["DELETE FROM people_ledgerentry WHERE stream = 'workshops'"],
        r"Attendance \d+ is not in the ledger",
    ),
}  # fmt: skip
NOBODY_WRITTEN_TO = "(SELECT MIN(id) FROM people_person WHERE id NOT IN (SELECT person_id FROM distribution_delivery))"


@pytest.mark.both_databases
def test_what_nobody_forged_holds_and_says_what_it_cannot_know(everything):
    holds, said = verify()
    assert holds, said
    assert OUT_OF_SCOPE in said


@pytest.mark.both_databases
@pytest.mark.parametrize("how", FORGED)
def test_a_forged_figure_is_named(everything, how):
    statements, pattern = FORGED[how]
    execute(*statements())
    holds, said = verify()
    assert not holds
    assert re.search(pattern, said), said


def test_the_database_refuses_a_second_certificate(everything):
    first = "id = (SELECT MIN(id) FROM learning_certificate)"
    with pytest.raises(IntegrityError), transaction.atomic():
        execute(copied("learning_certificate", first, code="'FORGED22'"))


@pytest.mark.both_databases
def test_forged_with_its_entry_in_the_ledger_too_it_is_named(everything):
    """Somebody knows the tables, and has no key."""
    execute("UPDATE governing_boards_tabling SET present = 1")
    entry = LedgerEntry.objects.get(stream="governing_boards")
    facts = json.dumps({**entry.facts, "present": 1})
    execute(f"UPDATE people_ledgerentry SET facts = '{facts}' WHERE stream = 'governing_boards'")
    holds, said = verify()
    assert not holds and "Ledger of printed packs, row 1 was altered." in said


@pytest.mark.both_databases
def test_deleted_with_its_entry_and_the_end_it_is_named(everything):
    execute(
        "DELETE FROM workshops_attendance",
        "DELETE FROM people_ledgerentry WHERE stream = 'workshops'",
        "DELETE FROM people_ledgerhead WHERE stream = 'workshops'",
    )
    holds, said = verify()
    assert not holds and re.search(r"Ledger of attendance, rows 1 to \d+ are missing", said)


# --- What changes lawfully ------------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_withdrawn_bounced_erased_and_attended_again_it_holds(everything):
    paper_briefings.withdraw_tabling(tabling=Tabling.objects.get(), by=everything.clerk, now=at(13))
    done = everything.people[SeatState.COMPLETED]
    Delivery.objects.filter(person=everything.both).move("sent", "bounced", now=at(13))
    press(Attendance.objects.get(minutes=170).booking, 175)
    erase_person(person=done, by=everything.officer, now=timezone.now())
    holds, said = verify()
    assert holds, said
    assert not Pseudonym.objects.filter(person=done).exists()


@pytest.mark.both_databases
def test_a_pseudonym_put_back_after_an_erasure_is_named(everything):
    done = everything.people[SeatState.COMPLETED]
    was = Pseudonym.objects.get(person=done)
    erase_person(person=done, by=everything.officer, now=timezone.now())
    was.pk = None
    was.save(force_insert=True)
    holds, said = verify()
    assert not holds and "Row 1 has an owner again" in said


# --- Keys -----------------------------------------------------------------------------------------------------------


def test_an_older_key_still_checks_and_the_newest_seals(everything, settings):
    ((old, secret),) = settings.EVIDENCE_KEYS.items()
    settings.EVIDENCE_KEYS = {"next": "n" * 40, old: secret}
    complete(enrolment_of(everything.people[SeatState.STARTED], everything.briefing), now=at(20))
    anchored()
    assert verify()[0]
    assert set(Completion.objects.values_list("key_id", flat=True)) == {old, "next"}
    assert LedgerEntry.objects.filter(stream="heads", key_id="next").exists()


def test_a_key_that_is_lost_is_named_and_nothing_is_said_to_be_altered(everything, settings):
    settings.EVIDENCE_KEYS = {"next": "n" * 40}
    holds, said = verify()
    assert not holds
    assert "Rows 1 to 3: sealed with key “tests”, which is not here." in said
    assert "altered" not in said.replace("none altered", "")


def test_another_secret_under_the_same_id_fits_nothing(everything, settings):
    settings.EVIDENCE_KEYS = {"tests": "n" * 40}
    assert "Row 1 was altered." in verify()[1]


# --- Heads, printed and sent ----------------------------------------------------------------------------------------


@pytest.fixture
def published(everything):
    page = start_report(action=everything.action, by=everything.officer, now=timezone.now())
    with TestCase.captureOnCommitCallbacks(execute=True):
        page.get_latest_revision().publish()
    return page.published.get()


def test_a_head_printed_in_a_report_is_found_with_its_day(published, client):
    words = client.get(f"/board-reports/{_token(published)}/").content.decode()
    head = re.search(r"\d+-[0-9a-f]{64}", words).group()
    assert head == published.evidence_head
    torn = f" {head[:20]}\n {head[20:]} "  # as copied from a PDF that broke the line
    holds, said = verify("--head", torn)
    assert holds
    assert f"Head {published.evidence_count} is in the ledger, from " in said and "completions (3)" in said


@pytest.mark.parametrize("head", ["12", "12-abc", f"1-{'0' * 64}", "nonsense"])
def test_a_head_that_never_was_is_not_found(everything, head):
    holds, said = verify("--head", head)
    assert not holds
    assert "head" in said.splitlines()[0].lower()


@pytest.mark.both_databases
def test_evidence_replaced_from_the_beginning_does_not_fit_a_head_outside(everything):
    """Even by somebody who runs this software: what was printed is no longer found."""
    head = printed(last_head())
    execute("DELETE FROM people_ledgerentry", "DELETE FROM people_ledgerhead")
    anchors.path().unlink()
    anchored()
    assert "The head that you gave is not in the ledger" in verify("--head", head)[1]


def test_the_head_is_in_the_pdf(real_pdf, published):
    words = "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(bytes(published.pdf))).pages)
    assert published.evidence_head in words


def test_the_head_is_mailed_once_a_day_and_only_if_there_is_news(everything, settings):
    settings.EVIDENCE_HEADS_TO = "Secretary@board.example"
    now = timezone.now()
    assert send_head(now=now)
    assert not send_head(now=now + timedelta(hours=1))
    assert not send_head(now=now + timedelta(hours=25)), "nothing but this email was added"
    complete(enrolment_of(everything.people[SeatState.STARTED], everything.briefing), now=now)
    assert send_head(now=now + timedelta(hours=26))
    first, second = Mailing.objects.filter(kind="evidence_head").order_by("pk")
    (to,) = first.deliveries.all()
    assert to.address == "secretary@board.example"
    assert (
        re.search(r"\d+-[0-9a-f]{64}", first.text_body).group()
        != re.search(r"\d+-[0-9a-f]{64}", second.text_body).group()
    )
    head = re.search(r"\d+-[0-9a-f]{64}", first.text_body).group()
    assert "is in the ledger" in verify("--head", head)[1]


def test_without_an_address_no_head_is_mailed(everything):
    assert not send_head(now=timezone.now())
    assert not Mailing.objects.filter(kind="evidence_head").exists()


# --- Anchors outside ------------------------------------------------------------------------------------------------


def test_a_line_that_could_not_be_written_is_written_on_the_next_run(everything):
    whole = anchors.path().read_text()
    anchors.path().write_text("")
    anchored()
    assert anchors.path().read_text() == whole


@pytest.mark.parametrize(
    "torn", ["2026-11-27T10:00", "\x00\xff", "a b c d", '2026 x y {"a"', "2026 restored 1 tests mac why"]
)
def test_a_torn_line_is_named_and_the_next_begins_on_a_new_one(everything, torn):
    with anchors.path().open("a") as file:
        file.write(torn)
    complete(enrolment_of(everything.people[SeatState.STARTED], everything.briefing), now=at(20))
    anchored()
    holds, said = verify()
    assert not holds
    assert "Line 2 of evidence-anchors.txt can't be read" in said
    assert len(anchors.read().lines) == 2


# --- A backup is restored -------------------------------------------------------------------------------------------


def behind(council) -> str:
    """More happens and is anchored; then the database is put back to where it was. Returns the head that was lost."""
    point = transaction.savepoint()
    complete(enrolment_of(council.people[SeatState.STARTED], council.briefing), now=at(20))
    head = printed(anchored())
    transaction.savepoint_rollback(point)
    return head


@pytest.mark.both_databases
def test_a_restored_backup_is_named_with_what_it_lacks_and_marked(everything):
    head = behind(everything)
    holds, said = verify()
    assert not holds
    assert "The database is behind its anchors: it agrees with them up to head 1 of" in said
    assert "completions (4)" in said
    with TestCase.captureOnCommitCallbacks(execute=True):
        call_command("mark_restored", "--because", "The disk failed.", stdout=io.StringIO())
    holds, said = verify()
    assert holds, said
    assert "A backup was restored, said on" in said and "The disk failed." in said
    assert "It lacks what was noted as head 2." in said and "completions (4)" in said
    complete(enrolment_of(everything.people[SeatState.STARTED], everything.briefing), now=at(21))
    anchored()
    holds, said = verify("--head", head)
    assert holds, "and it goes on holding"
    assert "Head 2 of" in said and "was lost when a backup was restored: The disk failed." in said
    entry = AuditEntry.objects.get(action="assurance.backup_restored")
    assert entry.data == {"kept": 1, "lost": 2}
    assert audit_action(entry.action).label


@pytest.mark.both_databases
def test_what_was_anchored_between_the_restore_and_its_mark_stays(everything):
    behind(everything)
    complete(enrolment_of(everything.people[SeatState.STARTED], everything.briefing), now=at(21))
    anchored()
    assert not verify()[0]
    with TestCase.captureOnCommitCallbacks(execute=True):
        mark_restored(because="The disk failed.", by=None, now=timezone.now())
    holds, said = verify()
    assert holds, said


def test_only_a_database_that_is_behind_is_marked(everything):
    with pytest.raises(NothingToMark):
        mark_restored(because="To be safe.", by=None, now=timezone.now())
    with pytest.raises(CommandError, match="Nothing was marked"):
        call_command("mark_restored", "--because", "To be safe.")
    with pytest.raises(CommandError, match="Say why"):
        call_command("mark_restored", "--because", "  ")


def test_a_mark_that_somebody_wrote_without_the_key_marks_nothing(everything):
    behind(everything)
    with anchors.path().open("a") as file:
        file.write(f"2026-11-27T10:00:00+00:00 restored 1 tests {'0' * 64} The disk failed.\n")
    holds, said = verify()
    assert not holds
    assert "Line 3 of evidence-anchors.txt can't be read" in said and "behind its anchors" in said


# --- An address that somebody else gave -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "by", "marked"),
    [(0.1, "clerk", True), (13.9, "officer", True), (14.1, "clerk", False), (1, "themselves", False), (1, None, False)],
)
def test_a_completion_soon_after_somebody_else_gave_the_address_is_marked(council, days, by, marked):
    who, now = council.people[SeatState.NOT_STARTED], at(30)
    giver = who if by == "themselves" else getattr(council, by) if by else None
    give_address(person=who, address="new@people.example", by=giver, now=now - timedelta(days=days))
    row = complete(enrolment_of(who, council.briefing), now=now)
    assert (row.address_given_at is not None) == marked
    holds, said = verify()
    assert holds
    assert ("1 completed within 14 days of somebody else giving them a new email address" in said) == marked


@pytest.mark.parametrize("signed_in", [True, False])
def test_an_address_that_they_had_signed_in_with_before_is_no_new_one(council, signed_in):
    who, now = council.people[SeatState.NOT_STARTED], at(30)
    own = who.email
    if signed_in:
        record_audit(action=SIGNED_IN, about=who, by=who, data={"way": "link"}, now=at(2))
    give_address(person=who, address="other@people.example", by=council.clerk, now=at(20))
    give_address(person=who, address=own, by=council.clerk, now=at(28))
    row = complete(enrolment_of(who, council.briefing), now=now)
    assert (row.address_given_at is None) == signed_in


def test_the_officer_and_the_auditor_see_it(council, client):
    who, now = council.people[SeatState.NOT_STARTED], at(30)
    give_address(person=who, address="new@people.example", by=council.clerk, now=at(28))
    complete(enrolment_of(who, council.briefing), now=now)
    start_report(action=council.action, by=council.officer, now=timezone.now()).get_latest_revision().publish()
    cast.sign_in(client, council.officer, cast.SECOND_FACTOR)
    enrolment = Enrolment.objects.get(person=who)
    page = client.get(reverse("briefings:person", args=[council.briefing.pk, enrolment.pk])).content.decode()
    assert "somebody else had given them a new email address" in page
    audit = client.get(reverse("publishedreport:audit", args=[1])).content.decode()
    assert "1 person completed it within 14 days of somebody else giving them a new email address." in audit
    assert "How many seats there are to reach." in audit


# --- The site's own role on PostgreSQL ------------------------------------------------------------------------------


def append_only() -> dict[str, tuple[str, ...]]:
    return {
        model._meta.db_table: getattr(model, "may_change", ())
        for model in apps.get_models() if getattr(model, "append_only", False)
    }  # fmt: skip


def test_what_is_never_changed_is_declared():
    assert set(append_only()) == {
        "assurance_publishedreport", "distribution_deliveryevent", "learning_completion", "people_auditentry",
        "people_ledgerentry",
    }  # fmt: skip


@pytest.mark.parametrize("role", ["a b", "x; DROP TABLE y", "", "A"])
def test_a_name_that_is_no_role_is_refused(role):
    with pytest.raises(CommandError, match="lower-case"):
        call_command("evidence_role_sql", role, stdout=io.StringIO())


@pytest.fixture
def as_the_site(db):
    """From here on the test is the role that docs/running.md describes."""
    out = io.StringIO()
    call_command("evidence_role_sql", "site_of_the_tests", stdout=out)
    execute("CREATE ROLE site_of_the_tests", out.getvalue())

    def become() -> None:
        execute("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED", "SET LOCAL ROLE site_of_the_tests")

    yield become
    execute("RESET ROLE")


@pytest.mark.both_databases
@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has no roles")
class TestTheSitesOwnRole:
    @pytest.mark.parametrize("table", sorted(append_only()))
    def test_it_changes_and_deletes_no_evidence(self, everything, as_the_site, table):
        as_the_site()
        for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE", f"UPDATE {table} SET id = id + 1000"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                execute(statement)

    def test_it_does_everything_that_the_site_does(self, council, as_the_site):
        as_the_site()
        hand_over(council.briefing, [council.clerk], "sent", at(10))
        complete(enrolment_of(council.people[SeatState.STARTED], council.briefing), now=at(20))
        page = start_report(action=council.action, by=council.officer, now=timezone.now())
        page.get_latest_revision().publish()
        paper_briefings.withdraw_tabling(tabling=Tabling.objects.get(), by=council.clerk, now=at(13))
        erase_person(person=council.both, by=council.officer, now=timezone.now())
        anchored()
        holds, said = verify()
        assert holds, said

    def test_it_empties_the_audit_trail_through_the_one_function_alone(self, council, as_the_site):
        give_address(person=council.both, address="new@people.example", by=council.clerk, now=at(20))
        as_the_site()
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            execute("SET LOCAL common_ground.erasing = 'on'", "UPDATE people_auditentry SET data = '{}'")
        merged = AuditEntry.objects.filter(action="governing_boards.tabled").first()
        empty_audit_entries(model=Tabling, pks=[int(merged.object_id)])
        assert AuditEntry.objects.get(pk=merged.pk).data == {}
