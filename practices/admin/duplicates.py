"""Is it one of these? Practices that resemble the one being typed, each as a link to look at."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices import reference
from practices.admin.keys import number_of
from practices.duplicates import similar
from practices.models import Country

MOST_COUNTRIES = 50


def addresses(model_admin) -> list:
    """Where script asks while a title is typed."""

    def view(request):
        return found_view(model_admin, request)

    return [path("similar/", model_admin.admin_site.admin_view(view), name="practices_practice_similar")]


def found_view(model_admin, request):
    """The list, empty where nothing is alike."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    given = request.GET
    rows = of(
        request.user, given.get("title", ""), [_number(key) for key in given.getlist("country")[:MOST_COUNTRIES]],
        (_number(given.get("start")), _number(given.get("end"))), apart_from=_number(given.get("apart_from")),
    )  # fmt: skip
    return render(request, "admin/practices/practice/_similar.html", {"rows": rows})


def of(user, title: str, country_keys, years: tuple, apart_from: int | None) -> list[dict]:
    """Practices like this one, with what a person needs to tell whether it is the same."""
    keys = [key for key in country_keys if key]
    countries = Country.objects.filter(pk__in=keys).values_list("code", flat=True) if keys else ()
    found = similar(title, user=user, countries=set(countries), years=years, apart_from=apart_from)
    snapshot, language = reference.current() if found else None, get_language() or "en"
    return [
        {
            "title": one.title,
            "countries": [_name(snapshot, code, language) for code in one.countries[:4]],
            "year": one.start_year,
            "state": one.practice.get_state_display() if one.is_visible else _("Public"),
            "address": _address(one),
        }
        for one in found
    ]


def of_practice(practice, user) -> list[dict]:
    """Practices like one that is there already, for those who are to say that it is the only record."""
    keys = practice.practicecountry_set.values_list("country", flat=True)
    return of(user, practice.title, keys, (practice.start_year, practice.end_year), apart_from=practice.pk)


def warn_of(model_admin, request, practice) -> None:
    """After a new practice is saved: the same question, for those who saw no script."""
    if rows := of_practice(practice, request.user):
        links = format_html_join(
            ", ", '<a href="{}"><bdi>{}</bdi></a>', ((row["address"], row["title"]) for row in rows)
        )
        words = format_html("{} {}", _("Similar practices are there already. Is it one of these?"), links)
        model_admin.message_user(request, words, messages.WARNING)


def _address(one) -> str:
    if one.is_visible:
        return reverse("admin:practices_practice_change", args=[one.practice.pk])
    return one.practice.get_absolute_url()


def _name(snapshot, code: str, language: str) -> str:
    entry = snapshot.find("country", code)
    return entry.label(language)[0] if entry else code


def _number(typed: str | int | None) -> int | None:
    """A key or a year, where it can be one."""
    return number_of(str(typed or ""))
