"""A new draft from a practice there is: one button."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from practices import cloning, workflow
from practices.document import DocumentError
from practices.vocabulary import Channel


def addresses(model_admin) -> list:
    """The address the button posts to."""

    def view(request, pk):
        return copy(model_admin, request, pk)

    return [path("<int:pk>/copy/", model_admin.admin_site.admin_view(view), name="practices_practice_copy")]


def copy(model_admin, request, pk):
    """Make the copy and open it."""
    practice = model_admin.visible_or_404(request, pk)
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        made = cloning.clone(practice, by=request.user, channel=Channel.ADMIN)
    except (DocumentError, workflow.Conflict) as refusal:
        words = _("It could not be copied. %(reason)s") % {"reason": refusal}
        model_admin.message_user(request, words, messages.ERROR)
        made = practice
    else:
        words = _("This is your copy of %(code)s, a draft of its own. Files stayed with the original.")
        model_admin.message_user(request, words % {"code": practice.code}, messages.SUCCESS)
    return HttpResponseRedirect(reverse("admin:practices_practice_change", args=[made.pk]))
