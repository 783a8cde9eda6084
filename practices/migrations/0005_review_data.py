"""Where and until when practices wait, for those that are there already; keys for notices; assessments that are never changed."""

from datetime import timedelta

from django.conf import settings
from django.db import migrations, models
from django.db.models import F
from django.utils import timezone

GUARD = """
CREATE FUNCTION practices_refuse_assessment_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'An assessment is never changed.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER practices_assessment_immutable BEFORE UPDATE ON practices_assessment
    FOR EACH ROW EXECUTE FUNCTION practices_refuse_assessment_change();
"""
UNGUARD = """
DROP TRIGGER practices_assessment_immutable ON practices_assessment;
DROP FUNCTION practices_refuse_assessment_change();
"""


def fill(apps, schema_editor):
    """Waiting is counted from the last change; who took a practice into review is looking at it."""
    Practice, Event, Notice = (apps.get_model("practices", name) for name in ("Practice", "Event", "Notice"))
    Practice.objects.update(state_since=F("changed_at"))
    # Nobody was told of a due date yet, so it begins today.
    today = timezone.localdate()
    for states, days in ((("submitted", "in_review"), settings.REVIEW_DAYS), (("changes_requested",), settings.ANSWER_DAYS)):
        Practice.objects.filter(state__in=states).update(due=today + timedelta(days=days))
    for practice in Practice.objects.filter(state="in_review").only("pk"):
        took = Event.objects.filter(practice=practice.pk, name="take").order_by("-id").first()
        Practice.objects.filter(pk=practice.pk).update(reviewer=took.actor_id if took else None)
    for notice in Notice.objects.select_related("event").iterator():
        notice.key = f"event:{notice.event_id}:{notice.recipient_id}"
        notice.practice_id = notice.event.practice_id
        # Nothing sent mail until now: nobody is to be flooded with what is long past.
        notice.dropped_at = timezone.now()
        notice.save(update_fields=["key", "practice", "dropped_at"])


def forget(apps, schema_editor):
    """Before this, a notice was always of an event."""
    apps.get_model("practices", "Notice").objects.filter(event=None).delete()


class Migration(migrations.Migration):
    dependencies = [("practices", "0004_review")]
    operations = [
        migrations.RunPython(fill, forget),
        # What was written has its keys checked now: a table with checks to come cannot be altered.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField("notice", "key", models.CharField(editable=False, max_length=120, unique=True)),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
