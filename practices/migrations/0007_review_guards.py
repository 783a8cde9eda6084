"""What an assessment can say, held by the database; and the one recorded exception to its immutability."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

CHECKS = """
ALTER TABLE practices_assessment
    ADD CONSTRAINT practices_assessment_scores_in_range CHECK (
        jsonb_typeof(scores) = 'object'
        AND NOT jsonb_path_exists(scores, '$.* ? (@.type() != "number" || @ < 0 || @ > 4)')),
    ADD CONSTRAINT practices_assessment_gates_yes_or_no CHECK (
        jsonb_typeof(gates) = 'object' AND NOT jsonb_path_exists(gates, '$.* ? (@.type() != "boolean")')),
    ADD CONSTRAINT practices_assessment_rubric_from_one CHECK (rubric >= 1);
CREATE OR REPLACE FUNCTION practices_refuse_assessment_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- publishing.redact() is the one recorded exception; it sets this for its own transaction.
    IF current_setting('registry.redaction', true) = 'on'
       AND (to_jsonb(NEW) - '{comments,public_reason,conflict_note}'::text[])
           IS NOT DISTINCT FROM (to_jsonb(OLD) - '{comments,public_reason,conflict_note}'::text[]) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'An assessment is never changed.' USING ERRCODE = 'restrict_violation';
END $$;
"""
UNCHECK = """
ALTER TABLE practices_assessment
    DROP CONSTRAINT practices_assessment_scores_in_range,
    DROP CONSTRAINT practices_assessment_gates_yes_or_no,
    DROP CONSTRAINT practices_assessment_rubric_from_one;
CREATE OR REPLACE FUNCTION practices_refuse_assessment_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'An assessment is never changed.' USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("practices", "0006_text_indexes"),
    ]
    operations = [
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="practices_comment_resolved_by_somebody",
            ),
        ),
        migrations.RunSQL(CHECKS, UNCHECK),
    ]
