"""The second database: users, sessions, verdicts, work lists and audit; the web app alone writes it."""

from pipeline.review.ledger.audit import latest_notes, note
from pipeline.review.ledger.opening import (
    LedgerError,
    ledger_exists,
    ledger_url,
    open_ledger,
)
from pipeline.review.ledger.people import (
    ROLES,
    Person,
    Role,
    add_person,
    change_password,
    count_people,
    find_person,
    list_people,
    remove_person,
)
from pipeline.review.ledger.sessions import TooManyFailuresError, sign_in, sign_out, signed_in
from pipeline.review.ledger.verdicts import (
    JUDGEMENTS,
    Judgement,
    Verdict,
    current_verdicts,
    give_verdict,
    judged_contacts,
)
from pipeline.review.ledger.work_list import STATES, State, set_state, states_of

__all__ = [
    "JUDGEMENTS",
    "ROLES",
    "STATES",
    "Judgement",
    "LedgerError",
    "Person",
    "Role",
    "State",
    "TooManyFailuresError",
    "Verdict",
    "add_person",
    "change_password",
    "count_people",
    "current_verdicts",
    "find_person",
    "give_verdict",
    "judged_contacts",
    "latest_notes",
    "ledger_exists",
    "ledger_url",
    "list_people",
    "note",
    "open_ledger",
    "remove_person",
    "set_state",
    "sign_in",
    "sign_out",
    "signed_in",
    "states_of",
]
