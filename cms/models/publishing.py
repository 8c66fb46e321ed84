"""Pages that refuse to be published until they are fit to be, whichever way they would be published."""

from django.core.exceptions import ValidationError


class PublishingRefused(ValidationError):
    """This page is not fit to be published. `page` is the draft, `messages` the reasons, a sentence each."""

    def __init__(self, page, reasons: list[str]):
        super().__init__(reasons)
        self.page = page


class PublishedWhenFit:
    """For a page with `why_not_published`. Stands before `Page` among the bases.

    The editor's form says the same at the field (`is_deferred_validation` is true for "Save draft" alone). Everything
    else that publishes passes here: an approval, a date (cms/publishing.py), a bulk action, a command.
    """

    def publish(self, revision, *args, log_action=True, **kwargs):
        draft = revision.as_object()
        reasons = draft.why_not_published
        if not reasons:
            return super().publish(revision, *args, log_action=log_action, **kwargs)
        raise PublishingRefused(draft, reasons)

    def copy(self, *args, keep_live=True, **kwargs):
        if keep_live and self.live and (reasons := self.why_not_published):
            raise PublishingRefused(self, reasons)
        return super().copy(*args, keep_live=keep_live, **kwargs)
