"""How far reading is: a line under the cell of a live notebook that goes when it ends and is not saved or exported."""

import html
import os
import uuid
from time import monotonic

BETWEEN = 0.2  # seconds between two updates


def live() -> bool:
    """Whether a Jupyter server shows what is made here: it sets JPY_SESSION_NAME, an export does not."""
    return "JPY_SESSION_NAME" in os.environ


class Line:
    """The line, while a `with` block runs; nothing at all outside a live notebook.

    A notebook cannot take back one output alone: what the cell has shown before the block goes with the line.
    """

    def __init__(self):
        try:
            self._shown = get_ipython().display_pub if live() else None
        except (NameError, AttributeError):
            self._shown = None
        self._id, self._last, self._read, self.reports = uuid.uuid4().hex, 0.0, 0, 0

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown and self._last:
            self._shown.clear_output()

    def opened(self, name: str) -> None:
        """A file is about to be opened."""
        self._soon(f"Opening {name[-60:]}")

    def read(self, _: str) -> None:
        """One more of `reports` is read."""
        self._read += 1
        self._soon(f"{self._read:,} of {self.reports:,} reports read", self._read / self.reports)

    def _soon(self, text: str, share: float | None = None) -> None:
        if monotonic() - self._last >= BETWEEN:
            self.say(text, share)

    def say(self, text: str, share: float | None = None) -> None:
        """Show a text at once, and a bar that is full at 1; it only moves where no share is known."""
        if self._shown:
            value = "" if share is None else f' value="{share:.3f}"'
            told = f"<label><progress{value}></progress> {html.escape(text)}</label>"
            data = {"text/html": told, "text/plain": text}
            self._shown.publish(data, transient={"display_id": self._id}, update=bool(self._last))
            self._last = monotonic()
