"""A painter that paints nothing, and what is kept meanwhile."""

from dataclasses import dataclass, field

from lab import tasks
from rockmatch import picture_store
from rockmatch.painting.child import Painted

PAINTING = b"RIFF a painted face"


def kept():
    """What lies in Redis of anybody."""
    return sorted(name.decode() for name in picture_store.client().scan_iter("*"))


@dataclass
class Painter:
    """Paints nothing, and does as it is told; `seen` are the states that could be seen meanwhile.

    `outcome` is what it makes, or raises; `meanwhile` is done while it paints.
    """

    outcome: object = field(default_factory=lambda: Painted(PAINTING, 0.9987, True))
    meanwhile: object = None
    jobs: list = field(default_factory=list)
    seen: list = field(default_factory=list)
    given: list = field(default_factory=list)

    def paint_apart(self, selfie, rock, tools, *, seconds, on_stage, on_read):
        self.given.append((selfie, rock, tools))
        for stage in ("detecting", "aligning", "embedding"):
            on_stage(stage, 0)
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        on_read()
        self.seen.append(kept())
        if self.meanwhile:
            self.meanwhile()
        for percent in (0, 50):
            on_stage("painting", percent)
        on_stage("judging", 0)
        return self.outcome

    def work(self):
        """Let the darkroom do the last job."""
        tasks.paint_sitting.apply(args=self.jobs[-1][0])
