"""Writing by programs: working copies, transitions, many at once. What a person may do in the admin, and no more."""
