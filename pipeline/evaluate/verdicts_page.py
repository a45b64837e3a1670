"""What verdicts say, as people read it, and the settings that would follow from it."""

from collections.abc import Iterator

from pipeline.evaluate.markdown import UNTOLD, lines_of_table
from pipeline.evaluate.threshold import LEAST_JUDGED, LEAST_KEPT, Proposal
from pipeline.evaluate.verdicts import ENOUGH, Judgements, Precision, ScoreError

CAUTION = (
    "Coaches judge calls that were put before them for a reason (severe, uncertain, exemplary) beside "
    "those drawn by lot, so this is the precision of what was judged, not of all that was found; and it "
    "says nothing of what was missed."
)


def verdicts_page(told: Judgements) -> str:
    """Precision of each detector, error of the scores, and the thresholds that are proposed."""
    return "\n".join(["# Agreement with verdicts", *_lines(told)]).rstrip() + "\n"


def _lines(told: Judgements) -> Iterator[str]:
    if not told.n_verdicts:
        yield "There are no verdicts yet. They are given in the screens: `retold serve`."
        return
    yield (
        f"{told.n_verdicts} verdicts by {told.n_people} people on {told.n_contacts} contacts. Each "
        "finding counts once: right when more people confirmed it than not. In brackets Wilson's 95% "
        f"interval; {UNTOLD}: fewer than {ENOUGH}. {CAUTION}"
    )
    yield from ("", "## Findings")
    yield from lines_of_table(
        (
            "kind", "judged", "right", "precision", "contacts", "people", "disputed", "unsure",
            "of an older version",
        ),
        (_finding_row(each) for each in told.detectors),
    )  # fmt: skip
    if told.scores:
        yield from ("", "## Scores, in points")
        yield from lines_of_table(
            ("score", "judged", "confirmed", "mean error", "person minus program", "only rejected", "unsure", "people"),
            (_score_row(each) for each in told.scores),
        )  # fmt: skip
    yield from ("", f"## Thresholds for a precision of {told.target:.2f}")
    yield (
        f"Proposed from {LEAST_JUDGED} judged findings on, where {LEAST_KEPT} or more would stay. "
        "Nothing is changed by this page."
    )
    yield from ("", *(f"- `{each.detector}`: {_proposal(each)}" for each in told.detectors))
    proposed = [each for each in told.detectors if each.proposal.why == "proposed"]
    if proposed:
        yield from ("", "To take them, put this into retold.toml; the next night judges anew:")
        yield from ("", "```toml", "[detect.thresholds]")
        yield from (f"{each.detector} = {_rounded(each.proposal)}" for each in proposed)
        yield "```"


def _finding_row(each: Precision) -> tuple[object, ...]:
    share = UNTOLD
    if each.share is not None:
        share = f"{each.share:.2f} [{each.low:.2f}, {each.high:.2f}]"
    left_out = (each.n_disputed, each.n_unsure, each.n_older)
    return (each.detector, each.n, each.n_right, share, each.n_contacts, each.n_people, *left_out)


def _score_row(each: ScoreError) -> tuple[object, ...]:
    error = UNTOLD if each.error is None else f"{each.error:.2f}"
    bias = UNTOLD if each.bias is None else f"{each.bias:+.2f}"
    rest = (each.n_rejected, each.n_unsure, each.n_people)
    return (each.score, each.n, each.n_confirmed, error, bias, *rest)


def _proposal(each: Precision) -> str:
    told = each.proposal
    if told.why == "too_few":
        return f"too few verdicts ({each.n} of {LEAST_JUDGED})"
    if told.why == "out_of_reach":
        return "no confidence reaches it; look at what was rejected before setting anything"
    at = f"{told.precision:.2f} of {told.n_kept} are right"
    if told.why == "reached":
        return f"reached as it is set ({told.now:g}): {at}"
    spread = "" if told.low is None else f" (95 of 100 draws: {told.low:.2f} to {told.high:.2f})"
    return (
        f"from {_rounded(told)} on{spread}, now {told.now:g}: {at}; {told.right_lost:.0%} of the right "
        f"ones would go. {told.share_of_draws:.0%} of the draws reach the target at all."
    )


def _rounded(told: Proposal) -> str:
    """To three digits downwards: the finding that it was taken from must stay."""
    return f"{int((told.threshold or 0) * 1000) / 1000:g}"
