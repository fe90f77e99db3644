"""What the platform takes from table files: occupations, job orders, seekers."""

from __future__ import annotations

from majung.plugin.contract import Importer
from majung.texts import Text
from majung_jobs.importing.occupations import read_occupations
from majung_jobs.importing.orders import read_orders
from majung_jobs.importing.seekers import read_seekers

IMPORTERS = (
    Importer(
        name="occupations", title=Text("직종 코드(한국고용직업분류)", "Codes of occupations"), run=read_occupations
    ),
    Importer(name="job_orders", title=Text("구인", "Job orders"), run=read_orders),
    Importer(name="job_seekers", title=Text("구직", "Seekers"), run=read_seekers),
)
