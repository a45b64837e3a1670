"""More than a hundred malformed files in one night: each is set aside with its own reason, and no other."""

from collections import defaultdict
from pathlib import Path

import flows.tasks
from tests.flows.parrot import Parrot
from tests.flows.stories import BILL
from tests.support.malformed import corpus


def test_each_is_set_aside_with_its_reason_and_the_good_ones_come_in(house, monkeypatch, tmp_path):
    monkeypatch.setattr(flows.tasks, "load_recogniser", lambda *which, **how: Parrot())
    monkeypatch.setattr("flows.nightly.hearing_version", lambda settings: "parrot/bird")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    files = corpus(scratch)
    for file in files:
        house.write(file.path, file.content)
    house.put([BILL], contact_id="good")
    house.record_silence("good-sound.wav", seconds=3.0)

    report = house.night()

    assert len(files) >= 100
    told = defaultdict(list)
    for item in report.set_aside:
        told[str(Path(item.file).relative_to(house.inbox))].append(item)
    assert told.keys() == {file.path for file in files}
    for file in files:
        (item,) = told[file.path]
        assert file.reason and file.reason in item.problem, (file.path, item)
        assert item.expected
    assert house.contacts() == {"good", "good-sound"}
    assert len(house.query("select * from meta.set_aside")) == len(files)

    again = house.night()
    assert not again.is_published
    assert len(again.set_aside) == len(files)
