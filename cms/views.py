from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from whitenoise.responders import MissingFileError

from cms.models import Film
from cms.serving import serve_file

PARTS = {
    "film.mp4": ("file", "video/mp4"),
    "captions.vtt": ("captions", "text/vtt; charset=utf-8"),
    "poster.jpg": ("poster", "image/jpeg"),
}


@require_safe
def film_file(request, uuid, part):
    """The film, its captions or its picture. A film of the modules is public, as the modules are."""
    if part not in PARTS:
        raise Http404
    field, content_type = PARTS[part]
    film = get_object_or_404(Film.objects.only(field), uuid=uuid)
    try:
        return serve_file(request, getattr(film, field).path, content_type)
    except (MissingFileError, ValueError) as error:
        raise Http404 from error
