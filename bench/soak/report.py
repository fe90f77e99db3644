"""The page and the picture of a soak."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench.machine import CORES, described
from bench.soak.figures import GROWTH_WANTED, Found, percentiles
from bench.soak.plan import Plan
from bench.soak.work import ALL

PAGE = Path(__file__).parents[1] / "soak.md"
PICTURE = PAGE.with_suffix(".png")
MARK = "<!-- results -->\n"
SLICE = 10.0
"""Seconds whose requests make one point of the picture."""


def told(found: Found) -> str:
    """The results as Markdown: what was run, what is wanted, times of each kind, memory."""
    plan, tally, losses = found.plan, found.tally, found.losses
    minutes = f"{plan.seconds / 60:g} minutes" if plan.seconds >= 60 else f"{plan.seconds:g} seconds"
    minutes += ", not the usual 30," if plan.seconds < Plan.seconds else ""
    rate = tally.requests / plan.seconds
    loads = [load for _, load in found.loads] or [0.0]
    after = [megabytes for at, megabytes in found.memory if at >= plan.warm_up] or [0.0]
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {described()}; load of the machine {min(loads):.1f} to"
        f" {max(loads):.1f}, half of the time above {median(loads):.1f}."
        f" {minutes} at {rate:.0f} requests a second, half of the"
        f" {found.full_speed:.0f} that the same mix reached in {plan.full_speed:g} s; {plan.firms:,} firms,"
        f" {plan.followers} subscribers.",
        "",
        "| | found | wanted |",
        "|---|---|---|",
        f"| memory of the server after warm-up ({plan.warm_up:g} s): last quarter against the first"
        f" | {found.growth:+.1f} % ({after[0]:.0f} → {after[-1]:.0f} MB) | under {GROWTH_WANTED:g} % |",
        f"| processor time of the server | {1e6 * found.processor_seconds / max(1, tally.requests):,.0f} µs a request"
        f" | – |",
        f"| requests | {tally.requests:,} | – |",
        f"| requests and subscriptions that failed | {found.errors} | 0 |",
        f"| changes sent again under their key, answered with the same record | {tally.sent_again:,} | all |",
        f"| updates that subscribers had to get | {losses.expected:,} | – |",
        f"| lost / twice / out of order / not theirs | {losses.lost} / {losses.twice} / {losses.disordered}"
        f" / {losses.foreign} | 0 |",
        f"| times that subscribers went away and came back with their cursor | {found.returns:,} | – |",
        f"| warnings and errors in the server's log | {found.complaints.total()} | 0 |",
        "",
        "Milliseconds from when a request was due to its answer:",
        "",
        "| | requests | p50 | p99 |",
        "|---|---|---|---|",
    ]
    for work in ALL:
        if times := tally.times.get(work.name):
            p50, p99 = percentiles(times)
            lines.append(
                f"| {work.name}{' (change)' if work.changes else ''} | {len(times):,} | {p50:.1f} | {p99:.1f} |"
            )
    wrong = [f"* {count} × {what}" for what, count in tally.wrong.most_common(20)]
    wrong += [f"* subscriber: {what}" for what in found.followers_wrong[:20]]
    wrong += [f"* log: {count} × {what}" for what, count in found.complaints.most_common(20)]
    return "\n".join(lines + (["", "What went wrong:", "", *wrong] if wrong else [])) + "\n"


def write_page(text: str) -> None:
    """Put the results into the page."""
    kept = PAGE.read_text(encoding="utf-8").partition(MARK)[0]
    PAGE.write_text(f"{kept}{MARK}\n![Memory and times]({PICTURE.name})\n\n{text}", encoding="utf-8")


def draw(found: Found, path: Path = PICTURE) -> None:
    """Memory, times of questions and changes, and how busy the whole machine was, over the minutes of the run."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, (memory, times, machine) = pyplot.subplots(
        3, 1, figsize=(10, 7.5), sharex=True, layout="constrained", height_ratios=(3, 4, 1.5)
    )
    memory.plot([at / 60 for at, _ in found.memory], [megabytes for _, megabytes in found.memory], color="#0b6e4f")
    memory.axvspan(0, found.plan.warm_up / 60, color="#9aa5ab", alpha=0.25, linewidth=0, label="warm-up")
    memory.set_ylim(0, max(megabytes for _, megabytes in found.memory) * 1.25)
    memory.set_ylabel("resident MB of the server")
    memory.set_title(f"One server at half of what it could do: memory {found.growth:+.1f} % after warm-up")
    memory.legend(frameon=False, fontsize=8, loc="lower right")
    machine.plot([at / 60 for at, _ in found.loads], [load for _, load in found.loads], color="#9aa5ab")
    machine.axhline(len(CORES), color="#9aa5ab", linestyle="dotted", linewidth=1)
    machine.set_ylim(0)
    machine.set_ylabel(f"load, of {len(CORES)} cores")
    for changes, name, colour in ((False, "questions", "#33658a"), (True, "changes", "#c97b63")):
        slices: dict[int, list[tuple[float, float]]] = defaultdict(list)
        for work in ALL:
            for at, took in found.tally.times.get(work.name, ()) if work.changes == changes else ():
                slices[int(at // SLICE)].append((at, took))
        minutes = [(number + 0.5) * SLICE / 60 for number in sorted(slices)]
        both = [percentiles(slices[number]) for number in sorted(slices)]
        times.plot(minutes, [p99 for _, p99 in both], color=colour, label=f"{name}, p99", linewidth=1)
        times.plot(
            minutes, [p50 for p50, _ in both], color=colour, label=f"{name}, p50", linestyle="dashed", linewidth=1
        )
    times.set_yscale("log")
    times.set_ylabel(f"ms, of each {SLICE:g} s")
    times.legend(frameon=False, fontsize=8, ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    machine.set_xlabel("minutes")
    for axes in (memory, times, machine):
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=130)
    pyplot.close(figure)
