"""What the lab keeps: what it shows, who looks, and what people and machines said."""

from lab.models.looks import MachineLook
from lab.models.pairs import PairTrial
from lab.models.raters import Rater
from lab.models.stimuli import Stimulus
from lab.models.trials import SAW, Trial

__all__ = ["SAW", "MachineLook", "PairTrial", "Rater", "Stimulus", "Trial"]
