"""The path that is not e-mail: a pack to print, and a clerk's word that it lay on the table."""

import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from governing_boards.audit import TABLED
from governing_boards.boards import board_of
from governing_boards.models import Tabling
from learning.enums import SeatState
from learning.models import Briefing
from learning.packs import paragraphs
from people.enums import Role
from people.models import Appointment, AuditEntry
from people.operations import set_board_size
from tests import cast
from tests.governing_boards.board_cast import boards as made_boards


@pytest.fixture
def boards(module, audience, officer):
    return made_boards(module, audience, officer)


def signed_in(who, way=cast.CODE) -> Client:
    client = Client()
    cast.sign_in(client, who, way)
    return client


def put_down(client, boards, **data):
    today = timezone.localdate().strftime("%d/%m/%Y")
    return client.post(
        reverse("board_tabled", args=[boards.chapel.pk]), {"on": today, "present": 5, "outcome": "discussed", **data}
    )


def test_the_pack_is_a_pdf_that_can_be_read_aloud_and_gives_no_answers(boards):
    response = signed_in(boards.clem).get(reverse("board_pack", args=[boards.chapel.pk]))
    assert response["Content-Type"] == "application/pdf"
    pdf = PdfReader(io.BytesIO(response.content))
    words = " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)
    assert "Harm can happen in places, not only in families." in words, "the film’s words"
    assert "Whom do we change first?" in words and "tell your clerk the date" in words
    assert "Yes: the place first." not in words
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"] and pdf.metadata.title == "Contextual safeguarding"


def test_a_clerk_puts_down_that_it_was_tabled(boards):
    clem = signed_in(boards.clem)
    response = put_down(clem, boards)
    assert response["Location"].startswith(reverse("board_meeting", args=[boards.chapel.pk]))
    row = Tabling.objects.get()
    assert (row.present, row.outcome, row.by, row.organisation) == (5, "discussed", boards.clem, boards.chapel)
    assert AuditEntry.objects.filter(action=TABLED.code).exists()
    assert "5 present" in clem.get(response["Location"]).content.decode()


def test_it_is_a_fact_about_the_meeting_and_nobodys_state(boards):
    def held():
        board = board_of(boards.chapel, True, timezone.localdate())
        return {str(seat.person): (seat.state, seat.is_outstanding) for seat in board.seats}

    before = held()
    put_down(signed_in(boards.clem), boards, present=7)
    assert held() == before
    assert before["Una Unreached"] == (SeatState.NO_ADDRESS, True)
    assert before["Olga Objected"] == (SeatState.OBJECTED, True)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"on": "01/01/2040"}, "still to come"), ({"on": ""}, "Enter the date"),
        ({"on": "31/02/2026"}, "There is no 31 February 2026"),
        ({"present": "0"}, "from 1 to 60"), ({"present": "61"}, "from 1 to 60"), ({"present": "some"}, "whole number"),
        ({"present": ""}, "how many governors"), ({"outcome": "told"}, "Select a valid choice"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(boards, data, says):
    response = put_down(signed_in(boards.clem), boards, **data)
    assert response.status_code == 200 and says in response.content.decode()
    assert not Tabling.objects.exists()


def on_the(days_ago: int) -> str:
    return (timezone.localdate() - timedelta(days=days_ago)).strftime("%d/%m/%Y")


@pytest.fixture
def sent_9_days_ago(boards):
    sent = timezone.now() - timedelta(days=9)
    Briefing.objects.filter(pk=boards.briefing.pk).update(issued_at=sent)
    return sent


@pytest.mark.parametrize(("days_ago", "accepted"), [(365 * 27, False), (10, False), (9, True), (0, True), (-1, False)])
def test_only_a_day_on_which_the_briefing_was_there(boards, sent_9_days_ago, days_ago, accepted):
    response = put_down(signed_in(boards.clem), boards, on=on_the(days_ago))
    assert (response.status_code == 302) == accepted == Tabling.objects.exists()
    if not accepted and days_ago > 0:
        sent = timezone.localdate(sent_9_days_ago)
        assert f"The briefing was sent on {sent:%A %-d %B %Y}." in response.content.decode()
        assert f'value="{on_the(days_ago)}"' in response.content.decode(), "what was typed stays"


@pytest.mark.parametrize(("days_ago", "accepted"), [(5, True), (4, True), (3, False), (0, False)])
def test_and_before_it_closed(boards, sent_9_days_ago, days_ago, accepted):
    Briefing.objects.filter(pk=boards.briefing.pk).update(closed_at=timezone.now() - timedelta(days=4))
    response = put_down(signed_in(boards.clem), boards, on=on_the(days_ago))
    assert (response.status_code == 302) == accepted == Tabling.objects.exists()
    if not accepted:
        assert "The briefing was open from" in response.content.decode()


@pytest.mark.parametrize(("present", "accepted"), [(1, True), (7, True), (8, False), (50, False)])
def test_no_more_than_the_board_has_seats(boards, present, accepted):
    response = put_down(signed_in(boards.clem), boards, present=present)
    assert (response.status_code == 302) == accepted == Tabling.objects.exists()
    if not accepted:
        assert f"The board had 7 seats on {timezone.localdate():%A %-d %B %Y}." in response.content.decode()


def test_seats_that_the_clerk_counts_are_seats_too(boards):
    set_board_size(organisation=boards.chapel, seats=11, by=boards.clem, now=timezone.now())
    assert put_down(signed_in(boards.clem), boards, present=12).status_code == 200
    assert put_down(signed_in(boards.clem), boards, present=11).status_code == 302
    assert Tabling.objects.get().seats == 11


def test_who_sat_there_on_that_day_counts_and_not_who_sits_there_now(boards, sent_9_days_ago):
    Appointment.objects.filter(person=boards.begun).update(ends_on=timezone.localdate() - timedelta(days=3))
    Appointment.objects.filter(person=boards.governor).update(starts_on=timezone.localdate() - timedelta(days=2))
    clem = signed_in(boards.clem)
    assert "had 6 seats" in put_down(clem, boards, on=on_the(3), present=7).content.decode()
    assert put_down(clem, boards, on=on_the(3), present=6).status_code == 302
    assert put_down(clem, boards, on=on_the(1), present=7).status_code == 200
    assert put_down(clem, boards, on=on_the(1), present=6).status_code == 302


def test_the_database_holds_no_more_than_seats(boards):
    put_down(signed_in(boards.clem), boards)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tabling.objects.update(present=8)
    assert Tabling.objects.update(present=8, withdrawn_at=timezone.now()) == 1, "what was taken back stays as it was"


def test_the_same_meeting_once(boards):
    clem = signed_in(boards.clem)
    put_down(clem, boards)
    assert "is recorded already" in put_down(clem, boards).content.decode()
    assert Tabling.objects.count() == 1


def test_it_can_be_taken_back_and_the_row_stays(boards):
    clem = signed_in(boards.clem)
    put_down(clem, boards)
    clem.post(reverse("board_tabled_back", args=[boards.chapel.pk, Tabling.objects.get().pk]))
    assert Tabling.objects.get().withdrawn_at is not None
    assert not Tabling.objects.standing().exists()
    assert put_down(clem, boards).status_code == 302, "and put down anew"


def test_only_the_clerk_of_the_board(boards):
    address = reverse("board_tabled", args=[boards.chapel.pk])
    assert signed_in(boards.otto).get(address).status_code == 404
    assert signed_in(boards.chair).get(address).status_code == 404
    assert signed_in(boards.clem, cast.LINK).get(address).status_code == 403
    assert Client().get(address).status_code == 302
    assert signed_in(boards.chair).get(reverse("board_pack", args=[boards.chapel.pk])).status_code == 200
    assert signed_in(boards.otto).get(reverse("board_pack", args=[boards.chapel.pk])).status_code == 404
    put_down(signed_in(boards.clem), boards)
    back = reverse("board_tabled_back", args=[boards.elm.pk, Tabling.objects.get().pk])
    assert signed_in(boards.otto).post(back).status_code == 404
    assert signed_in(boards.clem).get(back).status_code in (404, 405)


def test_a_board_without_a_briefing_has_no_pack(boards):
    bare = cast.school("Bare Quay Primary")
    cast.appoint(boards.clem, Role.GOVERNANCE_PROFESSIONAL, bare)
    clem = signed_in(boards.clem)
    assert clem.get(reverse("board_pack", args=[bare.pk])).status_code == 404
    assert clem.get(reverse("board_tabled", args=[bare.pk])).status_code == 404


def test_a_transcript_in_paragraphs():
    cues = [{"text": "One sentence is here."}, {"text": "And another"}, {"text": "that goes on."}, {"text": "The end."}]
    assert paragraphs(cues, longest=15) == ["One sentence is here.", "And another that goes on.", "The end."]
