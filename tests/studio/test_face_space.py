"""Pairings in memory: what is brought up to date step by step is what would be found anew."""

import numpy as np
import pytest

from studio.face_space import Nearest, Rows, Space

FACES = 60


def units(rng, count):
    points = rng.normal(size=(count, 128)).astype(np.float32)
    return points / np.linalg.norm(points, axis=1, keepdims=True)


class Table:
    """Pairings as a database has them."""

    def __init__(self, rng):
        self.rng, self.rows, self.next = rng, {}, 1

    def add(self, count, weight=0.0):
        for place in units(self.rng, count):
            self.rows[self.next] = [self.next % 7 + 1, weight, True, place]
            self.next += 1

    def told(self):
        ids = np.array(sorted(self.rows), np.int64)
        rows = [self.rows[pk] for pk in ids]
        return Rows(
            ids,
            np.array([row[0] for row in rows], np.int64),
            np.array([row[1] for row in rows], np.float32),
            np.array([row[2] for row in rows], np.bool_),
        ), np.array([row[3] for row in rows], np.float32).reshape(-1, 128)

    def best(self, face):
        """By the definition: |x - a|^2 - w."""
        order = {
            pk: float(np.square(face - place).sum()) - weight
            for pk, (_, weight, takes_part, place) in self.rows.items()
            if takes_part
        }
        return min(order, key=order.get) if order else 0


def follow(space, table):
    rows, places = table.told()
    space.follow(rows, rows.ids, places)


def owners(table, faces):
    return [table.best(face) for face in faces]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_changes_each_face_has_its_nearest_pairing(seed):
    rng = np.random.default_rng(seed)
    table, space, nearest, faces = Table(rng), Space(), Nearest(), units(rng, FACES)
    keys = np.arange(FACES)
    table.add(30)
    for turn in range(25):
        ids = sorted(table.rows)
        chosen = table.rows[int(rng.choice(ids))]
        match turn % 5:
            case 0:
                table.add(int(rng.integers(1, 5)))
            case 1:
                del table.rows[int(rng.choice(ids))]
            case 2:
                chosen[2] = not chosen[2]
            case 3:
                chosen[1] = -float(rng.random())
            case 4:
                chosen[1] = 0.0
        follow(space, table)
        nearest.follow(keys, faces, space)
        assert nearest.owner.tolist() == owners(table, faces)
        assert nearest.rocks(space).tolist() == [table.rows[pk][0] for pk in nearest.owner]


def test_new_ones_alone_are_told_apart():
    rng = np.random.default_rng(9)
    table, space, nearest, faces = Table(rng), Space(), Nearest(), units(rng, FACES)
    table.add(20, weight=-0.1)
    follow(space, table)
    nearest.follow(np.arange(FACES), faces, space)
    before = space.last_id
    table.add(20)
    rows, places = table.told()
    new = rows.ids > before
    space.append(Rows(*(column[new] for column in rows)), places[new])
    nearest.follow(np.arange(FACES), faces, space)
    assert nearest.owner.tolist() == owners(table, faces)
    assert space.last_id == 40


def test_who_is_no_longer_among_the_faces_is_forgotten():
    rng = np.random.default_rng(2)
    table, space, nearest, faces = Table(rng), Space(), Nearest(), units(rng, FACES)
    table.add(10)
    follow(space, table)
    nearest.follow(np.arange(FACES), faces, space)
    kept = np.array([3, 8, 40])
    nearest.follow(kept, faces[kept], space)
    assert nearest.keys.tolist() == [3, 8, 40]
    assert nearest.owner.tolist() == owners(table, faces[kept])


def test_where_no_pairing_takes_part_nobody_has_one():
    space, nearest = Space(), Nearest()
    faces = units(np.random.default_rng(1), 3)
    nearest.follow(np.arange(3), faces, space)
    assert nearest.owner.tolist() == [0, 0, 0]
    assert nearest.rocks(space).tolist() == [0, 0, 0]
    assert nearest.would_move(faces, faces[0]).all()


def test_a_pairing_would_move_those_to_whom_it_is_nearer():
    space, nearest = Space(), Nearest()
    faces = np.eye(128, dtype=np.float32)[:3]
    rows = Rows(np.array([1]), np.array([5]), np.array([-0.3], np.float32), np.array([True]))
    space.follow(rows, rows.ids, faces[:1])
    nearest.follow(np.arange(3), faces, space)
    assert nearest.would_move(faces, faces[1]).tolist() == [False, True, True]
