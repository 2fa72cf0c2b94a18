"""What the scripts that write manual pages share: words as mdoc(7), the program's JSON, and a page that is written or checked."""

import json
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def text(words):
    """Lines of mdoc: a new line for each sentence, none that is taken for a macro."""
    lines = []
    for sentence in re.split(r"(?<=[.?!]) (?=[A-Z0-9])", " ".join(words.split()).replace("\\", r"\e")):
        lines += textwrap.wrap(sentence, 78, break_long_words=False, break_on_hyphens=False)
    return "".join(("\\&" if line[0] in ".'" else "") + line + "\n" for line in lines)


def heading(words):
    """Words of a macro's line: short ones could be macros themselves ("An")."""
    return " ".join(f"\\&{word}" if len(word) <= 2 else word for word in words.replace("\\", r"\e").split())


def ask(*args):
    """What the program, $LYNCDNS or build/lyncdns, prints as JSON."""
    program = os.environ.get("LYNCDNS", str(ROOT / "build" / "lyncdns"))
    printed = subprocess.run([program, *args, "--format", "json"], check=True, capture_output=True, text=True, timeout=60).stdout
    return json.loads(printed)


def finish(path, fresh):
    """Writes the page, or with --check fails if it is stale."""
    script = Path(sys.argv[0]).name
    if "--check" in sys.argv[1:]:
        stale = not path.exists() or path.read_text() != fresh
        sys.exit(f"{script}: {path.relative_to(ROOT)} is stale; run scripts/{script}" if stale else 0)
    path.parent.mkdir(exist_ok=True)
    path.write_text(fresh)
