"""The fact sheet for works council and privacy officer, out of the program as it is set.

What is measured stands in the detectors, how weights fall in `models/`, limits in the settings; so the
sheet is made from them and cannot fall behind: `retold facts` as it is set here, `retold docs` as it
comes.
"""

from pipeline.detect import all_detectors
from pipeline.score.effort import EASIEST, HARDEST
from pipeline.score.empathy import HIGHEST, LOWEST
from pipeline.settings import Settings
from pipeline.trained import Weights, load_weights

EFFORT_SCALE, EMPATHY_SCALE = (HARDEST, EASIEST), (LOWEST, HIGHEST)
ABOUT_AGENTS = frozenset({"misconduct", "promise", "contradiction", "repeat_identification"})


def fact_sheet(settings: Settings | None = None) -> str:
    """The sheet as Markdown; with the default settings unless told otherwise."""
    chosen = settings or Settings.model_construct()  # as it comes, whatever is set here
    quality = chosen.score.enough_quality
    empathy, effort = load_weights("empathy"), load_weights("effort")
    kinds = all_detectors()
    return "\n".join(
        [
            "# Fact sheet: what retold does with calls, and with whose words",
            "For works council, privacy officer and whoever is called about. Made from the program: `retold facts` writes it as yours is set. Facts to check with counsel, not advice.",
            "",
            "## What goes in, and what stays",
            "- Recordings or transcripts of calls, with the metadata of the switch: times, queue, agent code, partner. They are worked on where the program runs; nothing is sent anywhere.",
            "- Stored are transcripts with personal data masked ([redaction.md](redaction.md)), findings with their quotes, and scores. Customers stand under a keyed pseudonym, agents under the code of the source.",
            f"- Transcripts before masking lie in a private cache for {chosen.places.work}, readable by the account that runs the night ([0005](decisions/0005-raw-transcripts-in-a-private-cache.md)).",
            "",
            "## What is found",
            "| finding | claim | about the agent's own words |",
            "|---|---|---|",
            *(
                f"| [`{kind.name}`](detectors/{kind.name}.md) | {kind.claim} | "
                f"{'yes' if kind.name in ABOUT_AGENTS else 'no'} |"
                for kind in kinds
            ),
            "",
            "Each finding is shown with the words that prove it and with how likely it is that a person would agree. How often people did is in [models/EVALUATION.md](../models/EVALUATION.md).",
            "",
            "## What is scored",
            f"- **Customer effort** of a contact, 1 to 7 (7 = very easy): a baseline of {effort.intercept:.1f} and {len(effort.weights)} drivers, each with its points ([scores.md](scores.md)). Four in five labels of people lie {_within(effort, EFFORT_SCALE)} of it. Every row says whose it was (process, agent, system, partner, customer), and an agent's own figure has the others' share given back.",
            f"- **Empathy** of an agent's leg, 0 to 4: a baseline of {empathy.intercept:.1f} and {len(empathy.weights)} behaviours, read from the words of the transcript alone. Four in five labels lie {_within(empathy, EMPATHY_SCALE)} of it. Null where there was no occasion for it.",
            f"- Nothing is scored where the transcript's estimated quality is under {quality:.2f}.",
            "",
            "## What is not done",
            "- No emotion is inferred from anybody's voice, face or other biometric data. Article 5(1)(f) of the EU AI Act forbids that at work. Sound cannot reach the scores: an import contract in `pyproject.toml` holds it, and the tests fail if it is broken.",
            "- Nobody is ranked. There is no list of agents by score, and there must not be one: a score of a single leg errs by the points above.",
            "- No decision about a person is taken by the program. Findings and scores are where a coach begins to listen.",
            "",
            "## How it errs",
            "- Whisper mishears one word in four or five on the telephone; dialects and second languages more. Each contact says how far its transcript can be trusted.",
            "- Everything learnt was learnt from composed journeys, not from recordings. Measured agreement is lower on journeys of others, and will be lower still on real calls.",
            "- Known misses are on each detector's page; known bias of what is learnt in [models/README.md](../models/README.md).",
            "",
            "## Who should see what",
            "| who | what | why |",
            "|---|---|---|",
            "| coach | calls of the own team, findings and scores with quotes | to listen, to disagree, to help |",
            "| agent | the own calls, the same as the coach sees of them | to answer, to learn |",
            "| process owner | handoffs, reasons and effort over many contacts | to mend the process |",
            "| nobody | a list of people by score | it would be wrong, and unfair |",
            "",
            "The screens hold to that: with users everybody signs in, coaches and process owners see the calls of their teams and partners, agents those with a leg of their own ([screens.md](screens.md)). Who may read the store and the report beside them is settled by the rights on the files.",
            "",
            "## What is kept of coaches and others who look",
            "- Verdicts and answers on scorecards, with name, time and reason, earlier ones too. Colleagues see them once they have judged themselves; the agent and the process owner see them; what belongs to a calibration is seen only by those who take part and by admins. They stay until somebody erases them in the ledger.",
            "- An audit of views, recordings heard, verdicts, scorecards and sign-ins, without a word of what was said. Admins see it.",
            "- How often people agree is counted over everybody; nobody's own agreement is shown. What verdicts propose (thresholds) is set by a person, or not at all.",
            "",
            "## How long it is kept",
            f"Unmasked transcripts {_kept(chosen.retention.caches_days)}, copies of recordings {_kept(chosen.retention.audio_days)}, masked words {_kept(chosen.retention.transcripts_days)}, findings and scores {_kept(chosen.retention.findings_days)}. One customer is erased everywhere on request. Where everything is, and who can read it: [privacy.md](privacy.md).",
            "",
            "## What it may not be used for",
            "Pay, bonus, dismissal, discipline, rostering by score, or comparing two people. See [scores.md](scores.md#what-neither-may-be-used-for).",
            "",
            "## Questions to settle before the first night",
            "- On what ground are calls recorded and analysed, and were customers and agents told? (GDPR articles 6, 13, 14)",
            "- Has a data protection impact assessment been made? (GDPR article 35)",
            "- Has the works council agreed? In the Netherlands, systems that can observe or check on personnel need its consent (WOR article 27, first paragraph, under k and l).",
            "- Does the use fall under high risk of the AI Act (annex III, point 4: work)? If scores of agents are used for managing them, assume so.",
            "- How long are recordings, transcripts and findings kept, and who erases them?",
            "",
        ]
    )


def _kept(days: int) -> str:
    return f"{days} days" if days else "until somebody sets a period"


def _within(weights: Weights, scale: tuple[float, float]) -> str:
    """How far off an estimate may be, from the ends of its scale to the middle."""
    middle = (scale[0] + scale[1]) / 2
    high = weights.interval(middle, scale)[1] - middle
    return f"within {weights.half_width:.1f} points at the ends of the scale and {high:.1f} in its middle"
