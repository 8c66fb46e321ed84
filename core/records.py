"""What most of our tables are: records of what happened, and not content that an editor writes."""

from typing import ClassVar

from django.db import models


class Record(models.Model):
    """A row that no editor composes. Wagtail keeps no index of what it points to.

    That index answers "where is this page or picture used", and is written anew with every save of a row that has a
    foreign key: it was a third of what a save cost, and told editors that a module was "referenced" by each briefing.
    """

    wagtail_reference_index_ignore: ClassVar[bool] = True

    class Meta:
        abstract = True
