"""What could not be used, said so that the reader can mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SetAside:
    """One contact or file that was left out: where it stands, what is wrong, what was expected."""

    file: str
    problem: str
    expected: str
    row: int | None = None  # 1-based line of the file, header counted
    key: str | None = None  # column or key of the document
    contact_id: str | None = None
    content_hash: str | None = (
        None  # of a contact that was read, so that it is not tried every night
    )
    customer_key: str | None = None  # so that it can be erased with the rest of the customer

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f" row {self.row}"
        if self.key is not None:
            place += f" {self.key}"
        who = f" (contact {self.contact_id})" if self.contact_id else ""
        told = f"{place}: {self.problem}{who}; expected {self.expected}"
        return "".join(
            c if c.isprintable() else "\ufffd" for c in told
        )  # names may steer terminals
