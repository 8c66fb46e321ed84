"""On PostgreSQL the audit trail is append-only for whoever writes to the table, whatever the program.

Erasure alone may empty `data`, after SET LOCAL common_ground.erasing = 'on' in its transaction. The function
people_auditentry_forget does that with the rights of the tables' owner, so that the site's own role needs no UPDATE
(people/operations/audit.py). SQLite has the refusals of people/models/audit.py.
"""

from django.db import migrations

MAKE = """
CREATE FUNCTION people_auditentry_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('common_ground.erasing', true) = 'on' THEN
        IF NEW.data = '{}'::jsonb AND to_jsonb(NEW) - 'data' = to_jsonb(OLD) - 'data' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'The audit trail is append-only: % is refused.', TG_OP USING ERRCODE = 'restrict_violation';
END;
$$;
CREATE TRIGGER people_auditentry_rows BEFORE UPDATE OR DELETE ON people_auditentry
    FOR EACH ROW EXECUTE FUNCTION people_auditentry_append_only();
CREATE TRIGGER people_auditentry_table BEFORE TRUNCATE ON people_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION people_auditentry_append_only();
CREATE FUNCTION people_auditentry_forget(of_type integer, ids text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM set_config('common_ground.erasing', 'on', true);
    UPDATE people_auditentry SET data = '{}'::jsonb WHERE content_type_id = of_type AND object_id = ANY(ids);
    PERFORM set_config('common_ground.erasing', 'off', true);
END;
$$;
REVOKE ALL ON FUNCTION people_auditentry_forget(integer, text[]) FROM PUBLIC;
"""

TAKE_BACK = """
DROP FUNCTION people_auditentry_forget(integer, text[]);
DROP TRIGGER people_auditentry_table ON people_auditentry;
DROP TRIGGER people_auditentry_rows ON people_auditentry;
DROP FUNCTION people_auditentry_append_only();
"""


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(MAKE, params=None)


def take_back(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(TAKE_BACK, params=None)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(make, take_back)]
