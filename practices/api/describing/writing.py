"""Operations that write: working copies and their transitions."""

from django.utils.translation import gettext_lazy as _

from practices.api.describing.declaring import Answer, Operation

TAG = "working copies"
ONCE = ("Idempotency-Key",)
AGAIN = ("Idempotency-Replayed",)
HELD = (*ONCE, "If-Match")
SENT = ("bad-document", "conflict", "too-large", "unsupported-media-type", "key-reused")
PRECONDITIONS = ("gone", "changed", "revision-missing")
JSON, MERGE_PATCH = "application/json", "application/merge-patch+json"

OPERATIONS = {
    "WorkingCopiesView.get": Operation(
        "listWorkingCopies", TAG, _("Working copies you may open"),
        _("Those of yours and, for staff, those that your role and your mandate reach; what changed last comes first."),
        {200: Answer(_("One page."), "WorkingCopyPage")},
    ),
    "WorkingCopiesView.post": Operation(
        "createWorkingCopy", TAG, _("Make a draft"),
        _("The body is a document without a code: what you leave out is empty. You become its author."),
        {201: Answer(_("The draft."), "WorkingCopy", ("Location", "ETag", *AGAIN))},
        problems=SENT, body={JSON: "Document"}, headers=ONCE,
    ),
    "WorkingCopyView.get": Operation(
        "getWorkingCopy", TAG, _("One working copy"),
        _("The document as it is being written, what is missing before it can be submitted, and what you may do with it."
          " The ETag names the revision: send it with every change."),
        {200: Answer(_("The working copy."), "WorkingCopy", ("ETag",)),
         304: Answer(_("You have it already."), headers=("ETag",))},
        problems=("gone",), headers=("If-None-Match",),
    ),
    "WorkingCopyView.patch": Operation(
        "changeWorkingCopy", TAG, _("Change parts of a working copy"),
        _("As JSON, a key of the document that is there replaces what it names and one that is absent leaves its part alone;"
          " as a merge patch (RFC 7396), members are merged and null takes one away. Of what is published an edit begins:"
          " readers go on reading the edition."),
        {200: Answer(_("The working copy as it is now."), "WorkingCopy", ("ETag", *AGAIN))},
        problems=(*SENT, *PRECONDITIONS), body={JSON: "Document", MERGE_PATCH: "MergePatch"}, headers=HELD,
    ),
    "WorkingCopyView.delete": Operation(
        "deleteWorkingCopy", TAG, _("Delete a working copy"),
        _("Possible for its author or an administrator while nothing of it was ever published."),
        {204: Answer(_("It is gone."), headers=AGAIN)},
        problems=("refused", "conflict", "too-large", "key-reused", *PRECONDITIONS), headers=HELD,
    ),
    "TransitionsView.get": Operation(
        "listTransitions", TAG, _("What may be done with a working copy"),
        _("The transitions you may try now, whether they need a note, and what your key must open for them."),
        {200: Answer(_("The transitions."), "Transitions")},
        problems=("gone",),
    ),
    "TransitionsView.post": Operation(
        "moveWorkingCopy", TAG, _("Submit, review, publish"),
        _("Makes one transition. Submitting, withdrawing and taking up again what is yours asks for the scope “write”, all else"
          " for “moderate”. Nobody publishes what they have written or edited last."),
        {200: Answer(_("What has happened."), "Moved", AGAIN)},
        problems=("refused", *SENT, *PRECONDITIONS), body={JSON: "TransitionRequest"}, headers=HELD,
    ),
    "BulkView.post": Operation(
        "sendManyDocuments", TAG, _("Many documents at once"),
        _("Up to a hundred documents, each new (without a code) or with the revision you have read, and each with a"
          " transition if you like. Each has a result of its own; with “atomic=1” either all are carried out or none."),
        {200: Answer(_("A result for each."), "BulkResults", AGAIN)},
        problems=("refused", *SENT), body={JSON: "BulkRequest"}, headers=ONCE,
    ),
}  # fmt: skip
