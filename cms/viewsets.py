"""The officer's lists of films, packs and contacts in the admin."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.forms import FileInput
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic.mixins import CreateEditViewOptionalFeaturesMixin
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet, SnippetViewSetGroup

from cms import operations
from cms.forms import FilmForm
from cms.models import ClosedDay, Film, SupportContact
from cms.panels import UploadsPanel, uploads_context
from cms.tasks import enqueue_film, enqueue_packs
from core.routes import needs_second_factor, takes_files
from core.upload_limits import FILM_FORM
from people.viewsets.editing import SaysDates

# Without a link to the stored file: it has no address of its own.
CAPTIONS, POSTER = (FieldPanel(name, widget=FileInput) for name in ("captions", "poster"))
BY_SCRIPT = "X-Film-Upload"  # our own script asks, with a bar that shows how far it is


class TakesFilms(CreateEditViewOptionalFeaturesMixin):
    """Starts the work on the files that were chosen, and answers a script with the words alone."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().post(request, *args, **kwargs)
        if BY_SCRIPT not in request.headers:
            return response
        if response.status_code == 302:
            return JsonResponse({"url": response["Location"]})
        list(messages.get_messages(request))  # said here, not once more on the next page
        return JsonResponse({"errors": {name: list(errors) for name, errors in self.form.errors.items()}}, status=422)

    def save_instance(self) -> Film:
        film: Film = super().save_instance()
        for version, file in self.form.chosen():
            upload = operations.start_upload(
                film=film, version=version, file=file, by=self.request.user, now=timezone.now()
            )
            transaction.on_commit(partial(enqueue_film, upload))
        transaction.on_commit(enqueue_packs)
        return film

    def get_success_url(self) -> str:
        return reverse(self.edit_url_name, args=[self.object.pk])


@takes_files(FILM_FORM, permissions=("cms.add_film",))
@needs_second_factor()
class FilmCreateView(TakesFilms, CreateView):
    pass


@takes_files(FILM_FORM, permissions=("cms.change_film",))
@needs_second_factor()
class FilmEditView(TakesFilms, EditView):
    pass


@permission_required("cms.view_film", raise_exception=True)
def film_uploads(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a film is, for the panel on its page."""
    return render(request, "cms/admin/uploads.html", uploads_context(get_object_or_404(Film, pk=pk)))


class FilmViewSet(SnippetViewSet):
    model = Film
    icon = "media"
    add_view_class = FilmCreateView
    edit_view_class = FilmEditView
    list_display = [
        "title",
        Column("duration", label=_("Length"), accessor=lambda film: film.duration_text if film.file else ""),
        Column(
            "shown", label=_("May be published"), accessor=lambda film: "" if film.why_not_shown else gettext("Yes")
        ),
        BooleanColumn("narration_says_all"),
    ]
    search_fields = ["title"]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            UploadsPanel(heading=_("How far it is")),
            MultiFieldPanel([FieldPanel("film_main"), CAPTIONS, POSTER], heading=_("Film")),
            MultiFieldPanel(
                [FieldPanel("narration_says_all"), FieldPanel("film_described"), FieldPanel("film_signed")],
                heading=_("For everybody"),
            ),
        ],
        base_form_class=FilmForm,
    )


class DatedCreateView(SaysDates, CreateView):
    pass


class DatedEditView(SaysDates, EditView):
    pass


class SupportContactViewSet(SnippetViewSet):
    model = SupportContact
    add_view_class = DatedCreateView
    edit_view_class = DatedEditView
    icon = "mail"
    list_display = [
        "name",
        "phone",
        Column("answering", label=_("Answers"), accessor="get_answering_display"),
        "last_checked",
        "check_again_by",
    ]


class ClosedDayViewSet(SnippetViewSet):
    model = ClosedDay
    add_view_class = DatedCreateView
    edit_view_class = DatedEditView
    icon = "calendar"
    list_display = ["day", "reason"]


class ContentGroup(SnippetViewSetGroup):
    items = (FilmViewSet, SupportContactViewSet, ClosedDayViewSet)
    menu_label = _("Films, contacts")
    menu_icon = "folder-open-inverse"
    menu_order = 150
