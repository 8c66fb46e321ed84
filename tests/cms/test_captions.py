"""Caption files: read line by line, and the line that is wrong is named."""

import pytest
from django.core.exceptions import ValidationError

from cms.captions import LARGEST, read_cues

FILE = "WEBVTT\n\n00:01.000 --> 00:04.000\nOne.\n\n00:05.500 --> 00:06.000\nTwo.\n"


def refusal(raw: bytes | str) -> str:
    with pytest.raises(ValidationError) as refused:
        read_cues(raw.encode() if isinstance(raw, str) else raw)
    return refused.value.messages[0]


def test_cues_have_times_in_seconds_and_a_clock_to_show():
    assert read_cues(FILE.encode()) == [
        {"start": 1.0, "end": 4.0, "clock": "0:01", "text": "One."},
        {"start": 5.5, "end": 6.0, "clock": "0:05", "text": "Two."},
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("WEBVTT", "WEBVTT - the briefing\nNOTE made by hand").encode(),
        lambda text: text.replace("00:01.000 -->", "first\n00:01.000 -->").encode(),
        lambda text: text.replace("00:04.000", "00:04.000 align:start position:10%").encode(),
        lambda text: text.replace("00:01.000 --> 00:04.000", "00:00:01.000 --> 00:00:04.000").encode(),
    ],
)
def test_the_ways_in_which_other_programs_write_it(change):
    assert [cue["text"] for cue in read_cues(change(FILE))] == ["One.", "Two."]


def test_hours_count():
    (cue,) = read_cues(b"WEBVTT\n\n01:02:03.500 --> 01:02:04.000\nLate.\n")
    assert cue["start"] == 3723.5


def test_markup_is_taken_out_of_the_transcript():
    raw = (
        "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Narrator>A <b>park</b> <00:02.000>at dusk</v>\nby the <c.loud>road</c>\n"
    )
    assert read_cues(raw.encode())[0]["text"] == "A park at dusk by the road"


def test_what_the_format_escapes_is_read_as_it_is_meant():
    raw = "WEBVTT\n\n00:01.000 --> 00:04.000\nTom &amp; Gwen say 5 &lt; 6\n"
    assert read_cues(raw.encode())[0]["text"] == "Tom & Gwen say 5 < 6"


def test_cues_may_overlap():
    raw = "WEBVTT\n\n00:01.000 --> 00:04.000\nA\n\n00:02.000 --> 00:03.000\nB\n"
    assert len(read_cues(raw.encode())) == 2


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("", "Line 1 must be WEBVTT."),
        ("1\n00:00:61,000 --> 00:00:04,000\nSubRip\n", "Line 2 is not a time like 00:00:01,000 --> 00:00:04,000."),
        ("WEBVTT\n", "The caption file has no captions in it."),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\n<b></b>\n", "The caption file has no captions in it."),
        ("WEBVTT\n\n00:01,000 --> 00:04,000\nComma\n", "Line 3 is not a time"),
        ("WEBVTT\n\n1 --> 4\nShort\n", "Line 3 is not a time"),
        ("WEBVTT\n\n00:04.000 --> 00:01.000\nBack\n", "Line 3 ends before it starts."),
        ("WEBVTT\n\n00:04.000 --> 00:04.000\nNothing\n", "Line 3 ends before it starts."),
        (
            "WEBVTT\n\n00:05.000 --> 00:06.000\nB\n\n00:01.000 --> 00:02.000\nA\n",
            "Line 6 starts before the caption above it.",
        ),
    ],
)
def test_the_line_that_is_wrong_is_named(raw, words):
    assert words in refusal(raw)


def test_another_encoding_is_named_with_its_line():
    assert "Line 4 is not in UTF-8" in refusal("WEBVTT\n\n00:01.000 --> 00:04.000\nCafé\n".encode("cp1252"))


def test_not_a_text_at_all():
    assert refusal(b"\x89PNG\r\n\x1a\n\x00\x00")


def test_a_file_of_another_size_than_captions_have():
    assert "too large" in refusal(b"x" * (LARGEST + 1))


@pytest.mark.parametrize("arrow", ["->", "—>", "=>"])
def test_a_wrong_arrow_is_named_and_not_taken_for_words(arrow):
    text = f"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nFine\n00:00:03.000 {arrow} 00:00:04.000\nLost\n"
    with pytest.raises(ValidationError, match="Line 5 needs the arrow -->"):
        read_cues(text.encode())
