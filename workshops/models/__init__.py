from workshops.models.about_bookings import Letter, Needs, PassedOver
from workshops.models.attendance import Attendance, Feedback, Scan
from workshops.models.booking import Booking
from workshops.models.invitation import Invitation
from workshops.models.pages import WorkshopIndexPage, WorkshopPage
from workshops.models.session import Allocation, WorkshopSession

__all__ = [
    "Allocation",
    "Attendance",
    "Booking",
    "Feedback",
    "Invitation",
    "Letter",
    "Needs",
    "PassedOver",
    "Scan",
    "WorkshopIndexPage",
    "WorkshopPage",
    "WorkshopSession",
]
