"""Rows that know who reads them: an author is not told who reviews, in whatever role they come."""

from django.contrib.admin.views.main import ChangeList


class ListForReader(ChangeList):
    """Gives each row its `reader`, whom workflow.name_for asks for; rights are asked once a request."""

    def get_results(self, request):
        super().get_results(request)
        for row in self.result_list:
            row.reader = request.user


class NamesPeople:
    """An admin whose list and pages name people to their reader."""

    def get_changelist(self, request, **kwargs):
        return ListForReader

    def get_object(self, request, object_id, from_field=None):
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            row.reader = request.user
        return row
