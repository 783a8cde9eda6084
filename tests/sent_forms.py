"""What a browser would send of a form on a page, unless its reader changes something."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    """The successful controls of one form."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.inside = form_id, False
        self.fields: dict[str, list[str]] = {}
        self.area = self.select = None
        self.words = ""

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.inside = attrs.get("id") == self.form_id
        if not self.inside or "disabled" in attrs:
            return
        name = attrs.get("name")
        if tag == "input" and name and attrs.get("type") not in ("submit", "file"):
            if attrs.get("type") in ("checkbox", "radio") and "checked" not in attrs:
                return
            self.fields.setdefault(name, []).append(attrs.get("value", "on" if attrs.get("type") == "checkbox" else ""))
        elif tag == "textarea":
            self.area, self.words = name, ""
        elif tag == "select":
            self.select, self.first, self.is_multiple = name, None, "multiple" in attrs
        elif tag == "option" and self.select:
            self.first = attrs.get("value", "") if self.first is None else self.first
            if "selected" in attrs:
                self.fields.setdefault(self.select, []).append(attrs.get("value", ""))

    def handle_data(self, data):
        if self.area:
            self.words += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "textarea" and self.area:
            # A browser drops the first line break and sends the others as CR LF.
            self.fields[self.area] = [self.words.removeprefix("\n").replace("\n", "\r\n")]
            self.area = None
        elif tag == "select" and self.select:
            if self.select not in self.fields and not self.is_multiple and self.first is not None:
                self.fields[self.select] = [self.first]
            self.select = None


def sent(response, form_id: str, **changes) -> dict[str, list[str]]:
    """The form's fields as they stand, with some changed. A value of None is left out."""
    parser = _Fields(form_id)
    parser.feed(response.content.decode())
    fields = {name: values for name, values in parser.fields.items() if "__prefix__" not in name}
    for name, value in changes.items():
        fields[name] = value if isinstance(value, list) else [value]
    return {name: values for name, values in fields.items() if values != [None]}


def row_of(fields: dict[str, list[str]], prefix: str, name: str, value: str) -> int:
    """The number of the row that has this value."""
    for key, values in fields.items():
        start, _dash, last = key.rpartition("-")
        if last == name and start.startswith(f"{prefix}-") and values == [value]:
            return int(start.rpartition("-")[2])
    raise AssertionError(f"No row of {prefix} has {name} {value}.")


def with_row(fields: dict[str, list[str]], prefix: str, **values) -> dict[str, list[str]]:
    """The fields with one row more in this list, as script would add it."""
    number = int(fields[f"{prefix}-TOTAL_FORMS"][0])
    added = {
        f"{prefix}-{number}-{name}": value if isinstance(value, list) else [value] for name, value in values.items()
    }
    return fields | added | {f"{prefix}-TOTAL_FORMS": [str(number + 1)]}
