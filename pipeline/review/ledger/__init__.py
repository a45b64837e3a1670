"""The second database: users, sessions, verdicts, lists and audit; the web app alone writes it."""

from pipeline.review.ledger.actions import (
    PROGRESS,
    Action,
    Progress,
    actions_of,
    change_action,
)
from pipeline.review.ledger.audit import latest_notes, note
from pipeline.review.ledger.mirror_words import (
    OF_AGENT,
    OF_COACH,
    MirrorWord,
    said_of_mirror,
    say_of_mirror,
)
from pipeline.review.ledger.opening import LedgerError, ledger_url, open_ledger
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
from pipeline.review.ledger.saved_views import (
    SavedView,
    find_view,
    remove_view,
    save_view,
    views_of,
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
    "OF_AGENT",
    "OF_COACH",
    "PROGRESS",
    "ROLES",
    "STATES",
    "Action",
    "Judgement",
    "LedgerError",
    "MirrorWord",
    "Person",
    "Progress",
    "Role",
    "SavedView",
    "State",
    "TooManyFailuresError",
    "Verdict",
    "actions_of",
    "add_person",
    "change_action",
    "change_password",
    "count_people",
    "current_verdicts",
    "find_person",
    "find_view",
    "give_verdict",
    "judged_contacts",
    "latest_notes",
    "ledger_url",
    "list_people",
    "note",
    "open_ledger",
    "remove_person",
    "remove_view",
    "said_of_mirror",
    "save_view",
    "say_of_mirror",
    "set_state",
    "sign_in",
    "sign_out",
    "signed_in",
    "states_of",
    "views_of",
]
