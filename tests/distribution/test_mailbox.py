"""The demonstration's mailbox: it shows what would have been mailed, and exists nowhere else."""

import pytest

from distribution.enums import Queue
from distribution.models import MailboxMessage
from distribution.sending import send_due
from tests import cast
from tests.cast import NOW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("demo.urls")]


@pytest.fixture
def kept(settings, new_governor, two_schools):
    settings.MAIL_RELAY = "mailbox"
    cast.home_page()
    cast.mailing([new_governor, two_schools], html="<p>Dear ⟦name⟧</p><script>alert(1)</script>")
    assert send_due(queue=Queue.BULK, clock=lambda: NOW) == 2
    return MailboxMessage.objects.get(address=new_governor.email)


def test_every_message_is_kept_and_nothing_leaves(kept, client, sink):
    page = client.get("/mailbox/")
    assert page.status_code == 200
    assert page.context["total"] == 2
    assert sink.messages() == []


def test_the_list_can_be_narrowed_to_one_address(kept, client):
    assert client.get("/mailbox/", {"to": kept.address.upper()}).context["total"] == 1
    assert client.get("/mailbox/", {"to": "nobody@people.example"}).context["total"] == 0


def test_a_message_shows_its_text_and_its_html_apart(kept, client):
    assert "Dear Noor Newcomer" in client.get(f"/mailbox/{kept.pk}/").context["text"]
    html = client.get(f"/mailbox/{kept.pk}/html")
    assert b"Dear Noor Newcomer" in html.content
    assert "script-src 'none'" in html["Content-Security-Policy"]
    assert html["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("path", ["/mailbox/", "/mailbox/{}/", "/mailbox/{}/html"])
@pytest.mark.urls("config.urls")
def test_an_installation_has_no_mailbox(kept, client, path):
    assert client.get(path.format(kept.pk), follow=True).status_code == 404


@pytest.mark.parametrize("path", ["/mailbox/", "/mailbox/{}/", "/mailbox/{}/html"])
def test_it_is_for_looking_only(kept, client, path):
    assert client.post(path.format(kept.pk)).status_code == 405


def test_a_message_that_is_not_there_is_not_found(kept, client):
    assert client.get(f"/mailbox/{kept.pk + 1000}/").status_code == 404
