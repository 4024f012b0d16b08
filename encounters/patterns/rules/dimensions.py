"""The dimensions of a partition: which codes a record may carry and how they coarsen.

A leaf code is what a record knows: `TX-201`, `2026-05`, `JEM`, `yes`. A chain level asks for a
grain; what the level gives up becomes the rest child of the finest code kept: `TX~rest`,
`2026~rest`, `ALL~rest`, `US~rest`, `any~rest`.
Source: release-format.md "The file" and "Blocks"; disclosure-control.md section 7, case 14.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

REST = "~rest"


class BadDimension(ValueError):
    """A dimension is declared in a way that no partition can use; the message says how."""


class BadCode(ValueError):
    """A record carries a code that its dimension does not know; the message names both."""


class Grain(StrEnum):
    """How finely a chain level keeps a dimension."""

    COUNTY = "county"
    STATE = "state"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    CODE = "code"
    EACH = "each"
    REST = "rest"


class DimensionKind(StrEnum):
    """What kind of codes a dimension holds."""

    PLACE = "place"
    TIME = "time"
    CODE = "code"
    SENSITIVE = "sensitive"


# Finest first. `rest` is allowed everywhere and is no natural grain.
GRAINS_OF_KIND: dict[DimensionKind, tuple[Grain, ...]] = {
    DimensionKind.PLACE: (Grain.COUNTY, Grain.STATE),
    DimensionKind.TIME: (Grain.MONTH, Grain.QUARTER, Grain.HALF, Grain.YEAR),
    DimensionKind.CODE: (Grain.CODE,),
    # Never `code`: a sensitive value taken alone would show groups that share it in full.
    DimensionKind.SENSITIVE: (Grain.EACH,),
}

# Grains that a tree of codes holds whether or not a level of the chain uses them.
_ALWAYS_IN_TREE = frozenset({Grain.STATE, Grain.YEAR})

_COUNTY_CODE = re.compile(r"[A-Z]{2}-[0-9]{3}(?:@[0-9]{4})?")
_STATE_CODE = re.compile(r"[A-Z]{2}")
_TIME_CODE = re.compile(
    r"[0-9]{4}(?:-(?:(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4])|H(?P<half>[12])))?"
)
_PLAIN_CODE = re.compile(r"[A-Za-z0-9_+@-]{1,64}")


@dataclass(frozen=True)
class Dimension:
    """One dimension of a partition.

    id: its name in the file, `geo`, `time`, `model`, `asked`.
    root: the code of everything, `US`, `ALL`, `any`.
    values: all values of a sensitive dimension in their printed order; empty for other kinds.
    exempt: values of a sensitive dimension that harm nobody when a whole group has them.
    """

    id: str
    kind: DimensionKind
    root: str
    values: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raises: BadDimension, naming the dimension and what is wrong with it."""
        for code in (self.id, self.root, *self.values):
            if not _PLAIN_CODE.fullmatch(code):
                raise BadDimension(f"dimension {self.id!r}: {code!r} is not a short code")
        if (self.kind is DimensionKind.SENSITIVE) != (len(self.values) >= 2):
            raise BadDimension(
                f"dimension {self.id!r}: a sensitive dimension lists two values or more,"
                " any other lists none"
            )
        if len(set(self.values)) != len(self.values) or self.root in self.values:
            raise BadDimension(f"dimension {self.id!r}: a value is listed twice")
        if not set(self.exempt) <= set(self.values):
            raise BadDimension(f"dimension {self.id!r}: an exempt code is not one of its values")

    @property
    def is_sensitive(self) -> bool:
        return self.kind is DimensionKind.SENSITIVE


@dataclass(frozen=True)
class CodeTree:
    """One dimension as a chain uses it: which code a leaf has at a grain, and its ancestors.

    grains: the natural grains of the tree, finest first. The finest is one that the chain uses.
    """

    dimension: Dimension
    grains: tuple[Grain, ...]

    @property
    def root(self) -> str:
        return self.dimension.root

    def code_at(self, leaf: str | None, grain: Grain) -> str | None:
        """Return the leaf code in the partition of a record that `grain` keeps.

        leaf: what the record knows, None when it knows nothing.
        Returns None when the record does not know as much as the grain asks for; it is then
        not eligible at the level (an unknown county reaches state level at best).
        Raises: BadCode.
        """
        self.check(leaf)
        if grain is Grain.REST:
            return self.root + REST
        natural = None if leaf is None else _natural_code(self.dimension.kind, leaf, grain)
        if natural is None or grain is self.grains[0]:
            return natural
        return natural + REST

    def check(self, leaf: str | None) -> None:
        """Raises: BadCode unless a record may know this; a sensitive value is never missing."""
        if leaf is not None:
            check_leaf(self.dimension, leaf)
        elif self.dimension.is_sensitive:
            raise BadCode(f"dimension {self.dimension.id!r}: a sensitive value may not be missing")

    def path(self, code: str) -> tuple[str, ...]:
        """List the codes from the root down to `code`, a leaf code of the partition.

        Raises: BadCode when the partition cannot hold it.
        """
        base = code.removesuffix(REST)
        is_rest = base != code
        if base == self.root:
            if not is_rest:
                raise BadCode(f"dimension {self.dimension.id!r}: a record never has the root code")
            return (self.root, code)
        check_leaf(self.dimension, base)
        steps = [
            natural
            for grain in reversed(self.grains)
            if (natural := _natural_code(self.dimension.kind, base, grain)) is not None
        ]
        is_finest = grain_of(self.dimension.kind, base) is self.grains[0]
        if not steps or steps[-1] != base or is_finest == is_rest:
            raise BadCode(f"dimension {self.dimension.id!r}: no level of the chain gives {code!r}")
        return (self.root, *steps, code) if is_rest else (self.root, *steps)

    def cut_path(self, code: str, at: Grain | None) -> tuple[str, ...]:
        """List the codes from the root down to `code`, none of them finer than grain `at`.

        at: None cuts nothing. Rest codes above the grain stay: `US~rest` is not in any state.
        """
        path = self.path(code)
        if at is None:
            return path
        for depth, step in enumerate(path[1:], start=1):
            if not step.endswith(REST) and grain_of(self.dimension.kind, step) is at:
                return path[: depth + 1]
        return path

    def ordered(self, codes: Iterable[str]) -> list[tuple[str, str | None]]:
        """List `codes` with their parents: root first, each code before its children.

        codes: leaf codes or inner codes; all their ancestors are listed too. Siblings stand in
        the order of their codes (sensitive values in their declared order), the rest child last.
        """
        children: dict[str, set[str]] = {}
        for code in codes:
            path = (self.root,) if code == self.root else self._inner_path(code)
            for above, below in pairwise(path):
                children.setdefault(above, set()).add(below)
        listed: list[tuple[str, str | None]] = []
        waiting: list[tuple[str, str | None]] = [(self.root, None)]
        while waiting:
            code, parent = waiting.pop()
            listed.append((code, parent))
            siblings = sorted(children.get(code, ()), key=self._sibling_order, reverse=True)
            waiting.extend((child, code) for child in siblings)
        return listed

    def _inner_path(self, code: str) -> tuple[str, ...]:
        if code.endswith(REST):
            return self.path(code)
        # An inner code lies on the path of its own rest child.
        is_finest = grain_of(self.dimension.kind, code) is self.grains[0]
        return self.path(code) if is_finest else self.path(code + REST)[:-1]

    def _sibling_order(self, code: str) -> tuple[bool, int, str]:
        values = self.dimension.values
        return (code.endswith(REST), values.index(code) if code in values else 0, code)


def tree_for(dimension: Dimension, used: Iterable[Grain]) -> CodeTree:
    """Build the tree of a dimension for the grains that a chain uses.

    States and years are in every tree of places and times: they are sums of whole blocks.
    Raises: BadDimension for a grain that the kind does not have.
    """
    known = GRAINS_OF_KIND[dimension.kind]
    wanted: set[Grain] = {grain for grain in used if grain is not Grain.REST}
    for grain in wanted:
        if grain not in known:
            raise BadDimension(f"dimension {dimension.id!r} cannot be kept by {grain.value!r}")
    if not wanted:
        # Given up at every level: one rest code holds all records, and nothing lies below it.
        return CodeTree(dimension, (known[-1],))
    return CodeTree(
        dimension,
        tuple(grain for grain in known if grain in wanted or _is_inner(grain, wanted, known)),
    )


def _is_inner(grain: Grain, wanted: set[Grain], known: tuple[Grain, ...]) -> bool:
    return grain in _ALWAYS_IN_TREE and known.index(grain) > min(known.index(g) for g in wanted)


def check_leaf(dimension: Dimension, leaf: str) -> None:
    """Raises: BadCode unless `leaf` is a code that a record of this dimension may carry."""
    grain_of_leaf = grain_of(dimension.kind, leaf)
    is_known = leaf in dimension.values if dimension.is_sensitive else grain_of_leaf is not None
    if not is_known or leaf == dimension.root:
        raise BadCode(f"dimension {dimension.id!r} does not know the code {leaf!r}")


def grain_of(kind: DimensionKind, code: str) -> Grain | None:
    """Name the natural grain of a code without rest, None when it is no code of the kind."""
    if kind is DimensionKind.PLACE:
        if _COUNTY_CODE.fullmatch(code):
            return Grain.COUNTY
        return Grain.STATE if _STATE_CODE.fullmatch(code) else None
    if kind is DimensionKind.TIME:
        parts = _TIME_CODE.fullmatch(code)
        if parts is None:
            return None
        if parts["month"]:
            return Grain.MONTH
        if parts["quarter"]:
            return Grain.QUARTER
        return Grain.HALF if parts["half"] else Grain.YEAR
    if not _PLAIN_CODE.fullmatch(code):
        return None
    return Grain.EACH if kind is DimensionKind.SENSITIVE else Grain.CODE


def _natural_code(kind: DimensionKind, leaf: str, grain: Grain) -> str | None:
    """Coarsen a code to a natural grain; None when the code is coarser than that already."""
    own = grain_of(kind, leaf)
    known = GRAINS_OF_KIND[kind]
    if own is None or known.index(own) > known.index(grain):
        return None
    if own is grain:
        return leaf
    if kind is DimensionKind.PLACE:
        return leaf[:2]
    year, last_month = leaf[:4], months_covered(leaf)[1]
    if grain is Grain.QUARTER:
        return f"{year}-Q{(last_month - 1) // 3 + 1}"
    return f"{year}-H{(last_month - 1) // 6 + 1}" if grain is Grain.HALF else year


def months_covered(time_code: str) -> tuple[int, int]:
    """Return the first and the last month, 1 to 12, that a time code covers. Raises: BadCode."""
    parts = _TIME_CODE.fullmatch(time_code)
    if parts is None:
        raise BadCode(f"{time_code!r} is not a year, half, quarter or month")
    if parts["month"]:
        return int(parts["month"]), int(parts["month"])
    if parts["quarter"]:
        return int(parts["quarter"]) * 3 - 2, int(parts["quarter"]) * 3
    return (int(parts["half"]) * 6 - 5, int(parts["half"]) * 6) if parts["half"] else (1, 12)
