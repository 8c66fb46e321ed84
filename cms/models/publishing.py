"""Pages that refuse to be published until they are fit to be, whichever way they would be published."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from wagtail.models import Page, Revision


class PublishingRefused(ValidationError):
    """This page is not fit to be published. `page` is the draft, `messages` the reasons, a sentence each."""

    page: "PublishedWhenFit"

    def __init__(self, page: "PublishedWhenFit", reasons: list[str]) -> None:
        super().__init__(reasons)
        self.page = page


if TYPE_CHECKING:
    from wagtail.models import Page as OfAPage
else:
    OfAPage = object


class PublishedWhenFit(OfAPage):
    """For a page with `why_not_published`. Stands before `Page` among the bases.

    The editor's form says the same at the field (`is_deferred_validation` is true for "Save draft" alone). Everything
    else that publishes passes here: an approval, a date (cms/publishing.py), a bulk action, a command.
    """

    @property
    def why_not_published(self) -> list[str]:
        """What keeps it from being published, a sentence each; empty if nothing does."""
        raise NotImplementedError

    def publish(self, revision: Revision, *args: Any, log_action: bool | str = True, **kwargs: Any) -> None:
        draft: PublishedWhenFit = revision.as_object()
        if reasons := draft.why_not_published:
            raise PublishingRefused(draft, reasons)
        super().publish(revision, *args, log_action=log_action, **kwargs)

    def copy(self, *args: Any, keep_live: bool = True, **kwargs: Any) -> Page:
        if keep_live and self.live and (reasons := self.why_not_published):
            raise PublishingRefused(self, reasons)
        return super().copy(*args, keep_live=keep_live, **kwargs)
