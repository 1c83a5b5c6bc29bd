"""A face painted in the stone of a rock, and whether machines still know whose it is.

Style transfer after L. Gatys, A. Ecker and M. Bethge, "Image Style Transfer Using Convolutional
Neural Networks" (2016), with the first layers of FaceNet in the place of VGG: no other weights are
needed. Plain Python, no Django; TensorFlow is imported when something is painted.

    canvas      the square around a head, the stone of a rock, and the first coat of paint
    brush       the painting itself
    verdict     what a detector and FaceNet make of the result
    child       all of it in a process of its own, for a worker
"""
