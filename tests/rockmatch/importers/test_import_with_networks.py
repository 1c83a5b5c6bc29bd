"""The import with the real networks: a person comes in, and no person as a stone."""

import io

import numpy as np
import pytest
from PIL import Image
from skimage import data

from rockmatch import worker
from rockmatch.models import Human, Pairing, Rock
from tests.faces import as_file, astronaut, rock, selfie
from tests.rockmatch.importers.conftest import run
from tests.rockmatch.importers.test_archive import export

pytestmark = [pytest.mark.django_db, pytest.mark.weights]


@pytest.fixture
def networks(monkeypatch, reader):
    monkeypatch.setattr(worker, "_reader", reader)


def gravel():
    """A small photograph of nothing but stone."""
    return as_file(Image.fromarray(data.gravel()).convert("RGB").resize((130, 110)), quality=92)


def test_a_person_comes_in_and_neither_people_nor_things_hang_as_stones(
    seed, networks, reader, tmp_path
):
    coffee = as_file(Image.fromarray(data.coffee()).resize((300, 200)))
    again = as_file(Image.open(io.BytesIO(selfie())).resize((400, 400)), quality=60)
    source = seed(
        {
            "eileen/human_eileen_1.jpg": selfie(),
            "eileen/human_eileen_b_1.jpg": again,
            "stone/human_stone_1.jpg": rock(),
        },
        {
            "rocks_1.jpg": gravel(),
            "rocks_2.jpg": as_file(astronaut().crop((120, 0, 320, 200))),
            "rocks_3.jpg": coffee,
        },
    )
    status, told = run(source, "--all-stones", "--may-be-shown", "--licence", "public domain")
    assert status == 1
    assert "eileen_b_1.jpg: the same photograph, or nearly, is here already" in told
    assert "human_stone_1.jpg: a stone where a human should be" in told
    assert "rocks_3.jpg: it shows no single stone" in told
    assert [rock.name for rock in Rock.objects.filter(is_on_show=True)] == ["Stone 1"]
    assert not Rock.objects.filter(is_on_show=False).exists()
    human = Human.objects.get()
    read = reader.read(_pixels(selfie())).embedding
    assert float(human.embedding @ read) > 0.999

    # Given away without vectors, the crop alone leads to nearly the same place.
    export(tmp_path / "out.zip", "--with-pictures")
    Human.objects.all().delete()
    assert run(tmp_path / "out.zip")[0] == 0
    assert float(Pairing.objects.get().embedding @ read) > 0.99


def _pixels(file):
    return np.asarray(Image.open(io.BytesIO(file)).convert("RGB"))
