"""Addresses of one's own account. They name no language: a mail's link is the same for all, and allauth knows one each."""

from django.urls import include, path

from accounts import api_key_views, invitation_views, views

urlpatterns = [
    path("", views.account, name="account"),
    path("profile/", views.profile, name="account_profile"),
    path("data/", views.download, name="account_data"),
    path("delete/", views.delete, name="account_delete"),
    path("keys/new/", api_key_views.make, name="account_api_key_make"),
    path("keys/<int:pk>/withdraw/", api_key_views.withdraw, name="account_api_key_withdraw"),
    path("invitation/<uuid:key>/", invitation_views.accept, name="accept_invitation"),
    path("", include("allauth.urls")),
]
