"""The nightly flow as Prefect serves it: on its schedule, and when somebody starts it by hand."""

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.flows.stories import BILL

RETOLD = Path(sys.executable).with_name("retold")
WHEN = ("--cron", "0 3 * * *", "--timezone", "Europe/Brussels")
PATIENCE_S = 120.0


@pytest.fixture
def served(house, prefect_database):
    """The address of Prefect's API while `retold schedule` serves the house's inbox."""
    from prefect.settings import PREFECT_API_URL

    address = PREFECT_API_URL.value()
    log = house.folder / "schedule.log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [RETOLD, "schedule", house.inbox, "--store", house.store, *WHEN],
            cwd=house.folder,
            env=os.environ | {"PREFECT_API_URL": address},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            yield address
        finally:
            server.terminate()  # as a service is stopped; an interrupt may be ignored where tests run
            server.wait(timeout=PATIENCE_S)


def _eventually(ask, what: str):
    """The first answer that is not empty."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if answer := ask():
            return answer
        time.sleep(0.25)
    raise TimeoutError(f"no {what} after {PATIENCE_S:.0f} s")


@pytest.mark.thorough
def test_the_schedule_is_registered_and_a_run_of_it_publishes(house, served):
    house.put([BILL], contact_id="c1")
    prefect = httpx.Client(base_url=served, timeout=30)

    def deployments():
        asked = {"deployments": {"name": {"any_": ["nightly"]}}}
        return prefect.post(f"{served}/deployments/filter", json=asked).json()

    (deployment,) = _eventually(deployments, "deployment")
    (planned,) = deployment["schedules"]
    assert planned["active"]
    assert planned["schedule"]["cron"] == "0 3 * * *"
    assert planned["schedule"]["timezone"] == "Europe/Brussels"
    assert deployment["parameters"] == {
        "sources": [str(house.inbox)],
        "store": str(house.store),
        "screens": "pipeline.commands.screens:kept_by_screens",
    }

    start = f"{served}/deployments/{deployment['id']}/create_flow_run"

    def created():
        answer = prefect.post(start, json={"state": {"type": "SCHEDULED"}})
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:  # while its database is busy
            return None
        assert answer.is_success, answer.text
        return answer.json()["id"]

    run = _eventually(created, "run")

    def ended():
        state = prefect.get(f"{served}/flow_runs/{run}").json()["state"]
        return state if state["type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") else None

    state = _eventually(ended, "end of the run")
    assert state["type"] == "COMPLETED", (state, (house.folder / "schedule.log").read_text())
    assert house.contacts() == {"c1"}
