"""What addresses that are only asked by POST answer to other methods."""

from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse


def instead_of_get(model_admin, request, pk: int):
    """Lead who comes here from signing in to the review screen of the practice; None for POST."""
    if request.method == "POST":
        return None
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    practice = model_admin.visible_or_404(request, pk)
    return HttpResponseRedirect(reverse("admin:practices_practice_review", args=[practice.pk]))
