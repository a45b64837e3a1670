"""Whose mirror a visitor may open: an agent the own one, a coach those of the own team."""

from datetime import date

from pipeline.review.visit import Visit


def agents_in_sight(visit: Visit, week: date | None = None) -> list[str]:
    """Codes of agents, in order of code, who have a mirror for a week (None: the newest)."""
    return [
        str(row["agent_id"])
        for row in visit.rows("screens_mirror_agents", **visit.sight, week=week)
    ]
