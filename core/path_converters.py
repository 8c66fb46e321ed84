"""Numbers in addresses: `<num:pk>`. One that no database could hold leads nowhere, where Django's own would fail."""

from django.urls.converters import IntConverter


class NumberConverter(IntConverter):
    regex = "[0-9]{1,18}"
