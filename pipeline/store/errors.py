"""What can go wrong with a store, said so that the reader can mend it."""


class StoreError(Exception):
    """A store cannot be opened, written or published; the message says why and what to do."""


class OutdatedStoreError(StoreError):
    """A store that the next night brings up to date."""


class OvertakenError(StoreError):
    """Another night was published since this one began; it has to be done again on top of that one."""
