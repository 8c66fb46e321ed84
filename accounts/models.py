from django.db import models
from django.utils.translation import gettext_lazy as _

from distribution.models.delivery import Delivery


class LinkBinding(models.Model):
    """The browser that pressed the button behind a message's link first. Only a hash of its cookie is kept."""

    delivery = models.OneToOneField(
        Delivery, verbose_name=_("message"), primary_key=True, on_delete=models.CASCADE, related_name="binding"
    )
    browser_hash = models.CharField(_("browser (hash)"), max_length=64)
    bound_at = models.DateTimeField(_("pressed"))

    class Meta:
        verbose_name = _("opened link")
        verbose_name_plural = _("opened links")

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.bound_at:%Y-%m-%d %H:%M}"
