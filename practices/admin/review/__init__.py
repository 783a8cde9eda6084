"""The review screen: what is new, comments beside it, the buttons, assessments and who is asked."""

from django.urls import path

from practices.admin.review import assessment, posting, requests, screen


def addresses(model_admin) -> list:
    """Pages of the review of one practice."""
    wrap = model_admin.admin_site.admin_view

    def review(request, pk):
        return screen.view(model_admin, request, pk)

    def comment(request, pk):
        return posting.add(model_admin, request, pk)

    def settle(request, pk, comment):
        return posting.settle(model_admin, request, pk, comment)

    return [
        path("<int:pk>/review/", wrap(review), name="practices_practice_review"),
        path("<int:pk>/comments/add/", wrap(comment), name="practices_practice_comment"),
        path("<int:pk>/comments/<int:comment>/settle/", wrap(settle), name="practices_practice_settle"),
        *assessment.addresses(model_admin),
        *requests.addresses(model_admin),
    ]
