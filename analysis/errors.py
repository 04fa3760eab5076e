"""What can go wrong, in the user's terms: each message names the file, the row, the value and what to do."""


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
