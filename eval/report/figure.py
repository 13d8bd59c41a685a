"""A picture with its caption and, beside it, its numbers."""

from report.markup import Child, Element, element


def figure(svg: Element, caption: str) -> Element:
    """One picture and what it shows."""
    return element("figure", svg, element("figcaption", caption))


def side_by_side(*parts: Child) -> Element:
    """Next to each other on a wide screen, below each other on a narrow one."""
    return element("div", list(parts), class_="side-by-side")


def table(caption: str, header: list[str], rows: list[list[Child]],
          is_dense: bool = False) -> Element:
    """A table whose first column names its rows. It scrolls by itself where it is too wide."""
    head = element("tr", [element("th", text, scope="col") for text in header])
    body = [element("tr", element("th", row[0], scope="row"),
                    [element("td", cell) for cell in row[1:]]) for row in rows]
    scrolled = element("div", element("table", element("thead", head), element("tbody", body)),
                       class_="table dense" if is_dense else "table", tabindex=0, role="region",
                       aria_label=caption)
    return element("div", element("p", caption, class_="table-title"), scrolled)


def two_lines(main: str, detail: str) -> Element:
    """A figure with its interval below it."""
    return element("span", main, element("small", detail), class_="figure")


def words(text: str) -> Element:
    """Said in a cell where there is no figure."""
    return element("span", text, class_="words")
