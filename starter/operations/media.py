"""The rows that pages point at: films, pictures and documents."""

from pathlib import Path
from typing import Any

from django.core.files import File
from wagtail.documents import get_document_model
from wagtail.utils.file import hash_filelike

import starter
from cms.models import Film
from cms.operations import add_standard_pictures
from starter.standard_content import DOCUMENTS, FILMS

HERE = Path(str(starter.__file__)).parent
PICTURES = ("park-before", "park-after")


def add_films() -> tuple[dict[str, Film], list[Film]]:
    """All standard films by the name of their files, and those that are new. A film is known by its title."""
    films, added = {}, []
    for name, about in FILMS.items():
        film = Film.objects.filter(title=about["title"]).first()
        if film is None:
            film = _add_film(HERE / "film", name, **about)
            added.append(film)
        films[name] = film
    return films, added


def _add_film(folder: Path, name: str, *, title: str, poster: str) -> Film:
    with (
        (folder / f"{name}.mp4").open("rb") as film,
        (folder / f"{name}.vtt").open("rb") as captions,
        (folder / poster).open("rb") as picture,
    ):
        row = Film(
            title=title,
            file=File(film, "film.mp4"),
            captions=File(captions, "captions.vtt"),
            poster=File(picture, "poster.jpg"),
            narration_says_all=True,
        )
        row.full_clean()
        row.save()
    return row


def add_pictures() -> dict[str, Any]:
    return dict(zip(PICTURES, add_standard_pictures(), strict=True))


def add_documents() -> dict[str, Any]:
    """By the name of their files. A document is known by what is in it."""
    return {name: _document(HERE / "content" / name, title) for name, title in DOCUMENTS.items()}


def _document(path: Path, title: str) -> Any:
    documents = get_document_model().objects
    with path.open("rb") as file:
        digest = hash_filelike(file)
        return documents.filter(file_hash=digest).first() or documents.create(
            title=title, file=File(file, path.name), file_size=path.stat().st_size, file_hash=digest
        )
