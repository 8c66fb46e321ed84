"""The officer's lists of workshops, sessions, bookings and invitations in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from workshops.viewsets.bookings import BookingViewSet
from workshops.viewsets.invitations import InvitationViewSet
from workshops.viewsets.sessions import SessionViewSet, WorkshopListing


class WorkshopGroup(ViewSetGroup):
    menu_label = _("Workshops")
    menu_icon = "calendar"
    menu_order = 130
    items = (WorkshopListing(), SessionViewSet(), BookingViewSet(), InvitationViewSet())
