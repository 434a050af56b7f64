"""The same seed with one worker makes the same schedule, however fast the machine is."""

import time

from planner.optimiser import Result, optimise
from planner.optimiser.results import Stop
from tests.support.random_plans import Operation, random_operation


def _run(operation: Operation, stop: Stop, seed: int = 3) -> Result:
    return optimise(operation.plan, operation.needs, seconds=0.5, workers=1, seed=seed, stop=stop)


def test_one_worker_repeats_itself_at_any_speed() -> None:
    operation = random_operation(5, people=16, days=14, interval=30)

    pauses = []

    def dawdle() -> bool:
        time.sleep(0.05)
        pauses.append(1)
        return False

    quick, slow = _run(operation, lambda: False), _run(operation, dawdle)
    assert quick.status == "feasible"
    assert len(pauses) > 3
    assert (quick.schedule, quick.cost, quick.bound) == (slow.schedule, slow.cost, slow.bound)
