"""The centres in the statistics database, where all processes of the bot find them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, insert, select, update

from bot.centres.registry import Centre, Centres
from bot.statistics.database import reading
from bot.statistics.models import CentreRow

__all__ = ["CentreChanges", "read_table", "write_table"]


@dataclass(frozen=True)
class CentreChanges:
    """What writing a list changed, as codes in order."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def read_table(engine: Engine) -> Centres:
    """The centres in the database.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: it can't be reached, or has no tables yet.
    """
    with reading(engine).connect() as connection:
        return Centres(_rows(connection))


def write_table(engine: Engine, centres: Centres) -> CentreChanges:
    """Make the table the same as ``centres``; what stays the same is not written.

    A code that is removed counts as none from now on; what was counted for it stays.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: nothing was changed.
    """
    with engine.begin() as connection:
        before = _rows(connection)
        after = centres.by_code
        changes = CentreChanges(
            tuple(sorted(after.keys() - before.keys())),
            tuple(
                sorted(code for code in after.keys() & before.keys() if after[code] != before[code])
            ),
            tuple(sorted(before.keys() - after.keys())),
        )
        if changes.removed:
            connection.execute(delete(CentreRow).where(CentreRow.code.in_(changes.removed)))
        for code in changes.changed:
            values = _values(after[code])
            connection.execute(update(CentreRow).where(CentreRow.code == code).values(values))
        if changes.added:
            connection.execute(insert(CentreRow), [_values(after[code]) for code in changes.added])
    return changes


def _rows(connection: Connection) -> Mapping[str, Centre]:
    rows = connection.execute(select(CentreRow.__table__).order_by(CentreRow.code))
    return {
        row.code: Centre(row.code, {"kk": row.name_kk, "ru": row.name_ru}, row.region)
        for row in rows
    }


def _values(centre: Centre) -> dict[str, str]:
    return {
        "code": centre.code,
        "name_kk": centre.names["kk"],
        "name_ru": centre.names["ru"],
        "region": centre.region,
    }
