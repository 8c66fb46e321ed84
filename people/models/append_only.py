from typing import Any, ClassVar, NoReturn, TypeVar

from django.db import models

from core.records import Record

Row = TypeVar("Row", bound=models.Model)


class AppendOnlyQuerySet(models.QuerySet[Row]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Evidence is never changed.")

    def delete(self) -> NoReturn:
        raise TypeError("Evidence is never deleted.")


class AppendOnlyModel(Record):
    """Rows are added and never changed. `manage.py evidence_role_sql` takes UPDATE and DELETE from the site's role.

    `may_change` names columns that a framework or an erasure empties all the same; no seal covers them.
    """

    append_only: ClassVar[bool] = True
    may_change: ClassVar[tuple[str, ...]] = ()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("Evidence is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Evidence is never deleted.")
