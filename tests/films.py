"""Small films of the tests' own, drawn by ffmpeg once for a session."""

import subprocess
import tempfile
from functools import cache
from pathlib import Path

from django.core.files.base import ContentFile

from cms.models import AwarenessIndexPage, AwarenessPage, Film
from tests import cast

PICTURE = "testsrc2=size=320x180:rate=10:duration={seconds}"
SOUND = "sine=frequency=440:duration={seconds}"


@cache
def drawn(ending: str, *options: str, seconds: int = 2, picture: str = PICTURE, sound: str | None = SOUND) -> bytes:
    """A film as a file of that kind; `options` of ffmpeg for what is written."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"film.{ending}"
        command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", picture.format(seconds=seconds)]
        if sound:
            command += ["-f", "lavfi", "-i", sound.format(seconds=seconds)]
        subprocess.run([*command, *options, str(path)], check=True, stdin=subprocess.DEVNULL)
        return path.read_bytes()


def mp4(**how) -> bytes:
    return drawn("mp4", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", **how)


LESSON = [("part", {"minutes": 5, "heading": "Talk", "text": "<p>In pairs.</p>"})]


def awareness_page(title="The long way", slug="the-long-way", *, film: Film | None = None, **fields) -> AwarenessPage:
    """A published film for schools, with a pupil page that is open."""
    home = cast.home_page()
    shelf = AwarenessIndexPage.objects.first() or home.add_child(
        instance=AwarenessIndexPage(title="Films for schools", slug="films-for-schools")
    )
    values = {
        "film": film or cast.film(title),
        "key_stage": "ks2",
        "theme": "parks",
        "about": "Somebody walks home.",
        "content_note": "A secret that feels wrong.",
        "ground_rules": [("rule", "We listen.")],
        "step_out": "Go to the door.",
        "if_told": [("text", "<p>Listen. Tell your DSL.</p>")],
        "lesson_short": LESSON,
        "lesson_long": LESSON,
        "lesson_send": LESSON,
        "pauses": [("pause", {"at": "0:20", "heading": "Stop", "prompts": ["What could the shopkeeper do?"]})],
        "letter": [("text", "<p>Dear parents,</p>")],
        "pupil_page_open": True,
        "pupil_heading": "Somebody to talk to",
        "pupil_text": [("text", "<p>It is not your fault.</p>")],
        **fields,
    }
    page = shelf.add_child(instance=AwarenessPage(title=title, slug=slug, **values))
    page.save_revision().publish()
    return AwarenessPage.objects.get(pk=page.pk)


def unready_film(title="Not ready") -> Film:
    made = Film(title=title, captions=ContentFile(cast.CAPTIONS.encode(), "captions.vtt"), narration_says_all=True)
    made.full_clean()
    made.save()
    return made
