"""The demonstration's workshops: words, agencies and the people who work there. All invented."""

from demo.content.council import COUNCIL
from people.enums import OrganisationKind
from starter.content.workshops import WORKSHOP
from starter.filling import filled

JANUARY = {
    **filled(WORKSHOP, COUNCIL),
    "title": "Safer places: the January workshop",
    "slug": "january-workshop",
    "facilitators": "Nerys Sample, safeguarding officer, with the youth service",
    "access_information": (
        "The way in has no steps. There is a lift, a toilet for wheelchairs on the same floor, and a hearing loop.\n"
        "Blue Badge parking is at the front door. The bus station is 4 minutes away."
    ),
    "joining": "Report at the desk on the ground floor. Bring your phone: your code is on it. Tea and lunch are there.",
    "feedback_reader": "Nerys Sample",
}
AUTUMN = {
    "title": "Safer places: a first look",
    "slug": "a-first-look",
    "purpose": "See what contextual safeguarding means, and what the January workshop will be about.",
    "for_whom": "One or two people from each agency",
    "facilitators": "Nerys Sample, safeguarding officer",
    "access_information": "The way in has no steps. There is a hearing loop.",
    "joining": "Report at the desk on the ground floor.",
    "feedback_reader": "Nerys Sample",
    "body": [("text", "<p>An hour and a half, with the film and time to ask.</p>")],
}
PLACE = "Council chamber, Sample Town Hall, Kingsway"
AGENCIES = {
    "Mockshire Police, Halton": (OrganisationKind.POLICE, "mockshire-police.example"),
    "Placeholm Community Health": (OrganisationKind.HEALTH, "placeholm-health.example"),
    "Halton Youth Work Team (invented)": (OrganisationKind.YOUTH_WORK, "youth-work.example"),
    "Specimen Homes": (OrganisationKind.HOUSING, "specimen-homes.example"),
    "Testway Buses": (OrganisationKind.TRANSPORT, "testway.example"),
    "Parks and Green Spaces (invented)": (OrganisationKind.PARKS, "parks.example"),
    "Riverside Shopkeepers (invented)": (OrganisationKind.BUSINESS, "riverside-shops.example"),
    "Lantern Youth Charity (invented)": (OrganisationKind.VOLUNTARY, "lantern.example"),
}
LEAD = ("Petroc Mockford", "Mockshire Police, Halton")
GIVEN_NAMES = (
    "Ada Bryn Cass Dilys Emrys Fern Glyn Hedra Ivo Jory Keren Lowri Meraud Nye Olwen Piran Quill Rhoswen Sorrel Tegen "
    "Urien Verity Wilmot Yestin Zelah"
).split()
FAMILY_NAMES = (
    "Mockridge Sampleton Testbury Placeholm Fictleigh Specimen Demoson Trialby Exampley Pretendwick Fauxley Draftham"
).split()
EACH = 7  # people of each agency
