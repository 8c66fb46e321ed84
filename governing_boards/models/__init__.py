from governing_boards.models.digest import Digest
from governing_boards.models.tabling import Tabling

__all__ = ["Digest", "Tabling"]
