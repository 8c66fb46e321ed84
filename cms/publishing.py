"""What is set for a date happens: pages go live and expire.

Wagtail's own command does the same and stops at the first page that cannot be published, so that one page would hold
up all others. Here each stands alone; one that cannot go live is tried again, and officers see it (cms/panels.py).
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Page, Revision

log = logging.getLogger(__name__)
LATE = timedelta(minutes=5)  # the task runs every minute


def publish_due(*, now: datetime) -> int:
    """Take down pages that have expired and publish revisions whose time has come. Returns how many pages changed.

    Two workers at once do it once: each row is locked and looked at again.
    """
    expired = Page.objects.filter(live=True, expire_at__lte=now)
    taken_down = sum(_take_down(pk, now) for pk in expired.order_by("expire_at").values_list("pk", flat=True))
    return taken_down + sum(_publish(pk, now) for pk in due_revisions(now).values_list("pk", flat=True))


def due_revisions(now: datetime) -> QuerySet[Revision]:
    """Revisions that should be live at the moment `now` and are not yet."""
    due: QuerySet[Revision] = Revision.objects.filter(approved_go_live_at__lte=now)
    return due.order_by("approved_go_live_at", "pk")


def overdue_revisions(now: datetime) -> list[Revision]:
    """Revisions that should have gone live a while ago: something is missing on their page. 1 query."""
    return list(due_revisions(now - LATE)[:20])


Change = Callable[[int, datetime], bool]  # of the page or revision with this key, at this moment


def _alone(change: Change) -> Change:
    """One page's change in a transaction of its own. Whatever goes wrong with it is logged, and the others go on."""

    @wraps(change)
    def guarded(pk: int, now: datetime) -> bool:
        try:
            with transaction.atomic():
                return change(pk, now)
        except ValidationError as error:
            log.warning("Revision %s was to go live and cannot: %s", pk, "; ".join(error.messages))
        except Exception:
            log.exception("%s(%s) failed; it is tried again", change.__name__, pk)
        return False

    return guarded


@_alone
def _take_down(pk: int, now: datetime) -> bool:
    page = Page.objects.select_for_update().filter(pk=pk, live=True, expire_at__lte=now).first()
    if page:
        page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return page is not None


@_alone
def _publish(pk: int, now: datetime) -> bool:
    page_id = due_revisions(now).filter(pk=pk).values_list("object_id", flat=True).first()
    # The page first, as the editor locks them: the other way round two could wait for each other.
    list(Page.objects.select_for_update().filter(pk=page_id or 0))
    revision = due_revisions(now).select_for_update().filter(pk=pk).first()
    if revision:
        revision.publish(log_action="wagtail.publish.scheduled")
    return revision is not None
