"""What can go wrong with a store, said so that the reader can mend it."""


class StoreError(Exception):
    """A store cannot be opened, written or published; the message says why and what to do."""


class OutdatedStoreError(StoreError):
    """A store that the next night brings up to date."""
