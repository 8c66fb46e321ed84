from django.db import migrations, models
from django.db.models import Q


def match_staff_to_rights(apps, schema_editor):
    """Accounts made in the admin so far could hold rights without being staff."""
    Person, Group = apps.get_model("people", "Person"), apps.get_model("auth", "Group")
    enter = {"content_type__app_label": "wagtailadmin", "codename": "access_admin"}
    groups = Group.objects.filter(**{f"permissions__{name}": value for name, value in enter.items()})
    held = {f"user_permissions__{name}": value for name, value in enter.items()}
    holders = Person.objects.filter(Q(is_superuser=True) | Q(groups__in=groups) | Q(**held)).values("pk")
    Person.objects.filter(is_staff=False, pk__in=holders).update(is_staff=True)
    Person.objects.filter(is_staff=True).exclude(pk__in=holders).update(is_staff=False)


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('people', '0008_what_was_held'),
    ]

    operations = [
        migrations.AlterField(
            model_name='person',
            name='is_staff',
            field=models.BooleanField(default=False, editable=False, help_text='Follows from rights.', verbose_name='may enter the admin'),
        ),
        migrations.RunPython(match_staff_to_rights, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('is_superuser', False), ('is_staff', True), _connector='OR'), name='superuser_may_enter'),
        ),
    ]
