"""Columns that several tables of a plan folder have."""

from planner.folder.columns import COUNTRY, NAME, NAMES, SUBDIVISION, Column, number

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
YEARLY_GROWTH = number(low=-0.99, high=100)
"""A share by which something grows in a year: 0.05 is +5 %."""
QUEUES_OR_ALL = Column(
    name="queues", kind=NAMES, refers="queues", default=(), about="queues concerned; blank: all"
)  # fmt: skip
HOLIDAYS = (
    Column(name="country", kind=COUNTRY,
           about="country of ISO 3166, for its public holidays", default=""),
    Column(name="subdivision", kind=SUBDIVISION,
           about="part of the country of ISO 3166-2, for its holidays", default=""),
)  # fmt: skip
VOLUME = (
    Column(name="weekly_volume", kind=number("contacts"),
           about="contacts of a usual week, used without history"),
    Column(name="profile", kind=NAME, refers="profiles", default="",
           about="shape of a usual week: rows of profiles"),
)  # fmt: skip
