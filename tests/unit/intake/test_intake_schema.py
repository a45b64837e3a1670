"""The committed schema and docs/input.md say what the code says."""

import json
import os
from pathlib import Path

import jsonschema
import pytest

from pipeline.intake import json_schema
from pipeline.intake.document import PARTS, ContactDocument

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = json.loads((ROOT / "data/schema/contact.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
SHARED = Path(os.environ.get("RETOLD_SHARED", ROOT.parent / "shared"))


def test_the_committed_schema_is_current():
    assert json_schema() == SCHEMA
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"recording": "a.wav", "brand": "x"},
        {"recording": ["a.wav", {"path": "b.wav", "leg": 1, "role": "agent"}]},
        {"recording": {"path": "b.wav"}, "survey": None, "turns": None},
        {"legs": [], "customer_id": 17, "channel_roles": {"0": "agent"}},
    ],
)
def test_good_documents_fit_the_schema(document, more):
    assert list(VALIDATOR.iter_errors({**document, **more})) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"contact_id": ""},
        {"started_at": 5},
        {"legs": None},
        {"wait_s": -1},
        {"direction": "up"},
        {"survey": {"ces": 9}},
        {"recording": 5},
        {"legs": [{"start_s": 0}]},
    ],
)
def test_bad_documents_do_not(document, wrong):
    assert list(VALIDATOR.iter_errors({**document, **wrong})) != []


@pytest.mark.skipif(
    not (SHARED / "devset").is_dir(), reason="no labelled journeys beside the checkout"
)
def test_labelled_journeys_fit_the_schema_and_come_through(inbox):
    files = sorted((SHARED / "devset").glob("*.json"))
    journeys = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    documents = [document for journey in journeys for document in journey["contacts"]]
    assert [error.message for d in documents for error in VALIDATOR.iter_errors(d)] == []
    contacts, set_aside = inbox.read(str(SHARED / "devset"))
    assert set_aside == []
    assert [c.contact_id for c in contacts] == [d["contact_id"] for d in documents]
    assert {c.language for c in contacts} == {journey["language"] for journey in journeys}
    assert all(c.extra == {} for c in contacts)


def _lines():
    parts = {
        "": ContactDocument,
        **{
            f"{name}." if name == "survey" else f"{name}[].": model for name, model in PARTS.items()
        },
    }
    for prefix, model in parts.items():
        for name, field in model.model_fields.items():
            star = " *" if field.is_required() else ""
            yield f"| `{prefix}{name}`{star} | {field.description} |"


def test_every_key_stands_in_the_docs_as_the_model_describes_it():
    page = (ROOT / "docs/input.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in page if line.startswith("| `")] == list(_lines())
