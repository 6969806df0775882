"""`python -m dongmaeng.receivers docs`: write what receivers read: the page, the JSON Schema and the AsyncAPI file."""

from __future__ import annotations

import sys
from pathlib import Path

from dongmaeng.receivers.documents import documents

if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs")
    for name, text in documents(folder / "verify").items():
        (folder / name).write_text(text, "utf-8")
