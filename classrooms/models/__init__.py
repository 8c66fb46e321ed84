from classrooms.models.access_request import AccessRequest
from classrooms.models.material import PackFetched, ParentLink
from classrooms.models.showing import DslNotice, Showing

__all__ = ["AccessRequest", "DslNotice", "PackFetched", "ParentLink", "Showing"]
