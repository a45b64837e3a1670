"""The two kinds of store."""

from pipeline.addresses import LakeAddress, StoreAddress
from pipeline.store.lake import Lake
from pipeline.store.place import Place
from pipeline.store.publication import FilePlace


def place_of(store: StoreAddress) -> Place:
    """Where a store is kept, by its address; raises ValueError for the address of a lake that lacks something."""
    return Lake(store) if isinstance(store, LakeAddress) else FilePlace(store)
