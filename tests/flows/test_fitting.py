"""Survey answers through nights, `retold fit effort`, and a night with the weights that it made."""

import json

from pipeline.trained import read_weights
from tests.flows.conftest import document_of
from tests.flows.stories import BILL, RETOLD, TOLD
from tests.support.build import contact_of

N_ANSWERS = 60


def test_weights_are_fitted_to_answers_and_used(house, retold, monkeypatch):
    for number in range(N_ANSWERS):
        is_easy = number % 2
        legs = [BILL] if is_easy else [TOLD, RETOLD]
        document = document_of(contact_of(legs, contact_id=f"c{number}"))
        document |= {
            "customer_id": f"K-{number}",
            "survey": {"ces": 6 if is_easy else 1 + number % 3},
        }
        house.write(f"c{number}.json", json.dumps(document, ensure_ascii=False))
    house.night()

    refused = retold("fit", "effort", "--store", house.store)
    assert refused.code == 1
    assert f"{N_ANSWERS} contacts have an answer" in refused.err and "at least 200" in refused.err

    file = house.folder / "effort.toml"
    fitted = retold("fit", "effort", "--store", house.store, "--minimum", 50, "--out", file)
    assert fitted.code == 0
    assert "| `retelling` |" in fitted.out and "Few customers answer" in fitted.out

    before = house.query("select contact_id, effort from contact order by all")
    monkeypatch.setenv("RETOLD_SCORE__EFFORT_WEIGHTS", str(file))
    house.night()
    after = house.query("select contact_id, effort from contact order by all")
    assert before != after
    baselines = house.query(
        "select distinct points from contribution where reason = 'baseline' and score = 'effort'"
    )
    assert baselines == [(round(read_weights(file).intercept, 3),)]
