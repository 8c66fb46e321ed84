"""Messages of assurance: the head of the evidence, to somebody outside who keeps it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assurance.heads import moment_in_words, printed
from cms.models import PartnershipSettings
from distribution.emails import Message, Recipient, render
from distribution.mail_types import MailType
from people.models import LedgerEntry, Person

EVIDENCE_HEAD = MailType(
    kind="evidence_head",
    label=gettext_lazy("Evidence head"),
    templates=("evidence_head",),
    why=gettext_lazy("%(partnership)s has named this address to keep the heads of its evidence."),
)
MAIL_TYPES = (EVIDENCE_HEAD,)


def evidence_head_message(head: LedgerEntry, *, to: Person) -> Message:
    """Without a link: it is for keeping."""
    at = moment_in_words(head.at)
    why = str(EVIDENCE_HEAD.why) % {"partnership": PartnershipSettings.summary()["name"]}
    text, html = render("evidence_head", head=printed(head), at=at, why=why)
    subject = _("Evidence head %(n)s") % {"n": head.number}
    return Message(type=EVIDENCE_HEAD, subject=subject, text=text, html=html, recipients=[Recipient(to)])
