from django.db import migrations, models


def give_a_reason(apps, schema_editor):
    packs = apps.get_model("cms", "Pack").objects.exclude(withdrawn_at=None)
    packs.filter(withdrawn_because="").update(withdrawn_because="No reason was recorded.")


class Migration(migrations.Migration):
    dependencies = [("cms", "0002_films_for_schools")]

    operations = [
        migrations.AddField(
            model_name="pack",
            name="content",
            field=models.CharField(blank=True, max_length=64, verbose_name="hash of its content"),
        ),
        migrations.AddField(
            model_name="pack",
            name="withdrawn_because",
            field=models.CharField(blank=True, max_length=300, verbose_name="why it was withdrawn"),
        ),
        migrations.RunPython(give_a_reason, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at", None), models.Q(("withdrawn_because", ""), _negated=True), _connector="OR"
                ),
                name="pack_withdrawn_for_a_reason",
            ),
        ),
    ]
