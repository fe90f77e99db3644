"""The plot: requests a second relative to PostGraphile, with the range over rounds and what is wanted."""

from __future__ import annotations

from pathlib import Path

from bench.figures import ratio
from bench.questions import QUESTIONS
from bench.report import PEER
from bench.rounds import OURS, Results

PICTURE = Path(__file__).parent / "results.png"
_COLOURS = {OURS: "#0b6e4f", "hand-written SQL": "#9aa5ab", PEER: "#33658a", "Mercurius": "#86bbd8"}


def draw(results: Results, path: Path = PICTURE) -> None:
    """Write the picture."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    asked = [question for question in QUESTIONS if question.code in results.rounds]
    names = list(next(iter(results.rounds.values())))
    figure, axes = pyplot.subplots(figsize=(10, 4.8), layout="constrained")
    width = 0.8 / len(names)
    for place, name in enumerate(names):
        ratios = [ratio(results.rounds[q.code][name], results.rounds[q.code][PEER]) for q in asked]
        at = [i - 0.4 + width * (place + 0.5) for i in range(len(asked))]
        heights = [one.median for one in ratios]
        spread = [[r.median - r.lowest for r in ratios], [r.highest - r.median for r in ratios]]
        axes.bar(at, heights, width * 0.92, label=name, color=_COLOURS.get(name, "#c97b63"))
        axes.errorbar(at, heights, yerr=spread, fmt="none", ecolor="#22222288", elinewidth=0.8, capsize=1.5)
        for x, height in zip(at, heights, strict=True):
            axes.annotate(
                f"{height:.1f}" if height >= 0.95 else f"{height:.2f}", (x, height), (0, 7),
                textcoords="offset points", ha="center", fontsize=7.5,
            )  # fmt: skip
    for i, question in enumerate(asked):
        if question.wanted:
            axes.hlines(
                question.wanted, i - 0.44, i + 0.44, colors="#b00020", linestyles="dashed", linewidth=1,
                label="wanted of majung" if i == 0 else "_",
            )  # fmt: skip
    axes.set_xticks(range(len(asked)), [f"{q.code}\n{_broken(q.title)}" for q in asked], fontsize=7.5)
    axes.set_ylabel(f"requests a second, times {PEER}")
    axes.set_title("The same questions, tables and answers over HTTP; one server process each")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize=8, ncols=len(names) + 1, loc="upper center", bbox_to_anchor=(0.5, -0.24))
    figure.savefig(path, dpi=150)
    pyplot.close(figure)


def _broken(title: str, width: int = 24) -> str:
    lines = [""]
    for word in title.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)
