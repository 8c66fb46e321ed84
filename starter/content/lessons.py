"""What every film for schools has: how a lesson is written down, and what to do if a pupil tells you something."""

from collections.abc import Iterable
from typing import Any

Stream = list[tuple[str, Any]]


def stream(kind: str, values: Iterable[Any]) -> Stream:
    """A stream of blocks of one kind."""
    return [(kind, value) for value in values]


def lesson(*parts: tuple[int, str, str]) -> Stream:
    """A lesson of (minutes, heading, text)."""
    return stream("part", [{"minutes": minutes, "heading": heading, "text": text} for minutes, heading, text in parts])


IF_TOLD = """<ol><li>Listen. Let the pupil use their own words. Do not ask for details.</li>
<li>Say: “I am glad that you told me. It is not your fault.”</li>
<li>Do not promise to keep it secret. Say who you’ll tell, and why.</li>
<li>Tell your designated safeguarding lead (DSL) at once, the same hour. If a child is in danger now, call 999.</li>
<li>Write it down in your school’s own record, in the pupil’s words. Nothing about a pupil belongs on this website.</li></ol>
<p>Is it about a member of staff, a volunteer or supply staff? Tell the headteacher at once. Is it about the headteacher? Tell the chair of governors at once: the chair brings in the local authority designated officer (LADO) the same day. In danger: 999 first.</p>"""
