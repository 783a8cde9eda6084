"""What the database itself holds to: editions and events are not rewritten, and labels in memory hear of changes."""

from django.db import migrations

REFERENCE_TABLES = [
    "term", "country", "countrygroup", "countryclassification", "city", "consultationmechanism",
    "mechanismmembership", "organisation", "alias",
]  # fmt: skip

GUARDS = """
CREATE FUNCTION practices_refuse_edition_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- publishing.redact() is the one recorded exception; it sets this for its own transaction.
    IF TG_OP = 'UPDATE' AND current_setting('registry.redaction', true) = 'on'
       AND (NEW.id, NEW.practice_id, NEW.number, NEW.published_at, NEW.revision, NEW.schema)
           IS NOT DISTINCT FROM (OLD.id, OLD.practice_id, OLD.number, OLD.published_at, OLD.revision, OLD.schema) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'An edition is never changed or deleted.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER practices_edition_immutable BEFORE UPDATE OR DELETE ON practices_edition
    FOR EACH ROW EXECUTE FUNCTION practices_refuse_edition_change();

CREATE FUNCTION practices_refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A draft that was never published may be deleted; its events stay, under its code.
    IF TG_OP = 'UPDATE' AND NEW.practice_id IS NULL
       AND (to_jsonb(NEW) - 'practice_id') = (to_jsonb(OLD) - 'practice_id') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'An event is never changed or deleted.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER practices_event_immutable BEFORE UPDATE OR DELETE ON practices_event
    FOR EACH ROW EXECUTE FUNCTION practices_refuse_event_change();

-- A sequence, so that a number once read is never given again, not even after a rollback. Writers of reference
-- tables wait for each other here; they take this lock before any practice's.
CREATE SEQUENCE practices_referenceversion_numbers START 2;
CREATE FUNCTION practices_reference_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO practices_referenceversion (id, n) VALUES (1, nextval('practices_referenceversion_numbers'))
        ON CONFLICT (id) DO UPDATE SET n = EXCLUDED.n;
    RETURN NULL;
END $$;
INSERT INTO practices_referenceversion (id, n) VALUES (1, 1);
INSERT INTO practices_searchversion (id, n) VALUES (1, 1);
"""
UNGUARD = """
DROP TRIGGER practices_edition_immutable ON practices_edition;
DROP FUNCTION practices_refuse_edition_change();
DROP TRIGGER practices_event_immutable ON practices_event;
DROP FUNCTION practices_refuse_event_change();
DROP FUNCTION practices_reference_changed();
DROP SEQUENCE practices_referenceversion_numbers;
DELETE FROM practices_referenceversion;
DELETE FROM practices_searchversion;
"""


def listen(table):
    """The trigger by which one reference table raises the number."""
    name = f"practices_{table}_heard"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON practices_{table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION practices_reference_changed()",
        f"DROP TRIGGER {name} ON practices_{table}",
    )


class Migration(migrations.Migration):
    dependencies = [("practices", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS, UNGUARD), *[listen(table) for table in REFERENCE_TABLES]]
