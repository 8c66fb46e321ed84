"""Celery's part in pages, films and packs: it only drives rows. Films have a queue of their own: one takes minutes."""

from celery import shared_task
from django.db.models import QuerySet
from django.utils import timezone

from cms import film_processing, pack_building
from cms.models import AwarenessPage, FilmUpload, Pack
from cms.publishing import publish_due
from core import broker

LONGEST = 4 * 3600  # seconds; ffmpeg has limits of its own, far shorter


@shared_task(queue="films", time_limit=LONGEST)
def prepare_film(upload_id: int) -> None:
    upload = FilmUpload.objects.select_related("film").filter(pk=upload_id).first()
    if upload and film_processing.prepare(upload=upload, now=timezone.now()):
        _ask_for_packs(AwarenessPage.objects.live().filter(film=upload.film_id))


@shared_task(queue="films", time_limit=1800)
def make_pack(pack_id: int) -> None:
    pack = Pack.objects.select_related("page__film").filter(pk=pack_id).first()
    if pack:
        pack_building.make(pack=pack, now=timezone.now())


@shared_task(queue="urgent")
def requeue_films() -> None:
    """The guarantee: what a dead worker or an emptied broker left behind is found again here."""
    now = timezone.now()
    for upload in film_processing.uploads_to_requeue(now):
        enqueue_film(upload)
    for pack in pack_building.packs_to_requeue():
        enqueue_pack(pack)


@shared_task(queue="long")
def refresh_packs() -> None:
    """A changed letter, telephone number or film makes a new version of each pack that it stands in."""
    _ask_for_packs(AwarenessPage.objects.live())


@shared_task(queue="urgent")
def publish_scheduled() -> None:
    """Pages whose time has come go live, and those whose time is over are taken down."""
    publish_due(now=timezone.now())


@shared_task(queue="long")
def clear_leftovers() -> None:
    film_processing.clear_leftovers(now=timezone.now())


def _ask_for_packs(pages: QuerySet[AwarenessPage]) -> None:
    for pack in pack_building.ask_for_packs(pages=pages, now=timezone.now()):
        enqueue_pack(pack)


def enqueue_film(upload: FilmUpload) -> None:
    """Ask a worker to look now. If the broker is down the sweep does it later."""
    broker.enqueue(prepare_film, upload.pk)


def enqueue_pack(pack: Pack) -> None:
    broker.enqueue(make_pack, pack.pk)


def enqueue_packs() -> None:
    broker.enqueue(refresh_packs)
