"""Fill the name for comparing, and move a councillor's ward out of "appointed by". In batches; no model code of ours."""

from django.db import migrations
from django.db.models import F

from people.names import folded


def fill(apps, schema_editor):
    Person = apps.get_model("people", "Person")
    batch = []
    for person in Person.objects.only("pk", "given_name", "family_name").iterator(chunk_size=2000):
        person.match_name = folded(f"{person.given_name} {person.family_name}")
        batch.append(person)
        if len(batch) == 2000:
            Person.objects.bulk_update(batch, ["match_name"], batch_size=300)
            batch = []
    Person.objects.bulk_update(batch, ["match_name"], batch_size=300)
    Appointment = apps.get_model("people", "Appointment")
    Appointment.objects.filter(role="councillor", ward="").update(ward=F("appointing_body"))
    Appointment.objects.filter(role="councillor").update(appointing_body="")


class Migration(migrations.Migration):
    dependencies = [("people", "0002_directory")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
