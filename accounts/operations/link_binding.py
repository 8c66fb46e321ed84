"""The browser that a message's link belongs to."""

from datetime import datetime

from django.db import transaction

from accounts.models import LinkBinding
from distribution.models import Delivery


@transaction.atomic
def bind_link(*, delivery: Delivery, browser_hash: str, now: datetime) -> bool:
    """Bind a message's link to the browser that pressed its button. False if another browser was first."""
    binding, _new = LinkBinding.objects.get_or_create(
        delivery=delivery, defaults={"browser_hash": browser_hash, "bound_at": now}
    )
    return binding.browser_hash == browser_hash
