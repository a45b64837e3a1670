"""The published views into a folder of files, streamed, whole or not at all."""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from pipeline.export.folder import MARK, whole_folder
from pipeline.export.relations import OF_THE_WHOLE, Format, What, views_of
from pipeline.export.text_tables import Table, row_object, write_csv, write_jsonl
from pipeline.export.vcon import vcon_of

CONTACTS_AT_ONCE = 200  # in memory while their vCons are written
IN_VCONS = ("contact", "leg", "turn", "transfer", "mark", "finding", "evidence", "contribution")


class Published(Protocol):
    """The published store, as far as it goes out; the store's reader is one."""

    def rows(self, query_name: str, **params: Any) -> list[dict[str, Any]]:
        """The rows of a query, column to value."""

    def table(self, query_name: str, **params: Any) -> AbstractContextManager[Table]:
        """The rows of a query one after the other."""

    def write_parquet(self, file: Path, query_name: str, **params: Any) -> int:
        """The rows of a query into a Parquet file; how many."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export holds: rows of each view, or how many vCons; and of how many contacts, if of one customer."""

    folder: Path
    n_rows: dict[str, int]
    n_contacts: int | None


def export(
    store: Published,
    out: Path,
    *,
    what: What,
    to: Format,
    customer_key: str | None = None,
) -> Exported:
    """Write views into the folder `out`: a file a view, or a vCon a contact; `export.json` says what is there.

    With a `customer_key`, what is held on that customer alone. An earlier export in `out` is
    replaced; one that fails leaves it as it was. Raises ValueError when `out` holds anything else.
    """
    wanted = None
    if customer_key is not None:
        found = store.rows("contacts_of_customer", customer_key=customer_key)
        wanted = [row["contact_id"] for row in found]
    made_at = datetime.now(UTC)
    views = views_of(what, is_one_customer=wanted is not None)
    with whole_folder(out) as folder:
        if to == "vcon":
            n_rows = {"vcon": _write_vcons(store, folder, views, wanted, made_at)}
        else:
            params = {view: _params(view, wanted, customer_key) for view in views}
            n_rows = {view: _write_view(store, folder, view, to, params[view]) for view in views}
        told = {
            "made_at": made_at.isoformat(),
            "run": next((row["run_id"] for row in store.rows("last_run")), None),
            "what": what,
            "format": to,
            "of_one_customer": wanted is not None,
            "rows": n_rows,
        }
        (folder / MARK).write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    return Exported(out, n_rows, None if wanted is None else len(wanted))


def _write_view(
    store: Published, folder: Path, view: str, to: Format, params: Mapping[str, str | None]
) -> int:
    query, file = f"export_{view}", folder / f"{view}.{to}"
    if to == "parquet":
        return store.write_parquet(file, query, **params)
    write = write_csv if to == "csv" else write_jsonl
    with store.table(query, **params) as table:
        return write(file, table)


def _params(
    view: str, wanted: Sequence[str] | None, customer_key: str | None = None
) -> dict[str, str | None]:
    if view in OF_THE_WHOLE:
        return {}
    of_contacts = {"contact_ids": None if wanted is None else json.dumps(list(wanted))}
    return of_contacts | ({"customer_key": customer_key} if view == "set_aside" else {})


def _write_vcons(
    store: Published,
    folder: Path,
    views: Sequence[str],
    wanted: Sequence[str] | None,
    made_at: datetime,
) -> int:
    if wanted is None:
        wanted = [row["contact_id"] for row in store.rows("contact_ids")]
    told = [view for view in IN_VCONS if view in views or view in ("contact", "leg")]
    for start in range(0, len(wanted), CONTACTS_AT_ONCE):
        some = wanted[start : start + CONTACTS_AT_ONCE]
        rows = _rows_of(store, told, some)
        for contact_id in some:
            its = rows[contact_id]
            (contact,) = its.pop("contact")
            text = json.dumps(vcon_of(contact, its, made_at), ensure_ascii=False)
            (folder / file_name(contact_id)).write_text(text, encoding="utf-8")
    return len(wanted)


def _rows_of(
    store: Published, views: Sequence[str], contact_ids: Sequence[str]
) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """The rows of some contacts: by contact, by view."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for view in views:
        with store.table(f"export_{view}", **_params(view, contact_ids)) as table:
            kinds = list(table.columns.items())
            for row in table.rows:
                its = row_object(kinds, row)
                found[_contact_of(its)][view].append(its)
    return found


def _contact_of(row: dict[str, Any]) -> str:
    if "contact_id" in row:
        return str(row["contact_id"])
    kind, _, subject = str(row["subject"]).partition("/")  # a row of a score
    return subject if kind == "contact" else subject.rpartition("/")[0]


def file_name(contact_id: str) -> str:
    """A name of a contact's vCon: its id where that is a plain name, else one made from it."""
    if re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,79}", contact_id):
        return f"{contact_id}.vcon.json"
    simple = re.sub(r"[^A-Za-z0-9_-]+", "-", contact_id).strip("-")[:60]
    return f"{simple}-{hashlib.sha256(contact_id.encode()).hexdigest()[:8]}.vcon.json"
