"""The seer: says where it sees a face in a stone, and how strongly a person would.

Two linear heads over layers of CenterFace, which was trained on people's faces and is left as it
is. One is slid over the picture in seven sizes and says where; the other looks closely at the best
places and says how strongly. Both are fitted by ``manage.py train_seer`` to rocks of ours, of which
the truth is known, and to people's answers as they come.

layers     what CenterFace makes of a picture, and of a place in it
windows    places and boxes, and how one becomes the other
ridge      the least squares that both heads are fitted by
heads      what is learnt, and its file
known      pictures with known truth, and what strength means
training   how the heads are fitted
observer   the seer, beside the detectors
"""

from typing import Final

SEER: Final = "seer"  # its name among those who look
