"""What a user can put right: shown as one line, without a traceback."""


class ReportError(Exception):
    """A wrong or missing file, key or argument. The message says which and what was expected."""
