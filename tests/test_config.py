import pytest

from rockstar_site.config import Config


@pytest.mark.parametrize(
    ("chosen", "cores", "shape"),
    [
        ({}, 1, (1, 1)),
        ({}, 2, (2, 1)),
        ({}, 4, (4, 1)),
        ({}, 16, (4, 4)),
        ({"worker_processes": 1}, 2, (1, 2)),
        ({"worker_processes": 3}, 2, (3, 1)),
        ({"worker_processes": 8}, 16, (8, 2)),
        ({"worker_processes": 1, "worker_threads": 1}, 2, (1, 1)),
    ],
)
def test_the_worker_shares_the_cores_among_its_processes(chosen, cores, shape):
    config = Config(**({"worker_processes": 0, "worker_threads": 0} | chosen))
    assert config.worker_shape(cores) == shape
