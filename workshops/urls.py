from django.urls import path

from workshops.views import afterwards, colleagues, door, mine

urlpatterns = [
    path("bookings/", mine.my_workshops, name="my_workshops"),
    path("bookings/<int:workshop_id>/", mine.my_workshop, name="my_workshop"),
    path("bookings/<int:workshop_id>/decline/", mine.decline, name="workshop_decline"),
    path("bookings/<int:workshop_id>/session/", mine.change, name="workshop_change"),
    path("bookings/<int:workshop_id>/cancel/", mine.cancel, name="workshop_cancel"),
    path("bookings/<int:workshop_id>/short-notice/", mine.short_notice, name="workshop_short_notice"),
    path("bookings/<int:workshop_id>/needs/", mine.needs, name="workshop_needs"),
    path("bookings/<int:workshop_id>/colleagues/", colleagues.add, name="workshop_colleagues"),
    path(
        "bookings/<int:workshop_id>/colleagues/<int:booking_id>/cancel/",
        colleagues.cancel,
        name="workshop_cancel_colleague",
    ),
    path("bookings/<int:workshop_id>/give/", colleagues.give, name="workshop_give"),
    path("bookings/<int:workshop_id>/code.svg", afterwards.picture, name="workshop_picture"),
    path("bookings/<int:workshop_id>/workshop.ics", afterwards.calendar, name="workshop_calendar"),
    path("bookings/<int:workshop_id>/feedback/", afterwards.feedback, name="workshop_feedback"),
    path("door/", door.doors, name="doors"),
    path("door/code/<slug:code>/", door.by_code, name="door_by_code"),
    path("door/<int:pk>/", door.door, name="door"),
    path("door/<int:pk>/scan/", door.scan, name="door_scan"),
    path("door/<int:pk>/undo/<int:scan_pk>/", door.undo, name="door_undo"),
    path("door/<int:pk>/walk-in/", door.walk_in, name="door_walk_in"),
]
