"""Who may have what is for staff only in a sheet, on its way out and in."""


def sees_staff_columns(user) -> bool:
    """Whether a person sees them: of all practices in reach, not of their own alone."""
    return user.has_perm("practices.change_practice")
