"""What is added by hand to the demonstration's extracts: the stories of a few boards. Everybody here is invented.

`make_extracts.py` writes it after what it makes from its inputs, so the rows made there stay as they are. New
appointments have a GID from 9004001 on, new schools a URN from 900067 on. README.md tells the stories.
"""

MAINTAINED_PRIMARY = ("01", "Community school", "4", "Local authority maintained schools", "2", "Primary")
ACADEMY_PRIMARY = ("34", "Academy converter", "10", "Academies", "2", "Primary")
CLERK = "Governance professional - local authority maintained school"
STARTS, ENDS, BY = "Date of appointment", "Date term of office ends/ended", "Appointing body"
PARENTS, STAFF, COUNCIL = "Elected by parents", "Elected by school staff", "Nominated by LA and appointed by GB"
BOARD, FOUNDATION = "Appointed by GB/board", "Appointed by foundation/Trust"
HEAD = "Ex-officio by virtue of office as headteacher/principal"

# --- Schools: one that becomes an academy while the briefing is out ---

OLD, NEW = "900067", "900068"
OLD_NAME, NEW_NAME = "Saltgrass Lane Primary School", "Saltgrass Lane Primary Academy"
CONVERTS = ("15-11-2026", "16-11-2026")  # last day, first day
# (URN, type, name, town, ward, what differs from an open school)
SCHOOLS = (
    (OLD, MAINTAINED_PRIMARY, OLD_NAME, "Widnes", "Ditton, Hale Village & Halebank", {
        "EstablishmentStatus (code)": "3",
        "EstablishmentStatus (name)": "Open, but proposed to close",
    }),
    (NEW, ACADEMY_PRIMARY, NEW_NAME, "Widnes", "Ditton, Hale Village & Halebank", {
        "EstablishmentStatus (code)": "4",
        "EstablishmentStatus (name)": "Proposed to open",
    }),
)  # fmt: skip
# What a later extract says of the two.
CONVERTED = {
    OLD: {
        "EstablishmentStatus (code)": "2",
        "EstablishmentStatus (name)": "Closed",
        "ReasonEstablishmentClosed (code)": "10",
        "ReasonEstablishmentClosed (name)": "Academy Converter",
        "CloseDate": CONVERTS[0],
        "LastChangedDate": CONVERTS[1],
    },
    NEW: {
        "EstablishmentStatus (code)": "1",
        "EstablishmentStatus (name)": "Open",
        "ReasonEstablishmentOpened (code)": "10",
        "ReasonEstablishmentOpened (name)": "Academy Converter",
        "OpenDate": CONVERTS[1],
        "LastChangedDate": CONVERTS[1],
    },
}

LINKS_HEADER = ("URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate")
LINKS = (
    # One became one other: its board is carried over.
    ("900066", "900032", "Kestrel Weir High School", "Successor", "01-09-2021"),
    ("900032", "900066", "Kestrel Weir Community High School", "Predecessor", "01-09-2021"),
    (OLD, NEW, NEW_NAME, "Successor", CONVERTS[1]),
    (NEW, OLD, OLD_NAME, "Predecessor", CONVERTS[1]),
    # Two became one: the link is kept, and nobody is moved. The register knows the other one, our file does not.
    ("900065", "900035", "Otterpool Bank Primary School", "Successor - amalgamated", "01-09-2019"),
    ("900035", "900065", "Otterpool County Infant School", "Predecessor - amalgamated", "01-09-2019"),
    ("900035", "900901", "Otterpool County Junior School", "Predecessor - amalgamated", "01-09-2019"),
    ("900033", "900902", "St Draftwin’s Sixth Form Centre", "Sixth Form Centre Link", ""),
)


# --- Appointments ---


def appointment(gid, urn, role, title, given, family, starts, ends, by):
    return {
        "GID": str(gid), "URN": urn, "Role": role, "Title": title, "Forename 1": given, "Surname": family,
        STARTS: starts, ENDS: ends, BY: by,
    }  # fmt: skip


GOVERNANCE = (
    # Tamsin Samplesby (GID 9000721) is the clerk of 4 more boards, Senara Draftley (9001348) of 1 more.
    appointment(9004001, "900021", CLERK, "Miss", "Tamsin", "Samplesby", "01/09/2023", "31/08/2027", "N/A"),
    appointment(9004002, "900055", CLERK, "Miss", "Tamsin", "Samplesby", "15/01/2025", "14/01/2029", "N/A"),
    appointment(9004003, "900058", CLERK, "Miss", "Tamsin", "Samplesby", "01/09/2025", "31/08/2029", "N/A"),
    appointment(9004004, OLD, CLERK, "Miss", "Tamsin", "Samplesby", "20/04/2024", "19/04/2028", "N/A"),
    appointment(9004005, "900017", CLERK, "", "Senara", "Draftley", "05/01/2026", "04/01/2030", "N/A"),
    # A couple on one board, with one address.
    appointment(9004006, "900058", "Governor", "Mrs", "Morwen", "Tandem-Test", "01/09/2025", "31/08/2029", PARENTS),
    appointment(9004007, "900058", "Governor", "Mr", "Piran", "Tandem-Test", "12/02/2024", "11/02/2028", BOARD),
    # The school that becomes an academy. One term was over before.
    appointment(9004010, OLD, "Chair of Governors", "Mrs", "Demelza", "Testwell", "11/10/2024", "10/10/2028", COUNCIL),
    appointment(9004011, OLD, "Governor", "Mr", "Cadan", "Trialby", "01/11/2024", "31/10/2028", PARENTS),
    appointment(9004012, OLD, "Governor", "Ms", "Hedra", "Fictley", "03/03/2025", "02/03/2029", STAFF),
    appointment(9004013, OLD, "Governor", "Dr", "Jago", "Dryrun", "01/09/2022", "", HEAD),
    appointment(9004014, OLD, "Governor", "Miss", "Keren", "Notreal", "14/06/2024", "13/06/2028", BOARD),
    appointment(9004015, OLD, "Governor", "Mr", "Loïc", "Checkley", "09/01/2026", "08/01/2030", BOARD),
    appointment(9004016, OLD, "Governor", "Mr", "Massen", "Specimen", "01/09/2018", "31/08/2022", STAFF),
    # Left behind in the register under the number that a school had before it became Kestrel Weir High School: two
    # who are still there, and one who is in office there again under a new number.
    appointment(9004020, "900066", "Governor", "Mrs", "Eseld", "Placeholm", "01/09/2019", "", FOUNDATION),
    appointment(9004021, "900066", "Governor", "Mr", "Gawen", "Draftley", "01/05/2021", "", FOUNDATION),
    appointment(9004022, "900066", "Governor", "", "Yestin", "Mockford", "01/09/2017", "31/08/2021", STAFF),
    # Left behind under the number of a school that was merged: stays there.
    appointment(9004023, "900065", "Governor", "Dr", "Tegen", "Fixtureham", "01/09/2015", "", FOUNDATION),
)
COUPLES_ADDRESS = "tandem-test@governors.example"
ADDRESSES = {
    **dict.fromkeys(("9004001", "9004002", "9004003", "9004004"), "tamsin.samplesby@governors.example"),
    "9004005": "senara.draftley@governors.example",
    "9004006": COUPLES_ADDRESS,
    "9004007": COUPLES_ADDRESS,
    "9004010": "demelza.testwell@governors.example",
    "9004011": "cadan.trialby@governors.example",
    "9004012": "hedra.fictley@governors.example",
    "9004013": "jago.dryrun@governors.example",
    "9004014": "keren.notreal@governors.example",
    "9004020": "eseld.placeholm@governors.example",
}

# --- A later governance extract, of 3 boards only ---

# Rows of the first extract, with what the register has changed since.
UPDATED = (
    ("9000662", {}),
    # The clerk has told us that this term goes on: the register does not know it. She is asked.
    ("9000712", {}),
    ("9000773", {ENDS: "14/04/2031"}),
    ("9000744", {ENDS: "13/11/2026"}),
    ("9000767", {"Title": "Dr"}),
)
JOINER = appointment(9004101, "900021", "Governor", "Mr", "Ruan", "Placeholm", "16/11/2026", "15/11/2030", COUNCIL)
