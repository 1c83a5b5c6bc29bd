"""From a photograph of a real stone to portraits of a rock. It loads OpenCV: worker only.

matte       which pixels are the stone
judging     whether that is to be believed
setting     a cut stone on the museum's ground, with its shadow
stone       all of it, and the gate
"""
