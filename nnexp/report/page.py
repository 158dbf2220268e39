"""A page as one file of its own: template, styles and script in, everything escaped."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnexp.files.replacement import beside
from nnexp.language import ENGLISH, gap, phrase
from nnexp.report.stored import ReportError

if TYPE_CHECKING:
    import jinja2

_TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, language: str = ENGLISH, **content: Any) -> str:
    """A complete HTML page.

    Args:
        template: a file in `templates/`.
        language: of its own texts, of which a template writes `t("…")`.
        content: what it shows; text is escaped, whatever it holds.

    Returns:
        A page that asks the network for nothing: its content policy allows its own style and
        script, by their hashes, and pictures that are part of it.
    """
    style, script = _part("page.css"), _part("page.js")
    page: str = (
        _environment()
        .get_template(template)
        .render(
            **content,
            language="zh-Hans" if language == "zh" else language,
            t=functools.partial(phrase, language),
            gap=gap(language),
            style=style,
            script=script,
            policy="; ".join(
                (
                    "default-src 'none'",
                    f"script-src '{_fingerprint(script)}'",
                    f"style-src '{_fingerprint(style)}'",
                    "img-src data:",
                    "base-uri 'none'",
                    "form-action 'none'",
                )
            ),
        )
    )
    return page


def write_page(page: str, path: Path) -> Path:
    """Put a page in place in one step, so that a reader never sees half of it.

    Raises:
        ReportError: the folder cannot be written to.
    """
    try:
        with beside(path) as written:
            # A lone half of a character pair, from a damaged reason, must not lose the report.
            written.write_text(page, encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise ReportError(
            f"{path}: cannot be written ({error.strerror or error}); make the folder writable, "
            "or name another file with --out"
        ) from error
    return path


def read_templates() -> None:
    """Translate the page of a sweep into Python, which is kept: before it is needed."""
    for name in ("numbers.html.j2", "findings.html.j2", "page.html.j2", "report.html.j2"):
        _environment().get_template(name)


@functools.cache
def _environment() -> jinja2.Environment:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":"), "allow_nan": False}
    environment.filters["value_text"] = _value_text
    return environment


@functools.cache
def _part(name: str) -> str:
    """A style or script as it stands in the page, which is what its hash is over."""
    return (_TEMPLATES / name).read_text(encoding="utf-8").strip()


def _fingerprint(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _value_text(value: Any) -> str:
    """A value as a `<data>` element holds it: it reads back to the bit."""
    return value if isinstance(value, str) else json.dumps(value)
