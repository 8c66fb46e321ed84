"""Certificates: the owner's page and PDF, and the check that anybody can make."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from core.readable_codes import ALPHABET
from learning import operations
from learning.audit import CERTIFICATE_REVOKED
from learning.certificates import LENGTH, new_code, normal_code
from people.models import AuditEntry
from tests import cast
from tests.cast import NOW
from tests.learning.factories import complete, enrolment_of

LONG_NAME = (
    "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh " + "Cholmondeley-Majoribanks Saint John"
)  # 89 characters


@pytest.fixture
def certificate(issued, two_schools):
    return complete(enrolment_of(two_schools, issued)).certificate


@pytest.fixture
def gwen(client, two_schools):
    cast.sign_in(client, two_schools, cast.LINK)
    return client


def revoke(certificate, officer):
    operations.revoke_certificate(certificate=certificate, reason="Given by mistake", by=officer, now=NOW)


def own_url(certificate, name="certificate"):
    return reverse(name, args=[certificate.code])


# --- Codes ----------------------------------------------------------------------------------------


def test_a_code_has_no_letter_that_is_mistaken_for_another():
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in codes)
    assert not set("01IO") & set(ALPHABET)


@pytest.mark.parametrize("typed", ["K7QF2MRD", "k7qf-2mrd", " k7qf 2mrd ", "K7QF–2MRD", "k7qf\u00a02mrd\n"])
def test_a_code_is_read_however_it_is_typed(typed):
    assert normal_code(typed) == "K7QF2MRD"


# --- The owner's page -----------------------------------------------------------------------------


def test_the_owner_sees_it(gwen, certificate):
    response = gwen.get(own_url(certificate))
    page = response.content.decode()
    for words in (
        "Gwen Twoschools",
        "Contextual safeguarding",
        "2 November 2026",
        certificate.code_display,
        "It counts for Elm Road Infants, Mersey View Primary.",
        "does not replace",
    ):
        assert words in page


def test_signed_out_leads_to_the_sign_in_and_back(client, certificate):
    response = client.get(own_url(certificate))
    assert response.url == f"/start/?next={own_url(certificate)}"


@pytest.mark.parametrize("name", ["certificate", "certificate_pdf"])
def test_another_persons_certificate_does_not_exist(client, certificate, new_governor, officer, name):
    for person in (new_governor, officer):
        cast.sign_in(client, person)
        assert client.get(own_url(certificate, name)).status_code == 404


@pytest.mark.parametrize("name", ["certificate", "certificate_pdf"])
def test_an_owners_code_that_does_not_exist(gwen, name):
    assert gwen.get(reverse(name, args=["K7QF2MRD"])).status_code == 404


@pytest.mark.parametrize("name", ["certificate", "certificate_pdf", "checked_certificate"])
def test_only_looking(gwen, certificate, name):
    assert gwen.post(own_url(certificate, name)).status_code == 405


@pytest.mark.parametrize("name", ["certificate", "certificate_pdf", "checked_certificate"])
def test_it_is_neither_kept_nor_indexed(gwen, certificate, name):
    response = gwen.get(own_url(certificate, name))
    assert response["Cache-Control"] == "no-store"
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "strict-origin"


# --- The PDF --------------------------------------------------------------------------------------


def pdf_of(client, certificate) -> PdfReader:
    response = client.get(own_url(certificate, "certificate_pdf"))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert certificate.code_display in response["Content-Disposition"]
    return PdfReader(io.BytesIO(response.content))


def words_of(pdf: PdfReader) -> str:
    return " ".join(pdf.pages[0].extract_text().split())


def test_the_pdf_is_one_page_that_can_be_read_aloud(gwen, certificate):
    pdf = pdf_of(gwen, certificate)
    words = words_of(pdf)
    assert len(pdf.pages) == 1
    for part in ("Gwen Twoschools", "Contextual safeguarding", "2 November 2026", certificate.code_display):
        assert part in words
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/StructTreeRoot"]
    assert pdf.trailer["/Root"]["/Lang"] == "en-GB"
    assert "Gwen Twoschools" in pdf.metadata.title


@pytest.mark.parametrize("name", [LONG_NAME, "W" * 90, "Ngũgĩ wa Thiong’o Łukasz Ærø", "<b>Bold</b> & Sons"])
def test_any_name_fits_on_one_page(gwen, certificate, name):
    certificate.name = name
    certificate.save()
    pdf = pdf_of(gwen, certificate)
    assert len(pdf.pages) == 1
    assert name.replace(" ", "") in words_of(pdf).replace(" ", "")


def test_twelve_schools_and_a_long_title_fit_on_one_page(client, two_schools, new_governor):
    for n in range(12):
        cast.appoint(
            two_schools, cast.Role.GOVERNOR, cast.school(f"Saint Bartholomew’s Church of England Primary School {n}")
        )
    module = cast.module(
        title="Contextual safeguarding: places, groups and people, for every governor and trustee " * 2
    )
    issued = operations.issue_briefing(briefing=cast.briefing(module, cast.all_governors()), by=None, now=NOW)
    made = complete(enrolment_of(two_schools, issued)).certificate
    cast.sign_in(client, two_schools)
    pdf = pdf_of(client, made)
    assert len(pdf.pages) == 1
    assert "and 10 more" in words_of(pdf)


def test_a_revoked_certificate_has_no_pdf_and_says_so_on_its_page(gwen, certificate, officer):
    revoke(certificate, officer)
    assert gwen.get(own_url(certificate, "certificate_pdf")).status_code == 404
    assert "This certificate no longer counts" in gwen.get(own_url(certificate)).content.decode()


def test_a_machine_that_cannot_draw_says_so_and_shows_the_page(gwen, certificate, monkeypatch):
    from core.pdf import PdfUnavailable
    from learning.views import mine

    def missing(*_args):
        raise PdfUnavailable("no Pango")

    monkeypatch.setattr(mine, "certificate_pdf", missing)
    response = gwen.get(own_url(certificate, "certificate_pdf"))
    assert response.status_code == 503
    assert "Print this page instead" in response.content.decode()


# --- Anybody checks -------------------------------------------------------------------------------


def test_a_check_shows_name_module_and_date_and_nothing_else(client, certificate, two_schools):
    page = client.get(own_url(certificate, "checked_certificate")).content.decode()
    for words in ("This certificate is genuine", "Gwen Twoschools", "Contextual safeguarding", "2 November 2026"):
        assert words in page
    for private in (
        two_schools.email,
        "Elm Road Infants",
        "Mersey View Primary",
        "Watched",
        certificate.completion.hash,
    ):
        assert private not in page


def test_a_person_without_a_name_is_not_shown_by_address(client, issued, new_governor):
    new_governor.given_name = new_governor.family_name = ""
    new_governor.save()
    made = complete(enrolment_of(new_governor, issued)).certificate
    assert new_governor.email not in client.get(own_url(made, "checked_certificate")).content.decode()


def test_a_check_needs_and_leaves_no_session(client, certificate):
    assert not client.get(own_url(certificate, "checked_certificate")).cookies


@pytest.mark.parametrize("change", [str.lower, lambda c: f" {c[:4]} {c[4:]} ", lambda c: f"{c[:4]}-{c[4:]}".lower()])
def test_the_code_may_be_typed_as_one_likes(client, certificate, change):
    response = client.get(reverse("check_certificate"), {"code": change(certificate.code)}, follow=True)
    assert response.redirect_chain == [(own_url(certificate, "checked_certificate"), 302)]
    assert "This certificate is genuine" in response.content.decode()


def test_an_unknown_code_is_clearly_unknown(client, db):
    response = client.get(reverse("checked_certificate", args=["K7QF2MRD"]))
    assert response.status_code == 404
    assert "We do not know this code" in response.content.decode()


@pytest.mark.parametrize("path", ["/check/%3Cscript%3E/", "/check/%F0%9F%8C%B3/", f"/check/{'A' * 400}/"])
def test_a_strange_code_is_unknown_too(client, db, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "<script>" not in response.content.decode().partition("<main")[2]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "Enter the code that stands on the certificate."),
        ("K7Q", "A code has 8 letters and digits"),
        ("K7QF2MRDX", "A code has 8 letters and digits"),
        ("<i>", "A code has 8 letters and digits"),
    ],
)
def test_a_code_that_cannot_be_one_is_explained(client, db, code, words):
    response = client.get(reverse("check_certificate"), {"code": code})
    page = response.content.decode()
    assert response.status_code == 200
    assert "There is a problem" in page and words in page


def test_the_empty_form(client, db):
    page = client.get(reverse("check_certificate")).content.decode()
    assert "There is a problem" not in page


# --- Revoking -------------------------------------------------------------------------------------


def test_a_revoked_certificate_says_so_and_no_more(client, certificate, officer):
    revoke(certificate, officer)
    page = client.get(own_url(certificate, "checked_certificate")).content.decode()
    assert "This certificate no longer counts" in page
    for private in ("Gwen Twoschools", "genuine", "Given by mistake"):
        assert private not in page


def test_revoking_keeps_who_when_and_why_and_leaves_the_evidence(certificate, officer):
    before = certificate.completion.hash
    revoke(certificate, officer)
    certificate.refresh_from_db()
    assert (certificate.revoked_at, certificate.revoked_by, certificate.revoked_reason) == (
        NOW,
        officer,
        "Given by mistake",
    )
    assert certificate.completion.hash == before
    assert AuditEntry.objects.get(action=CERTIFICATE_REVOKED.code).user == officer


def test_the_officer_revokes_it_in_the_admin(client, certificate, officer):
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    url = reverse("certificate:edit", args=[certificate.pk])
    assert "Why it is revoked" in client.get(url).content.decode()
    assert "Say why, in a few words." in client.post(url, {"reason": ""}).content.decode()
    assert client.post(url, {"reason": "Given by mistake"}).status_code == 302
    certificate.refresh_from_db()
    assert certificate.revoked_by == officer


def test_nobody_makes_or_deletes_a_certificate_by_hand(client, certificate, officer):
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    client.post(reverse("certificate:delete", args=[certificate.pk]))
    certificate.refresh_from_db()
    response = client.post(reverse("certificate:add"), {})
    assert response.status_code in (302, 403, 404, 405)
    assert type(certificate).objects.count() == 1
