"""Remove a phrase, such as a person's name, from every edition of a practice."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from practices import publishing
from practices.codes import read_code
from practices.models import Practice
from practices.vocabulary import Channel


class Command(BaseCommand):
    """`manage.py redact CODE PHRASE --by E-MAIL --note REASON`: the one recorded exception to immutable editions."""

    help = "Replace a phrase by […] in every edition of a practice. The event records who and why, not the phrase."

    def add_arguments(self, parser):
        parser.add_argument("code")
        parser.add_argument("phrase")
        parser.add_argument("--by", required=True, help="E-mail address of the person who decides this.")
        parser.add_argument("--note", required=True, help="Why.")

    def handle(self, *args, **options):
        practice = Practice.objects.filter(code=read_code(options["code"])).first()
        if practice is None:
            raise CommandError("There is no practice with this code.")
        person = get_user_model().objects.filter(email__iexact=options["by"]).first()
        if person is None or not person.has_perm("practices.redact_practice"):
            raise CommandError("This person may not redact.")
        try:
            count = publishing.redact(
                practice, options["phrase"], by=person, note=options["note"], channel=Channel.COMMAND
            )
        except ValueError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Texts changed (editions, assessments, what the public is told beside them): {count}.")
