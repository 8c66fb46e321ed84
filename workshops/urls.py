from django.urls import path

from workshops.views import afterwards, changing, colleagues, door, mine

urlpatterns = [
    path("bookings/", mine.my_workshops, name="my_workshops"),
    path("bookings/<num:workshop_id>/", mine.my_workshop, name="my_workshop"),
    path("bookings/<num:workshop_id>/decline/", mine.decline, name="workshop_decline"),
    path("bookings/<num:workshop_id>/session/", changing.change, name="workshop_change"),
    path("bookings/<num:workshop_id>/cancel/", changing.cancel, name="workshop_cancel"),
    path("bookings/<num:workshop_id>/short-notice/", changing.short_notice, name="workshop_short_notice"),
    path("bookings/<num:workshop_id>/needs/", changing.needs, name="workshop_needs"),
    path("bookings/<num:workshop_id>/colleagues/", colleagues.add, name="workshop_colleagues"),
    path(
        "bookings/<num:workshop_id>/colleagues/<num:booking_id>/cancel/",
        colleagues.cancel,
        name="workshop_cancel_colleague",
    ),
    path("bookings/<num:workshop_id>/give/", colleagues.give, name="workshop_give"),
    path("bookings/<num:workshop_id>/code.svg", afterwards.picture, name="workshop_picture"),
    path("bookings/<num:workshop_id>/workshop.ics", afterwards.calendar, name="workshop_calendar"),
    path("bookings/<num:workshop_id>/feedback/", afterwards.feedback, name="workshop_feedback"),
    path("door/", door.doors, name="doors"),
    path("door/code/<slug:code>/", door.by_code, name="door_by_code"),
    path("door/<num:pk>/", door.door, name="door"),
    path("door/<num:pk>/scan/", door.scan, name="door_scan"),
    path("door/<num:pk>/undo/<num:scan_pk>/", door.undo, name="door_undo"),
    path("door/<num:pk>/walk-in/", door.walk_in, name="door_walk_in"),
]
