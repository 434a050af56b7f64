"""Columns that several tables of a plan folder have."""

from planner.folder.columns import COUNTRY, NAME, NAMES, SUBDIVISION, Column, number

YEARLY_GROWTH = number(low=-0.99, high=100)
"""A share by which something grows in a year: 0.05 is +5 %."""
QUEUES_OR_ALL = Column(
    name="queues", kind=NAMES, refers="queues", default=(), about="blank: all"
)  # fmt: skip
HOLIDAYS = (
    Column(name="country", kind=COUNTRY, about="ISO 3166, for public holidays", default=""),
    Column(name="subdivision", kind=SUBDIVISION, about="ISO 3166-2 part", default=""),
)
VOLUME = (
    Column(name="weekly_volume", kind=number("contacts"), about="used without history"),
    Column(name="profile", kind=NAME, refers="profiles", default="", about="shape of a week"),
)
