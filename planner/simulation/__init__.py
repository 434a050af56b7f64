"""Simulation, contact by contact: what service a schedule gives to those who call and write."""

from planner.simulation.simulating import simulate as simulate
from planner.simulation.trace import Trace as Trace
from planner.simulation.warming import warm_up as warm_up
