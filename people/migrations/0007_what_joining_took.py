from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_extract_days")]

    operations = [
        migrations.AddField(
            model_name="joining",
            name="moved_objection",
            field=models.DateTimeField(blank=True, null=True, verbose_name="objection that moved over"),
        ),
        migrations.AddField(
            model_name="joining",
            name="replaced_address",
            field=models.EmailField(
                blank=True,
                default="",
                help_text="The kept record got its post there before.",
                max_length=254,
                verbose_name="shared address that it replaced",
            ),
            preserve_default=False,
        ),
    ]
