"""What a bank follows: its own letters, as they are written and taken back."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import pytest
from tests.plugins.growth_fund.conftest import Fund

from majung.access.actor import Actor
from majung.access.cipher import Keys, use_keys
from majung.events.sequencer import sweep
from majung.settings import Settings
from majung.storage.database import Database
from majung_growth_fund.plugin import plugin
from majung_growth_fund.writes.letters import cancel_recommendation
from majung_schema.build import build_schema
from majung_schema.platform import Platform
from majung_schema.testing import App, load_plugins, next_of

LETTERS = """subscription { recommendations {
    __typename subject { id } ... on LoanRecommended { amountKrw recommendation { id } } } }"""


@pytest.fixture
def app(fund: Fund, settings: Settings, database: Database) -> App:
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
    registry = load_plugins([plugin])
    return App(Platform(settings=settings, registry=registry, schema=build_schema(registry), database=database))


async def test_a_bank_follows_its_own_letters(fund: Fund, app: App) -> None:
    def followed(actor: Actor) -> AsyncGenerator[dict[str, Any], None]:
        return app.follow(LETTERS.replace("recommendations {", f'recommendations(after: "{start}") {{'), actor)

    start = await app.cursor()
    letter = await fund.recommended(await fund.firm())
    await cancel_recommendation(fund.officer, recommendation_id=letter.id, version=letter.version, note="typing error")
    await sweep()
    own = {"id": f"gfletter_{letter.id}"}
    async with app.serving():
        async with aclosing(followed(fund.teller)) as letters:
            assert (await next_of(letters))["recommendations"] == {
                "__typename": "LoanRecommended", "subject": own, "amountKrw": letter.amount_krw, "recommendation": own,
            }  # fmt: skip
            assert (await next_of(letters))["recommendations"]["__typename"] == "RecommendationCancelled"
        async with aclosing(followed(fund.stranger)) as others:
            with pytest.raises(TimeoutError):
                await next_of(others, 0.5)
