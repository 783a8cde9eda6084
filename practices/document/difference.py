"""Where two documents differ, path by path; for events and comparisons."""


def differences(before: dict, after: dict) -> list[dict]:
    """[{"path", "old", "new"}] of what differs: texts to the field of a language, other parts whole or to their field."""
    found = []
    for key in after:
        if key in ("schema", "code"):
            continue
        old, new = before.get(key), after[key]
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            found += _inside(key, old, new, deeper=key == "texts")
        else:
            found.append({"path": key, "old": old, "new": new})
    return found


def _inside(path: str, old: dict, new: dict, deeper: bool) -> list[dict]:
    found = []
    for key in dict.fromkeys([*old, *new]):
        was, now = old.get(key), new.get(key)
        if was == now:
            continue
        if deeper and isinstance(was, dict) and isinstance(now, dict):
            found += _inside(f"{path}.{key}", was, now, deeper=False)
        else:
            found.append({"path": f"{path}.{key}", "old": was, "new": now})
    return found
