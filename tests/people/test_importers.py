"""The importers on the demonstration council's extracts, and on files that are not what they should be."""

from collections import Counter

import pytest

from people.enums import GOVERNOR_ROLES, OrganisationKind, Phase, Role
from people.importers.contacts import import_contacts
from people.importers.councillors import import_councillors, split_name
from people.importers.establishments import import_establishments, kind_of
from people.importers.files import UnreadableFile, read_date, read_rows
from people.importers.governance import import_governance, role_of
from people.models import Appointment, Organisation, Person
from tests.cast import NOW
from tests.servers import HERE

DATA = HERE / "demo" / "data"
SCHOOLS, GOVERNORS = DATA / "edubasealldata_demo.csv", DATA / "governancealldata_demo.csv"
CONTACTS, COUNCILLORS = DATA / "contacts_demo.csv", DATA / "councillors_demo.xml"


def import_all():
    import_establishments(SCHOOLS)
    import_governance(GOVERNORS, now=NOW)
    import_contacts(CONTACTS)
    import_councillors(COUNCILLORS, council="Mereside Council", now=NOW)


def everything():
    return (
        sorted(Organisation.objects.values_list("urn", "uid", "name", "kind", "phase", "closed_on"), key=str),
        sorted(Person.objects.values_list("pk", "given_name", "family_name", "email", "merged_into"), key=str),
        sorted(
            Appointment.objects.values_list("gid", "person", "organisation", "role", "starts_on", "ends_on"), key=str
        ),
    )


def rows(path, column) -> list[str]:
    return [row[column] for _line, row in read_rows(path, {column})]


@pytest.mark.django_db
def test_every_row_is_there_and_the_same_files_again_change_nothing():
    import_all()
    first = everything()
    assert set(Organisation.objects.exclude(urn=None).values_list("urn", flat=True)) == set(rows(SCHOOLS, "URN"))
    gids = set(Appointment.objects.exclude(role=Role.COUNCILLOR).values_list("gid", flat=True))
    assert gids == set(rows(GOVERNORS, "GID"))
    import_all()
    assert everything() == first


@pytest.mark.django_db
def test_clerks_are_counted_apart_from_governors():
    import_all()
    clerks = sum("governance professional" in role.lower() for role in rows(GOVERNORS, "Role"))
    roles = Counter(Appointment.objects.exclude(role=Role.COUNCILLOR).values_list("role", flat=True))
    assert roles[Role.GOVERNANCE_PROFESSIONAL] == clerks > 0
    assert sum(roles[role] for role in GOVERNOR_ROLES) == len(rows(GOVERNORS, "GID")) - clerks


@pytest.mark.django_db
def test_one_address_and_one_name_on_two_boards_is_one_person():
    import_all()
    kestrel = Person.objects.get(email="kestrel.fauxhall@governors.example")
    assert kestrel.aliases.count() == 1
    assert kestrel.aliases.get().email is None


@pytest.mark.django_db
def test_an_address_never_signs_in_two_and_never_moves_to_another_name(tmp_path):
    import_establishments(SCHOOLS)
    import_governance(GOVERNORS, now=NOW)
    first, second = Appointment.objects.order_by("pk")[:2]
    file = tmp_path / "contacts.csv"
    file.write_text(
        f"GID,Email\n{first.gid},Shared@School.Example\n{second.gid},shared@school.example\n0,nobody@x.example\n"
    )
    assert first.person.full_name != second.person.full_name
    import_contacts(file)
    assert Person.objects.get(email="shared@school.example") == first.person
    second.person.refresh_from_db()
    assert (second.person.email, second.person.merged_into) == (None, None)


@pytest.mark.django_db
def test_names_keep_their_apostrophes_from_the_old_encoding():
    import_all()
    assert Person.objects.filter(family_name="O’Mock").exists()


@pytest.mark.django_db
def test_councillors_come_with_their_ward_and_work_address():
    import_councillors(COUNCILLORS, council="Mereside Council", now=NOW)
    bellis = Person.objects.get(email="cllr9001@example.invalid")
    assert (bellis.title, bellis.given_name, bellis.family_name) == ("Councillor", "Bellis", "Samplesby")
    assert bellis.appointments.get().appointing_body == "Appleton"


@pytest.mark.parametrize("trick", ['<!DOCTYPE x [<!ENTITY a "b">]>', '<!ENTITY a SYSTEM "file:///etc/passwd">'])
@pytest.mark.django_db
def test_a_file_that_defines_entities_is_refused(tmp_path, trick):
    file = tmp_path / "councillors.xml"
    file.write_text(f"<?xml version='1.0'?>{trick}<councillorsbyward/>")
    with pytest.raises(UnreadableFile):
        import_councillors(file, council="Mereside Council", now=NOW)


@pytest.mark.parametrize(
    "importer", [import_establishments, import_contacts, lambda path: import_governance(path, now=NOW)]
)
@pytest.mark.django_db
def test_a_file_without_its_columns_says_which(tmp_path, importer):
    file = tmp_path / "wrong.csv"
    file.write_text("Name,Colour\nElm Road,green\n")
    with pytest.raises(UnreadableFile, match="no column"):
        importer(file)
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Governor", Role.GOVERNOR),
        ("Chair of Governors", Role.CHAIR_OF_GOVERNORS),
        ("CHAIR OF LOCAL GOVERNING BODY", Role.CHAIR_OF_GOVERNORS),
        ("Vice-Chair", Role.GOVERNOR),
        ("Governance professional - local authority maintained school", Role.GOVERNANCE_PROFESSIONAL),
        ("Clerk to the governors", Role.GOVERNANCE_PROFESSIONAL),
    ],
)
def test_roles_by_their_words(text, role):
    assert role_of(text) == role


@pytest.mark.parametrize(
    ("type_name", "group", "kind"),
    [
        ("Community special school", "Special schools", OrganisationKind.SPECIAL_SCHOOL),
        ("Academy converter", "Academies", OrganisationKind.ACADEMY),
        ("Voluntary aided school", "Local authority maintained schools", OrganisationKind.MAINTAINED_SCHOOL),
        ("Other independent school", "Independent schools", OrganisationKind.INDEPENDENT_SCHOOL),
        ("Something new", "Something else", OrganisationKind.OTHER_SCHOOL),
    ],
)
def test_kinds_by_their_words(type_name, group, kind):
    assert kind_of(type_name, group) == kind


@pytest.mark.django_db
def test_phases_are_read():
    import_establishments(SCHOOLS)
    assert {Phase.PRIMARY, Phase.SECONDARY} <= set(Organisation.objects.values_list("phase", flat=True))


def test_dates_in_both_spellings_and_nothing_else():
    assert read_date("31-08-2027") == read_date("31/08/2027")
    assert read_date("") is None
    for wrong in ("2027-08-31", "31/13/2027", "soon"):
        with pytest.raises(ValueError):
            read_date(wrong)


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("Councillor Senara Mockford", ("Councillor", "Senara", "Mockford")),
        ("Cllr. Ann Mary Example", ("Cllr.", "Ann Mary", "Example")),
        ("Senara Mockford", ("", "Senara", "Mockford")),
        ("Mayor", ("", "", "Mayor")),
    ],
)
def test_names_of_councillors(full, parts):
    assert split_name(full) == parts
