"""Invitations in the admin: sent by the form, withdrawn or sent again by buttons; nothing of them is edited."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import invitations
from accounts.models import Invitation


class InvitationForm(forms.ModelForm):
    """Whom to invite, as what, and in which language."""

    by = None  # set by the admin

    class Meta:
        model = Invitation
        fields = ["email", "role", "language", "message"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "role" in self.fields:
            self.fields["role"].queryset = invitations.offered_roles(self.by)


class StateFilter(admin.SimpleListFilter):
    """By where an invitation stands."""

    title, parameter_name = gettext_lazy("state"), "state"

    def lookups(self, request, model_admin):
        return list(invitations.STATES.items())

    def queryset(self, request, queryset):
        return queryset.filter(invitations.in_state(self.value())) if self.value() in invitations.STATES else queryset


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    """The offers of a role that went out by mail."""

    form = InvitationForm
    list_display = ["email", "role", "state", "created_at", "expires_at", "invited_by"]
    list_filter = [StateFilter]
    list_select_related = ["role", "invited_by"]
    list_per_page = 50
    search_fields = ["email"]
    show_full_result_count = False
    actions = None
    change_form_template = "admin/accounts/invitation/change_form.html"
    shown = ["email", "role", "language", "message", "state", "created_at", "expires_at", "invited_by", "accepted_at"]

    def get_fields(self, request, obj=None):
        return self.shown if obj else ["email", "role", "language", "message"]

    def get_readonly_fields(self, request, obj=None):
        return self.shown if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        return form

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "role":
            field.widget.can_add_related = field.widget.can_change_related = field.widget.can_view_related = False
        return field

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        # Whoever may not make an administrator may not send such an invitation again, either.
        return allowed and (obj is None or obj.role in invitations.offered_roles(request.user))

    def save_model(self, request, obj, form, change):
        if not change:
            sent = _("The invitation to %(email)s is on its way.") % {"email": obj.email}
            self.send(request, obj, sent)

    def send(self, request, invitation, sent: str) -> None:
        """Send it; the page says what became of the mail, which goes out when all is stored."""

        def told(was_sent: bool) -> None:
            if was_sent:
                self.message_user(request, sent, messages.SUCCESS)
                return
            failed = _("The invitation to %(email)s could not be sent. Press “Send again with a new code” on its page.")
            self.message_user(request, failed % {"email": invitation.email}, messages.ERROR)

        invitations.send(invitation, by=request.user, told=told)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        stands = invitations.state(obj) if obj else ""
        may = obj is not None and self.has_change_permission(request, obj)
        context |= {"may_send_again": may and stands != "accepted", "may_withdraw": may and stands == "sent"}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(self, request, obj, post_url_continue=None):
        return self.response_post_save_add(request, obj)  # what it says about the mail, send() says

    def response_change(self, request, obj):
        stands = invitations.state(obj)
        try:
            if "_withdraw" in request.POST and stands == "sent":
                invitations.withdraw(obj, by=request.user)
                self.message_user(request, _("The invitation is withdrawn."), messages.SUCCESS)
            elif "_send_again" in request.POST and stands != "accepted":
                self.send(request, obj, _("A new code was sent; the one before is no longer good."))
            else:
                raise invitations.NotGood
        except invitations.NotGood:
            self.message_user(request, _("Nothing was changed: the invitation stands otherwise now."), messages.WARNING)
        return HttpResponseRedirect(request.path)

    @admin.display(description=gettext_lazy("state"))
    def state(self, invitation):
        return invitations.STATES[invitations.state(invitation)]
