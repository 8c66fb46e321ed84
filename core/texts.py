"""The type of a text that may still wait for the language of the screen: gettext_lazy gives one."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text
else:  # the stubs alone have the name
    Text = str

__all__ = ["Text"]
