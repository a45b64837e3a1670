"""A refit of effort as people read it, and as the file that a night is judged with."""

from datetime import datetime

from pipeline.evaluate.refit import Refit
from pipeline.trained import Weights

FEW = 30  # contacts with a driver under which its weight is mostly the shipped one
CAUTION = (
    "Few customers answer a survey, and those who do are not like the others: the very pleased and "
    "the very annoyed. The fit makes the estimate agree with those who answered, not with everybody. "
    "A weight is what goes with answers, not what causes them."
)


def refit_page(refit: Refit) -> str:
    """Before and after as Markdown: agreement, then each driver."""
    held = [
        ("mean error, points", refit.held_before.mean_error, refit.held_after.mean_error),
        ("rank correlation", refit.held_before.rank_correlation, refit.held_after.rank_correlation),
        ("surprise (less is better)", refit.held_before.surprise, refit.held_after.surprise),
    ]
    drivers = sorted(
        refit.before.weights,
        key=lambda name: -abs(refit.after.weights[name] - refit.before.weights[name]),
    )
    return "\n".join(
        [
            "# Effort, fitted to survey answers",
            f"{refit.n_contacts} contacts with an answer. {CAUTION}",
            "",
            "| on answers left out of the fit | shipped | fitted |",
            "|---|---|---|",
            *(f"| {name} | {before:.2f} | {after:.2f} |" for name, before, after in held),
            "",
            "| driver | shipped | fitted | contacts with it |",
            "|---|---|---|---|",
            f"| `baseline` | {refit.before.intercept:.2f} | {refit.after.intercept:.2f} | all |",
            *(
                f"| `{name}` | {refit.before.weights[name]:.2f} | {refit.after.weights[name]:.2f} | "
                f"{refit.n_with[name]}{' (few)' if refit.n_with[name] < FEW else ''} |"
                for name in drivers
            ),
            "",
            "Shipped: the weights as they come, with only the scale of answers fitted.",
            "",
        ]
    )


def weights_file(refit: Refit, at: datetime) -> str:
    """The fitted weights as TOML, for `score.effort_weights`."""
    after: Weights = refit.after
    return "\n".join(
        [
            f"# Effort fitted to {refit.n_contacts} survey answers on {at:%Y-%m-%d} by `retold fit effort`.",
            f"# On answers left out of the fit: mean error {refit.held_after.mean_error:.2f} points "
            f"(shipped weights {refit.held_before.mean_error:.2f}), "
            f"rank correlation {refit.held_after.rank_correlation:.2f} "
            f"({refit.held_before.rank_correlation:.2f}).",
            f"# {CAUTION}",
            f"intercept = {after.intercept:.3f}",
            f"half_width = {after.half_width:.2f}",
            "",
            "[weights]",
            *(f"{name} = {weight:.3f}" for name, weight in after.weights.items()),
            "",
        ]
    )
