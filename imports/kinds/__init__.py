"""One importer for each kind of file, by its name on screen and on the command line."""

from imports.enums import ImportKind
from imports.kinds.contacts import Contacts
from imports.kinds.councillors import Councillors
from imports.kinds.establishments import Establishments
from imports.kinds.governance import Governance
from imports.kinds.links import Links
from imports.kinds.planning import Importer

IMPORTERS: dict[str, Importer] = {
    ImportKind.ESTABLISHMENTS: Establishments(),
    ImportKind.GOVERNANCE: Governance(),
    ImportKind.LINKS: Links(),
    ImportKind.COUNCILLORS: Councillors(),
    ImportKind.CONTACTS: Contacts(),
}
