"""Writes of films and packs: rows that a worker takes, and what it has to say of them. They never import Celery."""

from datetime import date, datetime, timedelta
from pathlib import Path

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from cms.audit import FILM_PREPARED, PACK_REQUESTED, PACK_WITHDRAWN
from cms.enums import FilmVersion, PackState, UploadState
from cms.models import AwarenessPage, Film, FilmUpload, Pack, Picture
from cms.models.packs import PackQuerySet
from core.jobs import Lease
from core.texts import Text
from core.upload_limits import LARGEST
from people.models import Person
from people.operations import record_audit

MOST_ATTEMPTS = 3
PACK_KEPT = timedelta(days=365)  # how long a pack may be used where the page names no day


class TooLarge(ValueError):
    """The file is larger than we take."""


class AlreadyInWork(Exception):
    """Another file for this version is being prepared."""


class AlreadyWithdrawn(Exception):
    """There is no version up to this one that is still in use."""


@transaction.atomic
def start_upload(
    *, film: Film, version: FilmVersion, file: "File[bytes]", by: Person | None, now: datetime
) -> FilmUpload:
    """Keep the file for a worker. Raises TooLarge, AlreadyInWork."""
    if file.size > LARGEST:
        raise TooLarge(file.size)
    upload = FilmUpload(film=film, version=version, size=file.size, uploaded_by=by, uploaded_at=now)
    if FilmUpload.objects.unfinished().filter(film=film, version=version).exists():
        raise AlreadyInWork(film.pk)
    upload.original.save("original", file, save=False)
    try:
        with transaction.atomic():
            upload.save()
    except IntegrityError as error:
        upload.original.delete(save=False)
        raise AlreadyInWork(film.pk) from error
    return upload


@transaction.atomic
def finish_upload(*, upload: FilmUpload, lease: Lease, files: dict[str, str], duration: float, now: datetime) -> None:
    """The files that were made become the film's, in one step. Raises TakenOver, and nothing changes.

    `files` are names in the store: "film", and for the main version "small" and "poster".
    """
    lease.end(state=UploadState.READY, percent=100, finished_at=now, error="")
    film = Film.objects.select_for_update().get(pk=upload.film_id)
    if upload.version == FilmVersion.MAIN:
        film.file.name, film.small.name, film.duration_seconds = files["film"], files["small"], duration
        changed = ["file", "small", "duration_seconds"]
        if not film.poster:
            film.poster.name = files["poster"]
            changed.append("poster")
    else:
        getattr(film, upload.version).name = files["film"]
        changed = [upload.version]
    film.save(update_fields=changed)
    record_audit(action=FILM_PREPARED, about=film, by=upload.uploaded_by, data={"version": upload.version}, now=now)


@transaction.atomic
def reclaim(*, now: datetime) -> int:
    """What a dead worker held waits again; what has killed its worker three times is refused. Returns how many wait."""
    refused = "It could not be prepared: the work broke off 3 times. Save the film as MP4 (H.264) and upload it again."
    FilmUpload.objects.give_up(
        now=now, attempts=MOST_ATTEMPTS, state=UploadState.FAILED, error=refused, finished_at=now
    )
    broke_off = "The work broke off 3 times."
    Pack.objects.give_up(now=now, attempts=MOST_ATTEMPTS, state=PackState.FAILED, error=broke_off)
    return FilmUpload.objects.reclaim(now=now) + Pack.objects.reclaim(now=now)


# --- Pictures -------------------------------------------------------------------------------------------------------

STANDARD_PICTURES = Path(__file__).parent / "standard_pictures"
# File, title, what it shows.
STANDARD = (
    (
        "park-before.png",
        _("Standard picture: the park, before"),
        _("A dark park. The lamps are out, a hedge hides the shelter and nobody is on the path."),
    ),
    (
        "park-after.png",
        _("Standard picture: the park, after"),
        _("A park at dusk. The lamps are lit, there is a bench, and people walk together on the path."),
    ),
)


@transaction.atomic
def add_standard_pictures() -> list[Picture]:
    """Put the pair that any council may choose into the library, unless it is there. Returns before and after."""
    return [_standard_picture(*standard) for standard in STANDARD]


def _standard_picture(file_name: str, title: Text, description: Text) -> Picture:
    picture: Picture | None = Picture.objects.filter(title=title).first()
    if picture is None:
        with (STANDARD_PICTURES / file_name).open("rb") as file:
            picture = Picture.objects.create(title=title, description=description, file=File(file, file_name))
    return picture


# --- Packs ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_for_pack(
    *, page: AwarenessPage, fingerprint: str, content: str, now: datetime, on_purpose_by: Person | None = None
) -> Pack | None:
    """Ask for a new version of a page's pack. None if there is one of this fingerprint already.

    Content that was withdrawn stays withdrawn, whoever asks: the schedule, a publication, a film. Then None too, unless
    an officer wants it on purpose, who can also have one tried again that could not be made.
    """
    AwarenessPage.objects.select_for_update().get(pk=page.pk)
    packs: PackQuerySet = Pack.objects.filter(page=page)
    newest = packs.order_by("-version").first()
    tries_again = on_purpose_by is not None and newest is not None and newest.state == PackState.FAILED
    if newest and newest.fingerprint == fingerprint and newest.withdrawn_at is None and not tries_again:
        return None
    same = packs.filter(content=content).order_by("-version").first()
    if same and same.withdrawn_at and not on_purpose_by:
        return None
    values = {"fingerprint": fingerprint, "content": content, "check_again_by": _check_again_by(page, now)}
    if on_purpose_by:
        record_audit(action=PACK_REQUESTED, about=page, by=on_purpose_by, now=now)
    # Nobody has it yet: it becomes the new content.
    if newest and packs.standing().filter(pk=newest.pk, state=PackState.WAITING).update(**values):
        newest.refresh_from_db()
        return newest
    highest = packs.aggregate(highest=Max("version"))["highest"] or 0
    return Pack.objects.create(page=page, version=highest + 1, asked_at=now, **values)


def _check_again_by(page: AwarenessPage, now: datetime) -> date:
    return page.check_again_by or (now + PACK_KEPT).date()


@transaction.atomic
def withdraw_packs(*, page: AwarenessPage, up_to: int, because: str, by: Person | None, now: datetime) -> None:
    """Withdraw the versions up to `up_to` that are still in use. Raises AlreadyWithdrawn if there is none."""
    standing = Pack.objects.standing().filter(page=page, version__lte=up_to)
    newest = standing.order_by("-version").first()
    if newest is None or not standing.update(withdrawn_at=now, withdrawn_by=by, withdrawn_because=because):
        raise AlreadyWithdrawn(up_to)
    record_audit(action=PACK_WITHDRAWN, about=newest, by=by, now=now)
