"""The tables of the ledger as queries see them; `migrations/*.sql` makes them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, DateTime, Integer, MetaData, Table, Text, TypeDecorator

METADATA = MetaData()


class Instant(TypeDecorator[datetime]):
    """An instant, kept as UTC without an offset: SQLite and PostgreSQL hold that alike."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """To the database."""
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """From the database."""
        return value and value.replace(tzinfo=UTC)


def _table(name: str, *columns: str) -> Table:
    """A table of texts; what ends in `at` is an instant, what ends in `no` a number."""
    kinds: dict[str, Any] = {"at": Instant, "no": Integer}
    return Table(
        name,
        METADATA,
        *(Column(each, kinds.get(each.split("_")[-1], Text)) for each in columns),
    )


PERSON = _table("person", "name", "role", "password", "agent_id", "created_at")
PERSON_RIGHT = _table("person_right", "name", "kind", "value")
PROVIDED = _table("provided", "issuer", "subject", "name")
SIGNED_IN = _table("signed_in", "token_hash", "name", "began_at", "seen_at")
FAILED_SIGN_IN = _table("failed_sign_in", "failed_id", "name", "address", "at")
VERDICT = _table(
    "verdict",
    "verdict_id",
    "subject",
    "contact_id",
    "detector",
    "person",
    "judgement",
    "correction",
    "reason",
    "machine",
    "at",
    "replaced_at",
)
WORK_ITEM = _table("work_item", "person", "contact_id", "state", "at")
AUDIT = _table("audit", "audit_id", "at", "person", "action", "subject")
SCORECARD = _table(
    "scorecard",
    "version_id",
    "card_id",
    "version_no",
    "name",
    "questions",
    "made_by",
    "made_at",
    "retired_at",
)
CARD_ANSWER = _table(
    "card_answer",
    "answer_id",
    "version_id",
    "contact_id",
    "leg_no",
    "person",
    "answers",
    "machine",
    "reason",
    "at",
    "replaced_at",
)
CALIBRATION = _table(
    "calibration", "session_id", "name", "version_id", "opened_by", "opened_at", "closed_at"
)
CALIBRATION_CALL = _table("calibration_call", "session_id", "contact_id", "leg_no")
CALIBRATION_PERSON = _table("calibration_person", "session_id", "person")
ACTION = _table(
    "action",
    "action_id",
    "list",
    "item",
    "state",
    "owner",
    "note",
    "since_at",
    "person",
    "at",
    "replaced_at",
)
SAVED_VIEW = _table("saved_view", "view_id", "person", "name", "path", "at")
MIRROR_WORD = _table(
    "mirror_word", "word_id", "agent_id", "week", "part", "person", "said", "comment", "at"
)
