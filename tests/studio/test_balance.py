"""The page of the balance: empty, small, huge; who may see it; what it names, what it does not."""

import csv
import re
from datetime import timedelta
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from rockmatch import worker
from rockmatch.models import Balance, Pairing, Rock, Rockelganger
from rockmatch.museum_loader import MUSEUM, read_anchors, read_population
from rockmatch.services import pairings as pairing_services
from rockmatch.services.rockelgangers import become
from studio.coverage import umap_map
from studio.models import Coverage
from studio.services import coverage, coverage_parts
from tests.factories import make_human, make_member, make_pairing, make_rock

pytestmark = pytest.mark.django_db
PAGE = "/curate/balance/"
PLOTS = ["map", "members", "umap", "use", "shares", "drift", "report"]
TABLES = ["pairings", "curve", "rocks", "wanted", "help"]


@pytest.fixture(autouse=True)
def few_people(monkeypatch):
    """Measure on 600 imagined people: enough for what is tested here."""
    monkeypatch.setattr(coverage, "DRAWN", 600)


@pytest.fixture
def museum():
    """Twelve of the museum's places with rocks, balanced, and two rocks without a pairing."""
    anchors = read_anchors(MUSEUM / "anchors.json")[:12]
    pairs = [make_pairing(make_rock(f"Tor {n}"), anchor) for n, anchor in enumerate(anchors)]
    pairing_services.balance_pairings()
    make_rock("Idle Tor")
    make_rock("Lone Tor")
    return pairs


@pytest.fixture
def seen(client, curator):
    """What a curator sees, as text."""

    def see(address=PAGE):
        client.force_login(curator)
        response = client.get(address)
        assert response.status_code == 200
        return response.content.decode()

    return see


def table(client, name):
    response = client.get(f"{PAGE}{name}.csv")
    assert response.status_code == 200, name
    return list(csv.DictReader(response.content.decode().splitlines()))


def test_only_curators_come_in(client, curator):
    addresses = [PAGE, f"{PAGE}map.csv"]
    for address in addresses:
        assert client.get(address).status_code == 302
    client.force_login(make_member("bob"))
    assert {client.get(address).status_code for address in addresses} == {403}
    assert client.post(f"{PAGE}compute/").status_code == 403


def test_before_the_first_snapshot_the_page_says_what_to_do(seen, client):
    page = seen()
    assert "Nothing has been computed yet" in page
    assert "plot-paper" not in page
    assert client.get(f"{PAGE}map.csv").status_code == 404


def test_an_empty_house_has_a_page(seen, client):
    Rock.objects.update(is_on_show=False)
    coverage.measure_coverage()
    page = seen()
    assert "No pairing takes part." in page
    assert Coverage.objects.get().effective_rocks is None
    assert table(client, "rocks") == []


def test_the_page_of_a_small_museum(museum, seen):
    coverage.measure_coverage()
    page = seen()
    for words in (
        "A map of face space",
        "How evenly rocks are used",
        "Not yet: no cell",
        "Hubness",
    ):
        assert words.lower() in page.lower()
    assert "requirements-umap.lock" in page
    assert "Idle Tor" in page
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*src=)", page)
    drawings = re.findall(r"<svg xmlns.*?</svg>", page, re.DOTALL)
    assert len(drawings) >= 3
    assert all(ET.fromstring(drawing).get("role") == "img" for drawing in drawings)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_each_plot_has_its_numbers(museum, seen, client):
    coverage.measure_coverage()
    seen()
    told = {name: table(client, name) for name in (*PLOTS, *TABLES)}
    assert sum(int(row["imagined_people"]) for row in told["map"]) <= 600
    assert len(told["pairings"]) == 12
    assert {row["origin"] for row in told["pairings"]} == {"imagined"}
    assert float(told["curve"][-1]["imagined_people"]) == 1
    assert sum(int(row["imagined_people"]) for row in told["rocks"]) == 600
    assert [row["rock"] for row in told["rocks"]][-3:].count("idle-tor") == 1
    assert {row["name"] for row in told["report"]} >= {"effective", "hubness", "Gini"}
    assert len(told["wanted"]) == 10
    assert client.get(f"{PAGE}nothing.csv").status_code == 404


def test_the_table_is_that_of_match_report(museum, seen, client, capsys, monkeypatch):
    from rockmatch.management.commands import match_report

    monkeypatch.setattr(match_report, "IMAGINED", 600)
    call_command("match_report")
    printed = capsys.readouterr().out
    coverage.measure_coverage()
    seen()
    for row in table(client, "report"):
        assert re.search(rf"^{row['name']} +{re.escape(row['figure'])} ", printed, re.MULTILINE), (
            row
        )


def test_no_cell_of_a_file_is_a_formula(museum, seen, client):
    Rock.objects.filter(slug="tor-3").update(slug="-3-plus-4")
    coverage.measure_coverage()
    seen()
    names = [row["rock"] for row in table(client, "rocks")]
    assert "'-3-plus-4" in names
    assert not any(name.startswith(("-", "=", "+", "@")) for name in names)


@pytest.fixture
def house_with_a_hole(unit):
    """A museum without places for one part of people, and three humans: one of them lies there."""
    people = read_population().draw(600, np.random.default_rng(1))
    middle = people.mean(axis=0)
    axis = np.linalg.svd(people - middle, full_matrices=False)[2][0]
    lonely = people[np.argsort((people - middle) @ axis)[-60:]]
    others = people[np.argsort((people - middle) @ axis)[:300]]
    rocks = [make_rock(f"Tor {number}") for number in range(40)]
    for rock, face in zip(rocks, others[::8], strict=False):
        make_pairing(rock, face)
    mean = lonely.mean(axis=0)
    there = make_human(mean / np.linalg.norm(mean), name="Lonely Lee")
    twin = make_human(others[0], name="Twin of Tor")
    taken = make_human(lonely[0], name="Has a rock")
    make_pairing(rocks[0], lonely[0], human=taken, held_out=True)
    return there, twin, make_rock("Idle Tor")


def test_the_pairings_that_help_most(house_with_a_hole, seen, client):
    there, twin, _ = house_with_a_hole
    snapshot = coverage.measure_coverage()
    told = snapshot.plots["help"]
    assert told["waiting"] == 2
    assert [one["human"] for one in told["pairings"]] == [str(there.pk)]
    [best] = told["pairings"]
    used = {row[1]: row[2] for row in snapshot.ranks}
    assert used[best["rock"]] == min(used.values())
    assert best["nearer"] > 0.05
    assert best["moved"] > 0.05
    page = seen()
    assert "Lonely Lee" in page
    assert twin.name not in page
    assert "Has a rock" not in page
    assert [row["human"] for row in table(client, "help")] == [str(there.pk)]


def test_who_got_a_rock_or_left_since_is_not_suggested(house_with_a_hole, seen, unit):
    there, _, idle = house_with_a_hole
    coverage.measure_coverage()
    make_pairing(idle, unit(3), human=there)
    assert "Lonely Lee" not in seen()
    there.delete()
    assert 'id="helps"' not in seen()


def test_the_snapshot_holds_no_name_and_no_vector(house_with_a_hole):
    there, _, _ = house_with_a_hole
    snapshot = coverage.measure_coverage()
    kept = repr(snapshot.plots) + repr(snapshot.ranks)
    assert there.name not in kept
    numbers = [float(one) for one in re.findall(r"-?\d+\.\d{3,}", kept)]
    vector = np.asarray(there.embedding)
    assert not any(np.isclose(number, vector, rtol=0, atol=1e-9).any() for number in numbers)


def test_the_members_and_selfies_of_each_rock_are_counted(museum, seen, client):
    for number in (3, 3, 3, 5):
        become(make_member().pk, rock=museum[number].rock, way=Rockelganger.Way.SELFIE)
    become(make_member().pk, rock=museum[5].rock, way=Rockelganger.Way.WANDERING)
    coverage.measure_coverage()
    seen()
    told = {row["rock"]: (row["members"], row["selfies"]) for row in table(client, "rocks")}
    assert (told["tor-3"], told["tor-5"], told["tor-6"]) == (("3", "3"), ("2", "1"), ("0", "0"))
    use = {row["whose"]: row for row in table(client, "use")}
    assert use["Selfies ever"]["people"] == "4"
    assert float(use["Selfies ever"]["effective_rocks"]) == pytest.approx(1.75, abs=0.01)


def test_drift_needs_three_nights(museum, seen, client):
    coverage.measure_coverage()
    assert "Not yet: a line needs three nights" in seen()
    for night in range(3):
        run = Balance.objects.create(pairings=12, rocks=12, matches=9, effective_rocks=4 + night)
        Balance.objects.filter(pk=run.pk).update(
            created_at=timezone.now() - timedelta(days=3 - night)
        )
    coverage.measure_coverage()
    page = seen()
    assert "Not yet: a line needs three nights" not in page
    assert 'id="plot-drift-title"' in page
    nights = [row for row in table(client, "drift") if row["effective_rocks"]]
    assert [float(row["effective_rocks"]) for row in nights] == [6, 5, 4]
    assert all(4 < float(row["by_chance"]) < 9 for row in nights)


def test_imagined_people_have_a_line_after_three_snapshots(museum, seen):
    for _ in range(3):
        snapshot = coverage.measure_coverage()
    assert 0.5 < snapshot.effective_rocks / snapshot.by_chance < 1
    page = seen()
    assert 'id="plot-drift-title"' in page
    assert "Selfies of the night" not in page


def test_a_snapshot_of_another_version_waits_to_be_computed_anew(museum, seen):
    snapshot = coverage.measure_coverage()
    snapshot.plots["format"] = 0
    snapshot.save()
    assert "Nothing has been computed yet" in seen()


def test_umap_is_drawn_where_it_is_installed(museum, seen, client, monkeypatch):
    assert not umap_map.is_there()
    monkeypatch.setattr(umap_map, "is_there", lambda: True)
    monkeypatch.setattr(umap_map, "lay_flat", lambda vectors: vectors[:, :2].astype(float))
    coverage.measure_coverage()
    page = seen()
    assert 'id="plot-umap-title"' in page
    assert "requirements-umap.lock" not in page
    assert sum(int(row["imagined_people"]) for row in table(client, "umap")) == 600


def test_older_snapshots_keep_their_figures_alone(museum):
    first, second = coverage.measure_coverage(), coverage.measure_coverage()
    first.refresh_from_db()
    assert (first.plots, first.ranks) == ({}, [])
    assert first.effective_rocks == pytest.approx(second.effective_rocks)
    assert second.plots["map"]


def test_the_worker_is_asked_once(client, curator, monkeypatch):
    sent = []
    monkeypatch.setattr(worker, "is_there", lambda: True)
    monkeypatch.setattr("studio.tasks.measure_coverage.delay", lambda: sent.append(1))
    client.force_login(curator)
    for _ in range(3):
        page = client.post(f"{PAGE}compute/", follow=True).content.decode()
        assert "The worker is at it." in page
    assert len(sent) == 1
    coverage.measure_coverage()
    assert not coverage.is_asked_for()


def test_without_a_worker_a_curator_is_told(client, curator, monkeypatch):
    monkeypatch.setattr(worker, "is_there", lambda: False)
    client.force_login(curator)
    page = client.post(f"{PAGE}compute/", follow=True).content.decode()
    assert "No worker is there just now" in page
    assert not coverage.is_asked_for()


def test_a_measurement_that_fails_can_be_asked_for_again(curator, monkeypatch):
    monkeypatch.setattr(worker, "is_there", lambda: True)
    monkeypatch.setattr("studio.tasks.measure_coverage.delay", lambda: None)
    assert coverage.ask()
    monkeypatch.setattr(coverage_parts, "drift", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        coverage.measure_coverage()
    assert not coverage.is_asked_for()
    assert not Coverage.objects.exists()


def asked(client):
    client.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(PAGE)
    assert page.status_code == 200
    return queries


def test_the_page_asks_as_little_for_much_as_for_little(
    house_with_a_hole, client, curator, monkeypatch
):
    client.force_login(curator)
    coverage.measure_coverage()
    little = asked(client)
    faces = read_population().draw(60, np.random.default_rng(5))
    for face in faces[:30]:
        make_human(face)
        Balance.objects.create(pairings=12, rocks=12, matches=9, effective_rocks=4)
    rocks = [make_rock() for _ in range(30)]
    for rock, face in zip(rocks, faces[30:], strict=True):
        make_pairing(rock, face, origin="curated")
    coverage.measure_coverage()
    much = asked(client)
    assert len(much) == len(little) <= 6


def test_a_huge_museum_is_sampled_and_its_page_stays_small(client, curator, monkeypatch):
    """5,000 pairings of 2,500 rocks: the snapshot does not grow with them."""
    monkeypatch.setattr(coverage, "DRAWN", 200)
    like = make_rock("Tor")
    faces = read_population().draw(5_000, np.random.default_rng(6))
    rocks = Rock.objects.bulk_create(
        Rock(name=f"Tor {n}", slug=f"tor-{n}", portraits=like.portraits, colour="#444")
        for n in range(2_500)
    )
    with connection.cursor() as cursor:  # building the graph is what takes long
        cursor.execute("DROP INDEX pairing_key_hnsw")
    Pairing.objects.bulk_create(
        Pairing(rock=rocks[n // 2], name=f"p{n}", origin="curated", embedding=face)
        for n, face in enumerate(faces)
    )
    snapshot = coverage.measure_coverage()
    assert (snapshot.pairings, snapshot.rocks) == (5_000, 2_502)
    origin = snapshot.plots["map"]["origins"]["curated"]
    assert (origin["count"], len(origin["places"])) == (5_000, coverage_parts.POINTS)
    assert len(snapshot.ranks) == coverage_parts.RANKS
    assert snapshot.ranks[0][0] == 1
    assert snapshot.ranks[-1][0] == 2_502
    client.force_login(curator)
    page = client.get(PAGE)
    assert len(page.content) < 150_000
    assert len(asked(client)) <= 6


def test_the_report_prints_and_writes_the_same(museum, capsys, tmp_path):
    call_command("coverage_report", svg=tmp_path / "plots")
    printed = capsys.readouterr().out
    assert "14 rocks, 12 pairings" in printed
    assert "How evenly rocks are used" in printed
    written = {file.stem for file in (tmp_path / "plots").iterdir()}
    assert written == {"map", "use", "shares"}
    for file in (tmp_path / "plots").iterdir():
        assert ET.fromstring(file.read_text()).get("viewBox")


def test_the_report_says_where_it_cannot_write(museum, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="file"):
        call_command("coverage_report", svg=tmp_path / "file")


def test_the_beat_asks_for_it_every_night():
    from rockstar_site.schedule import SCHEDULE

    [entry] = [e for e in SCHEDULE.values() if e["task"] == "studio.measure_coverage"]
    night = SCHEDULE["balance-pairings"]["schedule"]
    assert (entry["schedule"].hour, min(entry["schedule"].minute)) > (night.hour, min(night.minute))


def test_the_task_is_the_service(museum):
    from studio.tasks import measure_coverage

    measure_coverage()
    assert Coverage.objects.get().pairings == 12


def test_a_suggestion_leads_to_where_one_pairs(house_with_a_hole, seen, monkeypatch):
    there, _, _ = house_with_a_hole
    coverage.measure_coverage()
    there_is_none = "?human=" not in seen()
    try:
        reverse("studio")
    except NoReverseMatch:
        assert there_is_none
    else:
        assert f"?human={there.pk}" in seen()
