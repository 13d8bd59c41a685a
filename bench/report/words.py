"""Figures and tables as Markdown."""

NOT_MEASURED = "not measured"


def number(value: float) -> str:
    """With three digits, as more were noise: 0.0123, 1.23, 12.3, 1,234."""
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    decimals = 2
    while decimals < 6 and abs(value) < 10.0 ** (2 - decimals):
        decimals += 1
    if abs(value) >= 10:
        decimals = 1
    return f"{value:.{decimals}f}"


def quantity(value: float, unit: str) -> str:
    if unit == "share":
        return f"{value * 100:.3g} %"
    return f"{number(value)} {unit}".strip()


def table(header: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(cell(text) for text in row) + " |"
                              for row in rows])


def cell(text: str) -> str:
    """A bar would end the cell."""
    return text.replace("|", "\\|")
