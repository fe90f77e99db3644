"""The demonstration: everything is made on the first start, and only opened on the next."""

from __future__ import annotations

import time

from rich.console import Console
from rich.progress import TaskID

from majung.demo.province import fill_province
from majung.errors import Refusal
from majung.plugin.contract import DemoProvince
from majung.settings import Settings
from majung_schema.app import serve
from majung_schema.cli.running import doing, locale, progress_bar, say, screen
from majung_schema.cli.welcome import welcome
from majung_schema.listening import listen
from majung_schema.platform import Platform, open_platform, read_registry
from majung_schema.preparing import prepare

FIRMS = 5_000
_KOREAN_TITLES = {"firms": "기업", "persons": "개인", "statistics": "통계"}


class DemoInProduction(Refusal):
    """A demonstration fills made-up firms and hands out tokens; it does not start with MAJUNG_ENV=production. Use `majung serve`.

    ko: 시범 운영은 가상의 기업과 토큰을 만들므로 MAJUNG_ENV=production에서는 시작하지 않습니다. `majung serve`를 사용하십시오.
    """  # noqa: E501


async def demonstrate(settings: Settings, host: str, port: int, firms: int | None, started: float) -> None:
    """Fill what is missing, print what to open, and serve until the process is told to stop.

    `started` is the monotonic time at which the command began.
    """
    if settings.production:
        raise DemoInProduction
    with listen(host, port) as listener:
        registry = read_registry(settings)
        with doing("데이터베이스 준비 중", "preparing the database"):
            await prepare(settings, registry)
        async with open_platform(settings, registry) as platform:
            province = await _fill(platform, firms)
            text = await welcome(platform, province)

            def show(address: str) -> None:
                _print(text, address)
                seconds = f"{time.monotonic() - started:.1f}"
                say(
                    "[dim]{s}초 만에 준비 완료. Ctrl-C로 종료합니다.[/]",
                    "[dim]Ready after {s} s. Ctrl-C stops.[/]",
                    s=seconds,
                )

            await serve(platform, listener, show)


def _print(text: str, address: str) -> None:
    """What the demonstration has to say is its output, so it goes to stdout."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(text.replace("{address}", address))
    console.file.flush()


async def _fill(platform: Platform, firms: int | None) -> DemoProvince:
    with progress_bar() as bar:
        tasks: dict[str, TaskID] = {}

        def tell(title: str, done: int, total: int | None) -> None:
            if title not in tasks:
                shown = _KOREAN_TITLES.get(title, title) if locale() == "ko" else title
                tasks[title] = bar.add_task(shown, total=total)
                if not screen.is_terminal:  # elsewhere the bar is drawn once, at its end
                    say("{title} 만드는 중", "making {title}", title=shown)
            bar.update(tasks[title], completed=done, total=total)

        province = await fill_province(platform.database, platform.registry, firms=firms or FIRMS, progress=tell)
    if firms is not None and firms != len(province.firm_ids):
        say(
            "[yellow]이미 기업 {there}개로 만들어져 있어 --firms {firms}은(는) 적용되지 않습니다."
            " 다른 MAJUNG_DATA_DIR을 지정하면 새로 만듭니다.[/]",
            "[yellow]The province is there already, with {there} firms; --firms {firms} changes nothing."
            " Another MAJUNG_DATA_DIR makes another one.[/]",
            there=f"{len(province.firm_ids):,}",
            firms=firms,
        )
    return province
