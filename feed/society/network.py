"""Who follows whom: circles of friends, and a few whom everybody reads."""

from itertools import accumulate
from random import Random
from typing import Final

from feed.society.people import Person

_OF_THE_CIRCLE: Final = 0.75  # of those whom one follows
_MOST: Final = 400


def let_follow(people: list[Person], chance: Random) -> list[tuple[int, int]]:
    """Say who follows whom, as places in the list, in the order in which they began to.

    Fame has a heavy tail, so that the best known is followed by a good part of all. Notes it in
    `followed` and `followers` too.
    """
    circles: dict[int, list[int]] = {}
    for place, person in enumerate(people):
        circles.setdefault(person.circle, []).append(place)
    everybody = _Urn(list(range(len(people))), people, chance)
    urns = {circle: _Urn(places, people, chance) for circle, places in circles.items()}
    for place, person in enumerate(people):
        wanted = int(min(len(people) / 2.5, _MOST, 4 + chance.lognormvariate(2.4, 0.8)))
        chosen: dict[int, None] = {}
        for _ in range(3 * wanted):
            urn = urns[person.circle] if chance.random() < _OF_THE_CIRCLE else everybody
            other = urn.draw()
            if other != place:
                chosen[other] = None
            if len(chosen) >= wanted:
                break
        person.followed = list(chosen)
        for other in chosen:
            people[other].followers.append(place)
    pairs = [(place, other) for place, person in enumerate(people) for other in person.followed]
    chance.shuffle(pairs)
    return pairs


class _Urn:
    """Draws places as often as their people are known."""

    def __init__(self, places: list[int], people: list[Person], chance: Random) -> None:
        self.places, self.chance = places, chance
        self.weights = list(accumulate(people[place].fame for place in places))

    def draw(self) -> int:
        return self.chance.choices(self.places, cum_weights=self.weights)[0]
