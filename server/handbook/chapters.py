"""The chapters, and how one becomes a page.

Chapters are files of ours, but are treated like any input: raw HTML in them is shown, not run.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

# Elements are built with it; nothing is parsed.
from xml.etree.ElementTree import Element  # nosec B405

from django.utils.safestring import SafeString, mark_safe
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

HERE = Path(__file__).resolve().parent
# In the order of the table of contents.
SLUGS = (
    "observers",
    "coordinators",
    "attorneys",
    "analysts",
    "operators",
    "permissions",
    "api",
    "problems",
)
FOLDERS = {"en": HERE, "es": HERE / "es"}


@dataclass(frozen=True)
class Chapter:
    """One chapter, ready to show. title: its first heading. body: HTML below that heading."""

    slug: str
    title: str
    body: SafeString


def source(slug: str, language: str) -> Path:
    """Return the file of a chapter; English for a language without a handbook."""
    return FOLDERS.get(language, HERE) / f"{slug}.md"


@lru_cache(maxsize=64)
def chapter(slug: str, language: str) -> Chapter:
    """Read and render one chapter.

    Raises: KeyError for a slug that is no chapter.
    """
    if slug not in SLUGS:
        raise KeyError(slug)
    first, _, rest = source(slug, language).read_text(encoding="utf-8").partition("\n")
    return Chapter(slug, first.removeprefix("# ").strip(), render(rest))


def render(text: str) -> SafeString:
    """Return Markdown as HTML. Headings carry ids, tables the classes of the design system."""
    markdown = Markdown(
        extensions=["tables", "fenced_code", "toc", "sane_lists", _House()], output_format="html"
    )
    # Safe: raw HTML is escaped (see _House), and what remains was made by the renderer.
    return mark_safe(markdown.convert(text))  # nosec B308 B703


class _House(Extension):
    """No raw HTML; tables dressed like those of the pages."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  the library's name
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.treeprocessors.register(_Tables(md), "testigo-tables", 5)


class _Tables(Treeprocessor):
    """Puts each table into a frame that scrolls by itself, reachable by keyboard."""

    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            for position, child in enumerate(list(parent)):
                if child.tag != "table":
                    continue
                child.set("class", "table")
                frame = Element("div", {"class": "table-frame", "tabindex": "0"})
                frame.append(child)
                frame.tail, child.tail = child.tail, None
                parent.remove(child)
                parent.insert(position, frame)
