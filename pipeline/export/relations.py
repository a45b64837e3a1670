"""Which of the published views go out together."""

from typing import Literal

What = Literal["findings", "scores", "transcripts", "all"]
Format = Literal["parquet", "csv", "jsonl", "vcon"]

OF_CONTACTS: dict[str, tuple[str, ...]] = {
    "findings": ("finding", "evidence"),
    "scores": ("contact", "leg", "contribution", "contribution_turn", "effort_owner"),
    "transcripts": ("contact", "leg", "turn", "transfer", "mark"),
    "all": (
        "contact",
        "received",
        "recording",
        "leg",
        "turn",
        "transfer",
        "mark",
        "finding",
        "evidence",
        "contribution",
        "contribution_turn",
        "effort_owner",
        "journey",
        "set_aside",
    ),
}
OF_THE_WHOLE = ("handoff", "agent_week", "run")  # about many customers together


def views_of(what: What, *, is_one_customer: bool) -> tuple[str, ...]:
    """The views of an export; those that are about many customers are in no customer's."""
    views = OF_CONTACTS[what]
    return views if is_one_customer or what != "all" else views + OF_THE_WHOLE
