"""Fields that several forms share."""

import unicodedata
from typing import Any

from django import forms


class Words(forms.CharField):
    """Words of at most `max_length` characters, of which a service or a model has the last word.

    A browser counts for `maxlength` what an emoji or a rare letter takes in UTF-16, two or more.
    So it is told `data-limit`, by which `site.js` counts as we do and tells how much is left; who
    writes too much loses none of it, and reads what is wrong.
    """

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        self.limit = max_length
        super().__init__(max_length=4 * max_length, **kwargs)  # some of it goes when it is cleaned

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs | {"data-limit": self.limit, "dir": "auto"}

    def to_python(self, value: Any) -> Any:
        """Read it as it is counted: letters with their accents, and each new line as one."""
        text = super().to_python(value)
        return unicodedata.normalize("NFC", text.replace("\r\n", "\n")) if text else text
