"""20,000 briefings through the durable queue to a sink, against Django's own e-mail over one connection.

Only this process's CPU is counted: claiming, writing states and events, building messages and talking SMTP on our side;
building messages and talking SMTP on Django's. The sink, and a PostgreSQL server, are processes of their own.
"""

import os
import re
import resource
import time
from contextlib import contextmanager
from datetime import timedelta

import django

django.setup()

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import F
from django.db.models.functions import Mod
from django.utils import timezone

from distribution.enums import DeliveryState, Queue
from distribution.models import Delivery, DeliveryEvent
from distribution.sending import send_due
from learning import operations
from tests.bench import data, servers
from tests.bench.figures import report

TURNS, DJANGO_MESSAGES = 4, 500
LEAST_TIMES_LESS = 3.0
FIELD = re.compile("⟦([a-z_]+)⟧")


class Spent:
    """What a block of code cost: this process's CPU, PostgreSQL's, and the time on the wall."""

    cpu = database = wall = 0.0


def own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def database_cpu() -> float:
    pid = int(os.environ.get("BENCH_DATABASE_PID", "0"))
    return servers.cpu_seconds(pid) if pid else 0.0


@contextmanager
def counting(spent: Spent):
    cpu, database, wall = own_cpu(), database_cpu(), time.perf_counter()
    yield
    spent.cpu += own_cpu() - cpu
    spent.wall += time.perf_counter() - wall
    spent.database += database_cpu() - database


def issue(spent: Spent):
    """The officer's part: enrolments and deliveries for everyone, in one transaction."""
    briefing = data.briefing()
    with counting(spent):
        issued = operations.issue_briefing(briefing=briefing, by=None, now=timezone.now())
    return issued.mailing


def in_turns_of(mailing) -> None:
    """So that ours and Django's can alternate: each quarter of the mailing falls due an hour after the one before."""
    waiting = mailing.deliveries.annotate(turn=Mod("pk", TURNS))
    for turn in range(1, TURNS):
        waiting.filter(turn=turn).update(due_at=F("due_at") + timedelta(hours=turn))


def same_messages(rows: list[Delivery]) -> list[EmailMultiAlternatives]:
    """The texts that we would send these people, ready and outside the count."""
    made = []
    for row in rows:
        values = {"name": str(row.person), "link": f"{settings.PUBLIC_URL}/l/{row.link_token}/", **row.values}

        def own(found, values=values):
            return values.get(found[1], "")

        message = EmailMultiAlternatives(
            row.mailing.subject,
            FIELD.sub(own, row.mailing.text_body),
            settings.MAIL_FROM,
            [row.address],
            headers={"List-Id": "<briefing.localhost>", "Auto-Submitted": "auto-generated"},
        )
        message.attach_alternative(FIELD.sub(own, row.mailing.html_body), "text/html")
        made.append(message)
    return made


def main() -> None:
    data.crowd()
    issuing, sending, django_own = Spent(), Spent(), Spent()
    mailing = issue(issuing)
    count = mailing.deliveries.count()
    in_turns_of(mailing)
    events_before = DeliveryEvent.objects.count()
    sample = list(mailing.deliveries.select_related("person", "mailing")[:DJANGO_MESSAGES])
    host, port = settings.SMTP_URL.removeprefix("smtp://").split(":")
    smtp = get_connection("django.core.mail.backends.smtp.EmailBackend", host=host, port=int(port), use_tls=False)
    smtp.open()
    sent = sent_by_django = 0
    for turn in range(TURNS):
        later = timedelta(hours=turn)
        with counting(sending):
            sent += send_due(queue=Queue.BULK, clock=lambda later=later: timezone.now() + later)
        messages = same_messages(sample)
        with counting(django_own):
            sent_by_django += smtp.send_messages(messages)
    smtp.close()
    tell(count, sent, sent_by_django, issuing, sending, django_own)
    states = mailing.deliveries.filter(state=DeliveryState.SENT).count()
    events = DeliveryEvent.objects.count() - events_before
    whole = states == count == sent and events == 3 * count
    report(
        "briefings sent, and every change of state an event",
        figure=f"{states} of {count}, {events} events",
        passed=whole,
    )


def tell(count, sent, sent_by_django, issuing, sending, django_own) -> None:
    own, anchor = sending.cpu * 1000 / sent, django_own.cpu * 1000 / sent_by_django
    report(
        f"{count} briefings: CPU a message, ours and Django's",
        target=f"at least {LEAST_TIMES_LESS:.0f} times less",
        figure=f"{own:.3f} and {anchor:.3f} ms",
        ratio=f"{anchor / own:.1f}",
        passed=anchor / own >= LEAST_TIMES_LESS,
    )
    with_rows = own + issuing.cpu * 1000 / count
    report(
        "the same with the writing of enrolments and rows",
        figure=f"{with_rows:.3f} and {anchor:.3f} ms",
        ratio=f"{anchor / with_rows:.1f}",
    )
    if sending.database:
        report("PostgreSQL's own CPU a message beside it", figure=f"{sending.database * 1000 / sent:.3f} ms")
    report("messages a second by one worker", figure=f"{sent / sending.wall:.0f}")


if __name__ == "__main__":
    main()
