"""Who somebody is here, from what the company's provider says of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.review.ledger import Person, check_person
from pipeline.settings import Right


class NoRightsError(Exception):
    """The provider knows somebody to whom no right fits; `why` is a word for the audit."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def person_of(claims: Mapping[str, Any], rights: Sequence[Right], name_claim: str) -> Person:
    """The person that claims make: the first right that fits decides alone.

    Raises NoRightsError when none fits, or when a claim that it needs is missing: without the teams
    that it is to come with, a right would let see everything.
    """
    right = next((each for each in rights if each.value in texts_of(claims, each.claim)), None)
    if right is None:
        raise NoRightsError("no_right")
    teams = _held_to(claims, right.teams, right.teams_claim)
    partners = _held_to(claims, right.partners, right.partners_claim)
    agents = texts_of(claims, right.agent_claim) if right.agent_claim else ()
    if right.agent_claim and len(agents) != 1:
        raise NoRightsError("no_agent")
    person = Person(
        name_of(claims, name_claim), right.role, teams, partners, agents[0] if agents else None
    )
    try:
        check_person(person)
    except ValueError:
        raise NoRightsError("no_name") from None
    return person


def name_of(claims: Mapping[str, Any], name_claim: str) -> str:
    """What somebody is called at the provider; empty when it does not say."""
    return next(iter(texts_of(claims, name_claim)), "")


def texts_of(claims: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """The texts under a claim, one or a list; names with dots also lead into claims within claims."""
    found: Any = claims.get(name)
    if found is None:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    texts = found if isinstance(found, list) else [found]
    return tuple(dict.fromkeys(each for each in texts if isinstance(each, str) and each))


def _held_to(claims: Mapping[str, Any], named: tuple[str, ...], claim: str) -> tuple[str, ...]:
    if not claim:
        return named
    found = texts_of(claims, claim)
    if not found:
        raise NoRightsError("no_team")
    return found
