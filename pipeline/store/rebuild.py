"""The store made again from its artefacts."""

from pipeline.addresses import StoreAddress
from pipeline.store.artefacts import Artefacts
from pipeline.store.errors import StoreError
from pipeline.store.kinds import place_of
from pipeline.store.night import Night


def rebuild(store: StoreAddress, url: str) -> int:
    """Make a store from the artefacts in a folder, check all of it, and publish it; how many contacts.

    It is the night that was published last, so the next one goes on from there. The secret of the
    pseudonyms is not in artefacts: whoever lost `FILE.key` as well cannot join old contacts to new ones.
    Raises StoreError when there is a store already, or not exactly one store's artefacts.
    """
    if place_of(store).is_there:
        raise StoreError(f"{store}: there is a store already; move it away, or name another")
    found = Artefacts.all_in(url)
    if len(found) != 1:
        places = ", ".join(each.folder.url for each in found) or "none there"
        raise StoreError(f"{url}: expected the artefacts of one store, found {places}")
    (artefacts,) = found
    head = artefacts.head()
    assert head is not None  # noqa: S101 - all_in gives those with a head
    with Night.begin(store, head.last) as night:
        night.load(artefacts)
        n_contacts = len(night.known())
        night.publish()
    return n_contacts
