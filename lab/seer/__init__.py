"""The seer in the lab: what it is trained on, how well it sees, and what it says of our rocks.

pictures    stones of ours, with their truth
people      answers, as what the seer is to come to
trial       five foldings, so that each rock is judged by heads that never saw it
figures     how good it is, beside the detectors, with intervals over rocks
table       the same, to be read
views       the files: figures, and what it says of each stone
"""
