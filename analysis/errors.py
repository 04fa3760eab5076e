"""What can go wrong, in the user's terms: each message names the file, the row, the value and what to do."""

from collections.abc import Iterable
from difflib import get_close_matches


class WorkbookError(Exception):
    """Anything the workbook refuses to do."""


class InputError(WorkbookError):
    """The input is missing, or holds no report that can be read."""


class CodebookError(WorkbookError):
    """A codebook entry does not fit its form."""


class TableError(WorkbookError):
    """A row does not fit its table."""


class ModelError(WorkbookError):
    """The language model is missing or is not the one it should be."""


def nearest(word: str, names: Iterable[str], otherwise: str) -> str:
    """What to do about a name that is not known: the one that was meant, or `otherwise` and all there are."""
    names = list(names)
    near = get_close_matches(word, names, 1)
    return f"did you mean {near[0]}?" if near else f"{otherwise}: {', '.join(names)}"
