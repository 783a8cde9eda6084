"""How a working copy would look to the public."""

from django.http import HttpResponse


def view(request, practice):
    return HttpResponse(str(practice))
