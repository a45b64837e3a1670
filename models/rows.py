"""What the scores are learnt from, a row a contact, a leg or a journey, and how an artefact is written."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline import trained


@dataclass(frozen=True)
class Row:
    """What is known of a contact or a leg, and what a person says of it."""

    key: str
    writer: str
    features: dict[str, float]
    label: Any
    before: tuple[int, ...] = ()  # places of the earlier contacts of its journey among the rows


def arrays(rows: list[Row], names: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, labels and writers of rows."""
    x = np.array([[row.features[name] for name in names] for row in rows])
    return x, np.array([row.label for row in rows]), np.array([row.writer for row in rows])


def write(name: str, head: list[str], body: list[str]) -> None:
    """Write one artefact, comments first."""
    comments = [
        f"# Trained weights of score/{name}.py; made by models/train_scores.py, card: models/README.md"
    ]
    text = "\n".join([*comments, *(f"# {line}" for line in head), *body]) + "\n"
    (trained.FOLDER / f"{name}.toml").write_text(text)
    print(text)
