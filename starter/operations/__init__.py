"""Adding the standard content: what is missing is made, what is there stays."""

from starter.operations.adding import Added, add_standard_content
from starter.operations.pages import NoPlaceForHomePage

__all__ = ["Added", "NoPlaceForHomePage", "add_standard_content"]
