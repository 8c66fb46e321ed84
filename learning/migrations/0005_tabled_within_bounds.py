from datetime import timedelta

from django.db import migrations, models
from django.db.models import F, Q
from django.utils import timezone

GOVERNORS = ("governor", "chair_of_governors")


def keep_to_the_bounds(apps, schema_editor):
    """Say how many seats each board had that day. What cannot have been is taken back, and stays as a row."""
    Tabling = apps.get_model("learning", "Tabling")
    Appointment = apps.get_model("people", "Appointment")
    now = timezone.now()
    for row in Tabling.objects.select_related("briefing", "organisation").iterator(chunk_size=500):
        sitting = Appointment.objects.filter(
            Q(starts_on=None) | Q(starts_on__lte=row.on),
            Q(ends_on=None) | Q(ends_on__gte=row.on),
            superseded_at=None, organisation=row.organisation_id, role__in=GOVERNORS,
        ).select_related("person")  # fmt: skip
        filled = len({held.person.merged_into_id or held.person_id for held in sitting})
        row.seats = min(max(filled, row.organisation.board_size or 0), 32767)
        sent, closed = row.briefing.issued_at, row.briefing.closed_at
        outside = (
            row.present > row.seats
            or sent is not None and row.on < timezone.localdate(sent)
            or closed is not None and row.on > timezone.localdate(closed)
            or row.on > timezone.localdate(row.recorded_at) + timedelta(days=1)
        )  # fmt: skip
        if outside and row.withdrawn_at is None:
            row.withdrawn_at = now
        row.save(update_fields=["seats", "withdrawn_at"])


class Migration(migrations.Migration):

    dependencies = [
        ("learning", "0004_tabled"),
        ("people", "0008_what_was_held"),
    ]

    operations = [
        migrations.AddField(
            model_name="tabling",
            name="seats",
            field=models.PositiveSmallIntegerField(
                default=0, editable=False, help_text="As many as the board had: no more could be present.",
                verbose_name="seats on that day",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(keep_to_the_bounds, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="tabling",
            constraint=models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=False) | Q(present__lte=F("seats")), name="tabled_before_its_seats"
            ),
        ),
    ]
