"""What names a store: the path of a DuckDB file, or `ducklake:` with where its catalogue is."""

import re
from dataclasses import dataclass
from pathlib import Path

LAKE = "ducklake:"
POSTGRES = "postgres:"
_DATA = re.compile(r"(.*?)\s+data=(\S+)\s*")


@dataclass(frozen=True, slots=True)
class LakeAddress:
    """`ducklake:CATALOGUE`, or `ducklake:CATALOGUE data=FOLDER` where the data are not beside it.

    The catalogue is the path of a file, or `postgres:` and what PostgreSQL's clients are told, such as
    `dbname=retold host=db`. The folder is a path or any URL of fsspec.
    """

    catalogue: str
    data: str

    @classmethod
    def parse(cls, told: str) -> "LakeAddress":
        """The address that stands in a text; raises ValueError when something is missing."""
        rest = told.removeprefix(LAKE).strip()
        match = _DATA.fullmatch(rest)
        catalogue, data = match.groups() if match else (rest, "")
        if not catalogue:
            raise ValueError(
                f"{told}: expected {LAKE}FILE or {LAKE}{POSTGRES}dbname=NAME data=FOLDER"
            )
        if "password" in catalogue:
            raise ValueError(
                f"{LAKE}{POSTGRES}…: a password is seen in lists of processes and in logs; "
                "put it into ~/.pgpass or PGPASSWORD"
            )
        if catalogue.startswith(POSTGRES) and not data:
            raise ValueError(f"{told}: say where the data are: {told} data=FOLDER or a URL")
        return cls(catalogue, data)

    @property
    def file(self) -> Path | None:
        """The catalogue's file; None when it is in PostgreSQL."""
        return None if self.catalogue.startswith(POSTGRES) else Path(self.catalogue)

    def __str__(self) -> str:
        return f"{LAKE}{self.catalogue}" + (f" data={self.data}" if self.data else "")


StoreAddress = Path | LakeAddress


def store_address(told: str | StoreAddress) -> StoreAddress:
    """What a text names; raises ValueError when it is a lake's address of which something is missing."""
    if isinstance(told, str):
        return LakeAddress.parse(told) if told.startswith(LAKE) else Path(told)
    return told


def beside(store: StoreAddress, ending: str, setting: str) -> Path:
    """The file beside a store that has its name with this ending.

    Raises ValueError when nothing can lie beside it; `setting` then says where it is.
    """
    file = store.file if isinstance(store, LakeAddress) else store
    if file is None:
        raise ValueError(f"{store}: nothing lies beside a catalogue in PostgreSQL; set {setting}")
    return file.with_name(f"{file.name}{ending}")
