"""HTML as a browser takes it apart: what in a page is markup, and which forms are in it."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser

MARK = "zqx"  # stands in every hostile text, and in nothing of ours
POINTING = ("href", "src", "action", "formaction", "data", "poster", "srcdoc")


@dataclass
class Form:
    """A form: where it is sent, and its fields with what they hold."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)  # those in which people write


class Page(HTMLParser):
    """A page taken apart: `faults` names all markup that came out of data."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.shown = ""
        self._script: str | None = None
        self._select: str | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        where = self.get_starttag_text() or tag
        if MARK in tag or any(MARK in name for name, _ in attrs):
            self.faults.append(f"markup out of data: {where[:200]}")
        for name, value in attrs:
            self._look_at(name, (value or "").strip(), where)
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "script":
                self._script = given.get("type", "text/javascript")
            case "a" if given.get("href"):
                self.links.append(given["href"])
            case "form":
                self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
            case "input" | "textarea" | "select" | "button" if self.forms and given.get("name"):
                self._field(tag, given)
            case "option" if self._select and self.forms:
                value = given.get("value", "")
                if "selected" in given or not self.forms[-1].fields.get(self._select):
                    self.forms[-1].fields[self._select] = value

    def _field(self, tag, given):
        form, name = self.forms[-1], given["name"]
        self._select = name if tag == "select" else None
        if tag == "input" and given.get("type") in ("radio", "checkbox") and name in form.fields:
            return
        form.fields.setdefault(name, given.get("value", ""))
        if tag == "textarea" or (
            tag == "input" and given.get("type", "text") in ("text", "search")
        ):
            form.written.add(name)

    def _look_at(self, name, value, where):
        if name.startswith("on"):
            self.faults.append(f"a script in an attribute: {where[:200]}")
        if name == "style" and MARK in value:
            self.faults.append(f"a style out of data: {where[:200]}")
        if name in POINTING:
            scheme = value.partition(":")[0].lower() if ":" in value.split("/")[0] else ""
            if scheme not in ("", "http", "https", "data"):
                self.faults.append(f"a pointer that is a program: {where[:200]}")
            if value.startswith("//") or (scheme and MARK in value):
                self.faults.append(f"a pointer to elsewhere: {where[:200]}")

    def handle_endtag(self, tag):
        if tag == "script":
            self._script = None
        if tag == "select":
            self._select = None

    def handle_data(self, data):
        if self._script is None:
            self.shown += data
        elif MARK in data:
            self._look_into(data)

    def _look_into(self, script):
        if self._script != "application/json":
            self.faults.append(f"data in a script: {script[:200]}")
        elif "<" in script:
            self.faults.append(f"data that could end its script: {script[:200]}")
        else:
            json.loads(script)
