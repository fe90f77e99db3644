"""Which centre serves which district, for many records at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from majung.storage.transaction import current
from majung_jobs.errors import CentreMissing
from majung_jobs.rules.data import JobRules
from majung_jobs.rules.periods import centre_of


@dataclass(frozen=True, kw_only=True)
class Places:
    """Regions of districts and ids of centres by their codes."""

    regions: Mapping[str, str | None]
    centres: Mapping[str, UUID]

    def centre_for(self, district: str | None, rules: JobRules) -> UUID:
        """The centre that serves a district; refused where none does."""
        code = centre_of(district, self.regions.get(district or ""), rules)
        if code is None or code not in self.centres:
            raise CentreMissing(path=("district",))
        return self.centres[code]


async def load_places() -> Places:
    """Districts and centres as they are in the running transaction."""
    regions = await current().fetch("select code, job_region from district")
    centres = await current().fetch("select code, id from institution where kind = 'CENTRE'")
    return Places(
        regions={row["code"]: row["job_region"] for row in regions},
        centres={row["code"]: row["id"] for row in centres},
    )
