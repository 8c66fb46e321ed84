"""How the mail queue answers for personal data: what was sent to somebody, what was sent about them, suppression."""

import quopri
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from distribution.links import new_nonce
from distribution.models import Delivery, DeliveryEvent, MailboxMessage, Mailing, Suppression
from people.personal_record import PersonRecord
from people.privacy import (
    ERASED,
    AppPrivacy,
    Event,
    Identifiers,
    Retention,
    about,
    acted,
    emptied,
    fields,
    impersonal,
    kept,
    prose,
)

FIELDS = {
    **fields(impersonal("A rule over appointments; it names places, not people."), "Audience", "name roles kinds"),
    **fields(impersonal("A rule over appointments; it names places, not people."), "Audience", "phases wards"),
    "Mailing.created_by": acted(),
    **fields(
        emptied("Emptied where nobody else got it, and scrubbed everywhere.", scrubbed=True),
        "Mailing",
        "subject text_body html_body link_title",
    ),
    "Mailing.kind": impersonal("A kind that an app has registered."),
    "Mailing.link_path": impersonal("An address of ours, with numbers."),
    "Mailing.reply_to": prose("An officer's address, or the partnership's."),
    "MailQueue.reason": prose("Why an officer closed the mail queue."),
    "Delivery.person": about(),
    "Delivery.address": emptied("Replaced."),
    "Delivery.link_nonce": emptied("Replaced: the link that they were sent leads nowhere.", exported=False),
    "Delivery.values": emptied("Emptied; in messages to others, scrubbed.", scrubbed=True),
    "DeliveryEvent.detail": emptied("Emptied: a mail server's reply may repeat the address.", scrubbed=True),
    **fields(
        emptied("The row is deleted; one to somebody else too, if it names them."),
        "MailboxMessage",
        "address subject message_id raw",
    ),
    "MailCount.key": impersonal("A keyed hash of an address, a person's number or a network, for a day."),
    "Suppression.address": kept("So that nobody writes to it again, whatever list names it."),
    "Suppression.reason": prose("A few words of staff."),
    "Suppression.created_by": acted(),
}
RETENTION = {
    "distribution_audience": Retention("until deleted; not while a briefing uses it", "Not personal."),
    "distribution_audience_organisations": Retention("until deleted; not while a briefing uses it", "Not personal."),
    "distribution_mailing": Retention("for ever", "To show what was sent."),
    "distribution_delivery": Retention("for ever", "To show who was sent it, and what became of it."),
    "distribution_deliveryevent": Retention("for ever", "To show when it was sent."),
    "distribution_mailcount": Retention("until the next day", "To limit the mail that one person can cause."),
    "distribution_suppression": Retention("until deleted", "So that nobody writes to the address again."),
    "distribution_mailboxmessage": Retention("for ever", "The demonstration keeps its messages instead of sending."),
    "distribution_mailqueue": Retention("one row", "Not personal."),
}
HEADINGS = {"post": gettext_lazy("Post")}
NOWHERE = "erased@erased.invalid"


def export(record: PersonRecord) -> Iterator[tuple[str, dict[str, Any]]]:
    """What no relation leads to: their addresses that are not to be written to."""
    addresses = [address for person in record.records for address in (person.email, person.shared_address) if address]
    addresses += [row.address for row in record.earlier_addresses]
    for row in Suppression.objects.filter(address__in=addresses):
        values = {"address": row.address, "class of mail": row.get_mail_class_display(), "reason": row.reason}
        yield "Addresses not to write to", {**values, "since": row.created_at, "lifted": row.lifted_at}


def history(record: PersonRecord) -> Iterator[Event]:
    """1 query."""
    events = DeliveryEvent.objects.filter(delivery__person__in=record.keys).select_related("delivery__mailing")
    for event in events:
        words = _("“%(subject)s” to %(address)s: %(state)s") % {
            "subject": event.delivery.mailing.subject, "address": event.delivery.address,
            "state": event.get_state_display(),
        }  # fmt: skip
        yield Event(event.at, "post", f"{words} ({event.detail})" if event.detail else words)


def known_as(record: PersonRecord) -> Iterator[str]:
    """Where their post went: also to an address that they asked to change to."""
    own = Delivery.objects.filter(person__in=record.keys).order_by()
    yield from own.values_list("address", flat=True).distinct()


def erase(record: PersonRecord, known: Identifiers, now: datetime) -> None:
    own = Delivery.objects.filter(person__in=record.keys)
    others = Delivery.objects.exclude(person__in=record.keys)
    theirs_alone = Mailing.objects.filter(Exists(own.filter(mailing=OuterRef("pk"))), audience=None).exclude(
        Exists(others.filter(mailing=OuterRef("pk")))
    )
    theirs_alone.update(subject=ERASED, text_body="", html_body="", link_title="")
    DeliveryEvent.objects.filter(delivery__in=own).update(detail="")
    own.update(address=NOWHERE, values={}, link_nonce=new_nonce())
    _empty_mailbox(known)
    # A past date still finds that an address of theirs was not to be written to, whatever it was.
    Suppression.objects.bulk_create(
        Suppression(
            address=known.stand_in_for(row.address), mail_class=row.mail_class, reason=ERASED,
            created_at=row.created_at, lifted_at=row.lifted_at,
        )
        for row in Suppression.objects.filter(address__in=known.every_address)
    )  # fmt: skip


def _empty_mailbox(known: Identifiers) -> None:
    """The demonstration's messages: those to their addresses, and those to others that name them."""
    MailboxMessage.objects.filter(address__in=known.addresses).delete()
    naming = [
        message.pk
        for message in MailboxMessage.objects.iterator(chunk_size=200)
        if known.are_in(message.subject)
        or known.are_in(quopri.decodestring(bytes(message.raw)).decode("utf-8", "replace"))
    ]
    MailboxMessage.objects.filter(pk__in=naming).delete()


PRIVACY = AppPrivacy(
    "distribution",
    fields=FIELDS,
    retention=RETENTION,
    headings=HEADINGS,
    export=export,
    history=history,
    known_as=known_as,
    erase=erase,
)
