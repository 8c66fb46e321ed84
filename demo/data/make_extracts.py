"""Make the demonstration council's extracts: invented schools, invented people, real formats.

    python make_extracts.py --establishments DEMO_edubasealldata_halton.csv \
        --governance DEMO_governancealldata_halton_invented.csv \
        --councillors councillors_demo.xml --out .

The establishment file gives the header and the towns' shape; no school of it comes
through. The governance file gives the invented people. The same inputs and seed give the
same bytes. `--avoid` names CSV files of real schools; the run stops if a name coincides.

Schools and people that stories need are added at the end (additions.py), with the links, the
later extracts, and the half-bad files for trying the import (try_sheets.py).
"""

import argparse
import csv
import random
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

import additions
import try_sheets

FIRST_URN = 900001
LAST_CHANGED = "02-11-2026"
TRUST_UID = "99001"
TRUST_NAME = "Otterpool Learning Trust"
ACADEMIES_IN_TRUST = 14

# GIAS writes these columns without quotation marks.
UNQUOTED = {
    "URN", "LinkURN", "StatutoryLowAge", "StatutoryHighAge", "SchoolCapacity", "UKPRN", "Easting", "Northing", "GID",
}  # fmt: skip

NO_REAL_POSTCODE = {"Runcorn": "WA7 0ZZ", "Widnes": "WA8 1ZZ"}
RUNCORN_WARDS = {
    "Beechwood & Heath",
    "Bridgewater",
    "Daresbury, Moore & Sandymoor",
    "Grange",
    "Halton Castle",
    "Halton Lea",
    "Mersey & Weston",
    "Norton North",
    "Norton South & Preston Brook",
}

# type code, type, group code, group, phase code, phase, names
MAINTAINED = (
    (
        "01",
        "Community school",
        "4",
        "Local authority maintained schools",
        "2",
        "Primary",
        (
            "Otterpool Bank Primary School",
            "Kitehollow Primary School",
            "Saltlarder Lane Primary School",
            "Curlew Reach Primary School",
            "Tern Slipway Primary School",
            "Bramblecote Mere Primary School",
            "Heronstile Primary School",
            "Kingfisher Steps Primary School",
            "Mudlark Lane Primary School",
            "Rushy Weir Infant School",
            "Rushy Weir Junior School",
            "Lapwing Fold Primary School",
            "Applecart Hill Primary School",
            "Dandelion Quay Primary School",
            "Ferryman's Row Primary School",
            "Inkwell Lane Primary School",
            "Osierbed Primary School",
        ),
    ),
    (
        "05",
        "Foundation school",
        "4",
        "Local authority maintained schools",
        "2",
        "Primary",
        ("Candlewharf Primary School",),
    ),
    (
        "02",
        "Voluntary aided school",
        "4",
        "Local authority maintained schools",
        "2",
        "Primary",
        (
            "St Samplian's Catholic Primary School",
            "St Fenwyr's Catholic Primary School",
            "St Mockworth's Catholic Primary School",
            "St Imagena's Catholic Primary School",
            "St Wrenhild's Catholic Primary School",
            "St Ottermund's Catholic Primary School",
            "St Pebbla's Catholic Infant School",
            "St Pebbla's Catholic Junior School",
            "Holy Slipway Catholic Primary School",
            "St Larkwith's CofE (Aided) Primary School",
            "St Tallowby's CofE (Aided) Primary School",
            "All Lanterns CofE (Aided) Primary School",
        ),
    ),
    (
        "02",
        "Voluntary aided school",
        "4",
        "Local authority maintained schools",
        "4",
        "Secondary",
        ("St Draftwin's Catholic High School",),
    ),
    (
        "03",
        "Voluntary controlled school",
        "4",
        "Local authority maintained schools",
        "2",
        "Primary",
        (
            "Reedlantern CofE (Controlled) Primary School",
            "Saltstile CofE (Controlled) Primary School",
            "Lower Otterpool CofE (Controlled) Primary School",
            "Millsparrow CofE (Controlled) Primary School",
            "Thistlebarge CofE (Controlled) Primary School",
            "St Feignmore’s CofE (Controlled) Primary School",
        ),
    ),
    (
        "15",
        "Local authority nursery school",
        "4",
        "Local authority maintained schools",
        "1",
        "Nursery",
        (
            "Duckling Quay Nursery School",
            "Little Lamplighters Nursery School",
            "Pebblewick Mere Nursery School",
        ),
    ),
    (
        "07",
        "Community special school",
        "5",
        "Special schools",
        "0",
        "Not applicable",
        (
            "Lamplighter Mere School",
            "Steppingboat School",
        ),
    ),
    (
        "14",
        "Pupil referral unit",
        "4",
        "Local authority maintained schools",
        "0",
        "Not applicable",
        ("The Waymark Mere Centre",),
    ),
)
ACADEMIES = (
    (
        "34",
        "Academy converter",
        "10",
        "Academies",
        "2",
        "Primary",
        (
            "Sandpiper Fold Primary Academy",
            "Quickthorn Quay Primary Academy",
            "Copperkettle Primary Academy",
            "Windfall Wharf Primary School",
            "Driftwren Primary School",
            "Skylark Slipway Primary Academy",
            "Tidemark Lane Primary School",
            "Fernlantern Primary Academy",
            "Greyheron Stile Primary School",
        ),
    ),
    (
        "28",
        "Academy sponsor led",
        "10",
        "Academies",
        "2",
        "Primary",
        (
            "Bluebarge Primary Academy",
            "Puddingstone Quay Primary Academy",
        ),
    ),
    ("35", "Free schools", "11", "Free Schools", "2", "Primary", ("Café Wharf Free School",)),
    (
        "34",
        "Academy converter",
        "10",
        "Academies",
        "4",
        "Secondary",
        (
            "Otterpool High School",
            "Kestrel Weir High School",
            "Curlew Slipway Academy",
            "Ninewharves Academy",
            "Farlantern High School",
        ),
    ),
    (
        "28",
        "Academy sponsor led",
        "10",
        "Academies",
        "4",
        "Secondary",
        (
            "The Ferrylamp Academy",
            "Saltlantern Academy",
        ),
    ),
    (
        "44",
        "Academy special converter",
        "10",
        "Academies",
        "0",
        "Not applicable",
        (
            "Harbourwren School",
            "Tern Lantern School",
        ),
    ),
)
CLOSED = (
    (
        ("01", "Community school", "4", "Local authority maintained schools", "2", "Primary"),
        "Otterpool County Infant School",
        "31-08-2019",
        ("99", "Result of Amalgamation/Merger"),
    ),
    (
        ("01", "Community school", "4", "Local authority maintained schools", "4", "Secondary"),
        "Kestrel Weir Community High School",
        "31-08-2021",
        ("10", "Academy Converter"),
    ),
)
PROPOSED_TO_CLOSE = "Heronstile Primary School"  # GIAS: "Open, but proposed to close"; it still counts as open.
NO_KNOWN_GOVERNOR = ("Candlewharf Primary School", "Puddingstone Quay Primary Academy")
# Governors known, no address from the clerk yet.
NO_ADDRESS_LIST = ("Mudlark Lane Primary School", "Saltlantern Academy")

ACADEMY_ROLES = {"Local Governor", "Chair of Local Governing Body"}

# The cast of the walk-through keeps an address whatever the dice say (demo/content/personas.py).
CAST = {"9000045", "9003445", "9003313", "9000729", "9000721"}
TWO_BOARDS = ("9000045", "9003445")  # one person; everybody else with an equal name is somebody else
ROLE_MAILBOXES = 6
SCHOOL_WORDS = {
    "Primary",
    "Infant",
    "Junior",
    "Nursery",
    "High",
    "School",
    "Academy",
    "CofE",
    "Catholic",
    "(Aided)",
    "(Controlled)",
    "Centre",
    "Free",
    "The",
}
CLERKS_WITHOUT_ADDRESS = 6
SHARE_WITHOUT_ADDRESS = 0.05  # on top of NO_ADDRESS_LIST


def read(path):
    with open(path, encoding="cp1252", newline="") as file:
        reader = csv.DictReader(file)
        return reader.fieldnames, list(reader)


def write(path, header, rows):
    """Write as GIAS does: cp1252, CRLF, everything quoted but the number columns."""

    def cell(name, value):
        return value if name in UNQUOTED else '"' + value.replace('"', '""') + '"'

    lines = [",".join(f'"{name}"' for name in header)]
    lines += [",".join(cell(name, row.get(name, "")) for name in header) for row in rows]
    Path(path).write_bytes(("\r\n".join(lines) + "\r\n").encode("cp1252"))


def plain(text):
    """ASCII, lower case, letters and digits only, hyphens kept."""
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9-]", "", text)


def wards(path):
    """Ward titles by town, as the council's own list of councillors spells them."""
    by_town = {"Runcorn": [], "Widnes": []}
    for title in ElementTree.parse(path).getroot().iter("wardtitle"):
        by_town["Runcorn" if title.text in RUNCORN_WARDS else "Widnes"].append(title.text)
    return by_town


def school(urn, kind, name, town, ward):
    type_code, type_name, group_code, group_name, phase_code, phase_name = kind
    return {
        "URN": str(urn),
        "LA (code)": "876",
        "LA (name)": "Halton",
        "EstablishmentName": name,
        "TypeOfEstablishment (code)": type_code,
        "TypeOfEstablishment (name)": type_name,
        "EstablishmentTypeGroup (code)": group_code,
        "EstablishmentTypeGroup (name)": group_name,
        "EstablishmentStatus (code)": "1",
        "EstablishmentStatus (name)": "Open",
        "ReasonEstablishmentOpened (code)": "00",
        "ReasonEstablishmentOpened (name)": "Not applicable",
        "ReasonEstablishmentClosed (code)": "00",
        "ReasonEstablishmentClosed (name)": "Not applicable",
        "PhaseOfEducation (code)": phase_code,
        "PhaseOfEducation (name)": phase_name,
        "LastChangedDate": LAST_CHANGED,
        "Town": town,
        "Postcode": NO_REAL_POSTCODE[town],
        "GOR (code)": "B",
        "GOR (name)": "North West",
        "DistrictAdministrative (code)": "E06000006",
        "DistrictAdministrative (name)": "Halton",
        "AdministrativeWard (name)": ward,
        "GSSLACode (name)": "E06000006",
        "PreviousLA (code)": "999",
    }


def make_schools(ward_titles, dice):
    """All invented schools, open first; returns (open maintained, open academies, closed)."""
    named = [
        (row[:6], name, family)
        for family, rows in (("maintained", MAINTAINED), ("academy", ACADEMIES))
        for row in rows
        for name in row[6]
    ]
    dice.shuffle(named)
    turns = dict.fromkeys(ward_titles, 0)
    made = {"maintained": [], "academy": [], "closed": []}
    for number, (kind, name, family) in enumerate(named):
        town = ("Runcorn", "Widnes")[number % 2]
        ward = ward_titles[town][turns[town] % len(ward_titles[town])]
        turns[town] += 1
        row = school(FIRST_URN + number, kind, name, town, ward)
        if name == PROPOSED_TO_CLOSE:
            row |= {
                "EstablishmentStatus (code)": "3",
                "EstablishmentStatus (name)": "Open, but proposed to close",
                "CloseDate": "31-08-2027",
            }
        made[family].append(row)
    for number, (kind, name, closed_on, reason) in enumerate(CLOSED, len(named)):
        town = ("Runcorn", "Widnes")[number % 2]
        made["closed"].append(
            school(FIRST_URN + number, kind, name, town, ward_titles[town][0])
            | {
                "EstablishmentStatus (code)": "2",
                "EstablishmentStatus (name)": "Closed",
                "CloseDate": closed_on,
                "ReasonEstablishmentClosed (code)": reason[0],
                "ReasonEstablishmentClosed (name)": reason[1],
            }
        )
    for row in made["academy"][:ACADEMIES_IN_TRUST]:
        row |= {
            "TrustSchoolFlag (code)": "3",
            "TrustSchoolFlag (name)": "Supported by a multi-academy trust",
            "Trusts (code)": TRUST_UID,
            "Trusts (name)": TRUST_NAME,
        }
    return made


def move_people(people, schools, dice):
    """Give each board of the source an invented school of its own family; trust rows stay."""
    boards = defaultdict(list)
    for person in people:
        if person["URN"]:
            boards[person["URN"]].append(person)
    academy_boards = sorted(urn for urn, board in boards.items() if any(p["Role"] in ACADEMY_ROLES for p in board))
    maintained_boards = sorted(set(boards) - set(academy_boards))
    moved = {}
    for family, urns in (("maintained", maintained_boards), ("academy", academy_boards)):
        dice.shuffle(urns)
        # The cast and the large boards are kept: the schools without any known governor take the smallest.
        urns.sort(key=lambda urn: (any(p["GID"] in CAST for p in boards[urn]), len(boards[urn])))
        gaps = [row for row in schools[family] if row["EstablishmentName"] in NO_KNOWN_GOVERNOR]
        quiet = [row for row in schools[family] if row["EstablishmentName"] in NO_ADDRESS_LIST]
        others = [row for row in schools[family] if row not in gaps and row not in quiet]
        dice.shuffle(others)
        for urn, row in zip(urns, gaps + quiet + others, strict=True):
            moved[urn] = None if row in gaps else row["URN"]
    return [
        person | {"URN": moved.get(person["URN"], "")} for person in people if not person["URN"] or moved[person["URN"]]
    ]


def make_addresses(people, schools, dice):
    """(GID, address) for those whom a clerk would have told us about."""
    by_urn = {row["URN"]: row for family in schools.values() for row in family}
    clerks = sorted((p["GID"] for p in people if "professional" in p["Role"]), key=int)
    others = [gid for gid in clerks if gid not in CAST]
    dice.shuffle(others)
    mailboxes = set(others[:ROLE_MAILBOXES])
    silent = set(others[ROLE_MAILBOXES : ROLE_MAILBOXES + CLERKS_WITHOUT_ADDRESS])
    taken, addresses = set(), {}
    for person in sorted(people, key=lambda p: int(p["GID"])):
        gid, row = person["GID"], by_urn.get(person["URN"])
        kept = gid in CAST
        missing = not kept and (
            gid in silent
            or (
                "professional" not in person["Role"]
                and (dice.random() < SHARE_WITHOUT_ADDRESS or (row and row["EstablishmentName"] in NO_ADDRESS_LIST))
            )
        )
        if missing:
            continue
        if gid == TWO_BOARDS[1]:
            addresses[gid] = addresses[TWO_BOARDS[0]]
            continue
        if gid in mailboxes:
            words = row["EstablishmentName"].split()
            base = "clerk@" + "-".join(plain(word) for word in words if word not in SCHOOL_WORDS) + ".example"
        else:
            base = f"{plain(person['Forename 1'])}.{plain(person['Surname'])}@governors.example"
        address, number = base, 1
        while address in taken:
            number += 1
            address = base.replace("@", f"{number}@")
        taken.add(address)
        addresses[gid] = address
    return addresses


def write_later(folder, establishment_header, governance_header, rows, people):
    """What the register says later: the links, 2 schools that have changed, and a few appointments of 2 boards."""
    by_urn = {row["URN"]: row for row in rows}
    by_gid = {person["GID"]: person for person in people}
    links = [dict(zip(additions.LINKS_HEADER, link, strict=True)) for link in additions.LINKS]
    schools = [by_urn[urn] | changes for urn, changes in additions.CONVERTED.items()]
    updated = [by_gid[gid] | changes for gid, changes in additions.UPDATED]
    write(folder / "links_demo.csv", additions.LINKS_HEADER, links)
    write(folder / "establishments_update_demo.csv", establishment_header, schools)
    write(folder / "governance_update_demo.csv", governance_header, [*updated, additions.JOINER])


def coincidences(names, paths):
    """Invented names that a real school in the given files bears."""
    real = set()
    for path in paths:
        with open(path, encoding="cp1252", newline="") as file:
            for row in csv.DictReader(file):
                real |= {simple(row[key]) for key in ("EstablishmentName", "name", "LinkName") if row.get(key)}
    return sorted(name for name in names if simple(name) in real)


def simple(name):
    return re.sub(r"[^a-z0-9]", "", name.replace("â€™", "").lower())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--establishments", required=True, help="GIAS establishment extract; only its header is used")
    parser.add_argument("--governance", required=True, help="GIAS governance extract with invented people")
    parser.add_argument("--councillors", required=True, help="Modern.gov GetCouncillorsByWard, for the ward titles")
    parser.add_argument("--avoid", nargs="*", default=[], help="CSV files of real schools whose names must not occur")
    parser.add_argument("--out", default=".", type=Path)
    parser.add_argument("--seed", default=876, type=int)
    options = parser.parse_args()

    dice = random.Random(options.seed)
    establishment_header, _ = read(options.establishments)
    governance_header, people = read(options.governance)
    schools = make_schools(wards(options.councillors), dice)
    rows = sorted((row for family in schools.values() for row in family), key=lambda row: row["URN"])
    rows += [school(*given) | changes for *given, changes in additions.SCHOOLS]
    names = [row["EstablishmentName"] for row in rows] + [TRUST_NAME] + [link[2] for link in additions.LINKS]
    clashes = coincidences(names, [options.establishments, *options.avoid])
    if clashes:
        sys.exit(f"These names belong to real schools: {', '.join(clashes)}")
    people = move_people(people, schools, dice)
    addresses = make_addresses(people, schools, dice) | additions.ADDRESSES
    people += additions.GOVERNANCE

    write(options.out / "edubasealldata_demo.csv", establishment_header, rows)
    write(options.out / "governancealldata_demo.csv", governance_header, people)
    with open(options.out / "contacts_demo.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["GID", "Email"])
        writer.writerows(sorted(addresses.items(), key=lambda pair: int(pair[0])))
    write_later(options.out, establishment_header, governance_header, rows, people)
    try_sheets.write_all(options.out / "try")
    print(f"{len(rows)} schools, {len(people)} appointments, {len(addresses)} with an address")


if __name__ == "__main__":
    main()
