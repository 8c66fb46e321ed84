"""The officer's list of people, the page of one of them, and the form that puts a record right."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict

import django_filters
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.forms import Form
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView, InspectView

from core.routes import always, needs_second_factor
from core.texts import Text
from people import operations
from people.audit_trail import entries_about, lines_of
from people.enums import AddressRemoved, Role
from people.forms import PersonForm
from people.list_exports import SafeExport
from people.models import Appointment, Person
from people.models.person import PersonQuerySet
from people.personal_record import personal_record_of
from people.queries import people_called, uses_role_mailbox
from people.viewsets.editing import LinkedToInspectView, NeverThese, OperationEditView

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

SEATS_SHOWN = 4
LOG_SHOWN = 20


class PersonFilter(WagtailFilterSet):
    address = django_filters.ChoiceFilter(
        label=_("Address"),
        method="by_address",
        choices=[
            ("own", _("Has an address")),
            ("none", _("No address")),
            ("shared", _("Shares somebody else's")),
            ("post", _("Mailbox of a post")),
        ],
    )
    role = django_filters.ChoiceFilter(label=_("Role today"), method="by_role", choices=Role.choices)
    messages = django_filters.ChoiceFilter(
        label=_("Messages"), method="by_objection", choices=[("objected", _("Objected to messages"))]
    )
    joined = django_filters.ChoiceFilter(
        label=_("Joined records"),
        method="by_joining",
        choices=[("with", _("People known by two records")), ("aliases", _("Records joined to another"))],
        help_text=_("A record that was joined to another is not listed by itself."),
    )

    class Meta:
        model = Person
        fields = ["address", "role", "messages", "joined"]

    def by_address(self, queryset: PersonQuerySet, name: str, value: str) -> PersonQuerySet:
        if value == "post":
            return queryset.filter(uses_role_mailbox())
        if value == "shared":
            return queryset.exclude(shared_address=None)
        if value == "own":
            return queryset.exclude(email=None)
        return queryset.without_address()

    def by_role(self, queryset: PersonQuerySet, name: str, value: str) -> PersonQuerySet:
        held = Appointment.objects.current(timezone.localdate()).filter(role=value)
        return queryset.filter(Q(pk__in=held.values("person")) | Q(pk__in=held.values("person__canonical")))

    def by_objection(self, queryset: PersonQuerySet, name: str, value: str) -> PersonQuerySet:
        return queryset.exclude(objected_at=None)

    def by_joining(self, queryset: PersonQuerySet, name: str, value: str) -> PersonQuerySet:
        if value == "aliases":
            return queryset.aliases()
        return queryset.filter(Exists(Person.objects.aliases().filter(canonical=OuterRef("pk"))))


class OfListedPerson(TypedDict):
    own_seats: list[Appointment]  # of this record alone
    merged_records: list[Person]


if TYPE_CHECKING:
    ListedPerson = WithAnnotations[Person, OfListedPerson]
else:
    ListedPerson = Person


class PersonIndexView(SafeExport, IndexView):
    default_ordering = ("family_name", "given_name", "pk")

    def get_base_queryset(self) -> QuerySet[Person]:
        people: PersonQuerySet = super().get_base_queryset()
        if self.request.GET.get("joined") != "aliases":
            people = people.known()
        seats = Appointment.objects.standing().select_related("organisation").order_by("organisation__name", "pk")
        return people.select_related("canonical").prefetch_related(
            Prefetch("appointments", seats, to_attr="own_seats"),
            Prefetch("records", Person.objects.aliases(), to_attr="merged_records"),
        )

    def search_queryset(self, queryset: PersonQuerySet) -> PersonQuerySet:
        if not self.is_searching:
            return queryset
        found = people_called(self.search_query)
        if self.request.GET.get("joined") == "aliases":
            found = Person.objects.filter(match_name__contains=self.search_query.casefold())
        return queryset.filter(pk__in=found.values("pk"))


class PersonInspectView(InspectView):
    template_name = "people/officer/person.html"
    page_title = _("What we hold")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = personal_record_of(self.object)
        return {
            **super().get_context_data(**kwargs),
            "person": self.object,
            "held": held,
            "may_change": self.request.user.has_perm("people.change_person"),
            "log": lines_of(entries_about(Person.objects.with_aliases(self.object), or_by_them=True)[:LOG_SHOWN]),
        }


@needs_second_factor(fresh=always)
class PersonEditView(OperationEditView[Person]):
    plain_form = PersonForm

    def may_be_edited(self, row: Person) -> bool:
        by: Person = self.request.user
        return not row.is_staff or by.is_superuser or row.pk == by.pk

    def get_initial(self) -> dict[str, Any]:
        row = self.object
        return {
            "title": row.title,
            "given_name": row.given_name,
            "family_name": row.family_name,
            "address": row.post_address,
            "share": bool(row.shared_address),
            "objected": row.objected_at is not None,
        }

    def write(self, form: Form) -> Person | None:
        person, by, now, said = self.object, self.request.user, timezone.now(), form.cleaned_data
        operations.correct_name(
            person=person,
            title=said["title"],
            given_name=said["given_name"],
            family_name=said["family_name"],
            by=by,
            now=now,
        )
        if said["objected"]:
            operations.object_to_messages(person=person, by=by, now=now)
        else:
            operations.withdraw_objection(person=person, by=by, now=now)
        try:
            self.put_address_right(person, said, by, now)
        except operations.AddressTaken as taken:
            form.add_error(
                "address",
                _("This address belongs to %(name)s. Tick the box below if they share it, or join the two records.")
                % {"name": taken.holder},
            )
            return None
        return Person.objects.get(pk=person.pk)

    def put_address_right(self, person: Person, said: dict[str, Any], by: Person, now: datetime) -> None:
        address = said["address"]
        if address == person.post_address and said["share"] == bool(person.shared_address):
            return
        if not address:
            operations.forget_address(person=person, by=by, now=now, reason=AddressRemoved.BY_OFFICER)
        elif said["share"]:
            operations.share_address(person=person, address=address, by=by, now=now)
        else:
            operations.give_address(person=person, address=address, by=by, now=now)

    def get_success_url(self) -> str:
        return reverse("people:inspect", args=[self.object.pk])


def address_in_words(person: Person) -> Text:
    if person.objected_at:
        return _("%(address)s (objected to messages)") % {"address": person.post_address or _("No address")}
    if person.shared_address:
        return _("%(address)s (shared)") % {"address": person.shared_address}
    if person.uses_role_mailbox:
        return _("%(address)s (mailbox of a post)") % {"address": person.email}
    return person.email or _("No address")


def seats_in_words(person: ListedPerson) -> str:
    seats = [f"{seat.get_role_display()}, {seat.organisation}" for seat in person.own_seats]
    more = len(seats) - SEATS_SHOWN
    shown = "; ".join(seats[:SEATS_SHOWN])
    return _("%(seats)s and %(n)s more") % {"seats": shown, "n": more} if more > 0 else shown


def joined_in_words(person: ListedPerson) -> str:
    if person.is_alias:
        return _("to %(name)s") % {"name": person.canonical}
    return ", ".join(str(alias) for alias in person.merged_records)


class PersonViewSet(LinkedToInspectView):
    model = Person
    name = url_namespace = url_prefix = "people"
    icon = "user"
    menu_label = _("People")
    add_to_settings_menu = False
    # A person comes with a seat: added under Appointments, or by an import.
    permission_policy = NeverThese(Person, never=["add", "delete"])
    index_view_class = PersonIndexView
    edit_view_class = PersonEditView
    inspect_view_enabled = True
    inspect_view_class = PersonInspectView
    filterset_class = PersonFilter
    search_fields = ["match_name"]
    form_fields: list[str] = []
    copy_view_enabled = False
    list_display = [
        TitleColumn(
            "full_name", label=_("Name"), accessor=str, get_url=lambda row: reverse("people:inspect", args=[row.pk])
        ),
        Column("address", label=_("Address"), accessor=address_in_words),
        Column("seats", label=_("Boards and roles"), accessor=seats_in_words),
        Column("joined", label=_("Joined"), accessor=joined_in_words),
    ]
