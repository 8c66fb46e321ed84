"""One importer for each kind of file, by its name on screen and on the command line."""

from people.enums import ImportKind
from people.importers.contacts import Contacts
from people.importers.councillors import Councillors
from people.importers.establishments import Establishments
from people.importers.governance import Governance
from people.importers.links import Links
from people.importers.planning import Importer

IMPORTERS: dict[str, Importer] = {
    ImportKind.ESTABLISHMENTS: Establishments(),
    ImportKind.GOVERNANCE: Governance(),
    ImportKind.LINKS: Links(),
    ImportKind.COUNCILLORS: Councillors(),
    ImportKind.CONTACTS: Contacts(),
}
