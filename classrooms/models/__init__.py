from classrooms.models.material import PackFetched, ParentLink
from classrooms.models.showing import DslNotice, Showing
from classrooms.models.way_in import AccessRequest

__all__ = ["AccessRequest", "DslNotice", "PackFetched", "ParentLink", "Showing"]
