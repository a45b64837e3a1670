"""Whose effort it was: which of process, agent, system, partner and customer could have spared it.

A rule for each driver, written down and not learnt. What only shows how hard it was (a sigh, a
threat, how it was put) has no owner: it goes by what made it so. What a customer brings along from
earlier contacts is owned there, and never by an agent of this one.
"""

from collections.abc import Iterable

from pipeline.domain import Cause, Contact, Contribution, Owner

BEHAVIOUR = frozenset({"misconduct", "brushed_off", "takes_over"})
SIGNS = frozenset(
    {"frustrated", "relieved", "threat", "low_point", "customer_words", "agent_words"}
)
BROUGHT_ALONG = frozenset({"hard_before"})  # owned where it happened, in an earlier contact
ENDS = frozenset({"unresolved", "customer_must_act", "follow_up"})
# In a partner's leg these are the partner's. What went wrong on the way there stays the process's.
OF_WHOSE_LEG = frozenset({"wait", "hold", "wait_complaint", "generic_service", *ENDS})
BY_CAUSE: dict[Cause, Owner] = {
    "process": "process",
    "agent": "agent",
    "product": "system",
    "customer": "customer",
    "none": "process",
}


def owner_of(reason: str, leg_no: int | None, contact: Contact, cause: Cause) -> Owner | None:
    """Who could have spared the customer a driver; `cause` is the main cause of the contact.

    How a contact ended is owned by what caused most of it, so that nobody is charged for a rule or
    for a broken thing; what an agent said is the agent's, at a partner as well.
    """
    if reason in SIGNS | BROUGHT_ALONG:
        return None
    if reason in BEHAVIOUR:
        return "agent"
    if reason == "failed_self_service":
        return "system"
    owner = BY_CAUSE[cause] if reason in ENDS else "process"
    if owner == "process" and reason in OF_WHOSE_LEG and _is_partners(contact, leg_no):
        return "partner"
    return owner


def share_of_agent(rows: Iterable[Contribution]) -> float:
    """Which share of the owned burden is the agent's (0-1); 0 where nobody owns any."""
    burdens = [row for row in rows if row.owner is not None and row.points < 0]
    whole = sum(row.points for row in burdens)
    return sum(row.points for row in burdens if row.owner == "agent") / whole if whole else 0.0


def _is_partners(contact: Contact, leg_no: int | None) -> bool:
    return any(leg.leg_no == leg_no and leg.partner for leg in contact.legs)
