"""Pages that refuse to be published until they are fit to be, whichever way they would be published."""

import logging

from django.core.exceptions import ValidationError
from wagtail.log_actions import log

logger = logging.getLogger(__name__)
BY_DATE = "wagtail.publish.scheduled"  # how Wagtail's own schedule says that it is publishing
REFUSED_BY_DATE = "cms.publish_refused"


class PublishingRefused(ValidationError):
    """This page is not fit to be published. `page` is the draft, `messages` the reasons, a sentence each."""

    def __init__(self, page, reasons: list[str]):
        super().__init__(reasons)
        self.page = page


class PublishedWhenFit:
    """For a page with `why_not_published`. Stands before `Page` among the bases.

    The editor's form says the same at the field (`is_deferred_validation` is true for "Save draft" alone). Everything
    else that publishes passes here: an approval, a date, a bulk action, a command. A page whose date has come and that
    is not fit stays as it is, with an entry in its history: an error would keep back all pages that are due after it.
    """

    def publish(self, revision, *args, log_action=True, **kwargs):
        draft = revision.as_object()
        reasons = draft.why_not_published
        if not reasons:
            return super().publish(revision, *args, log_action=log_action, **kwargs)
        if log_action != BY_DATE:
            raise PublishingRefused(draft, reasons)
        revision.approved_go_live_at = None
        revision.save(update_fields=["approved_go_live_at"])
        log(instance=self, action=REFUSED_BY_DATE, revision=revision, data={"reasons": reasons})
        logger.warning("Page %s was due to be published, and was not: %s", self.pk, " ".join(reasons))

    def copy(self, *args, keep_live=True, **kwargs):
        if keep_live and self.live and (reasons := self.why_not_published):
            raise PublishingRefused(self, reasons)
        return super().copy(*args, keep_live=keep_live, **kwargs)
