"""CycleGAN: pictures of people and of stones, turned into one another without any pairs.

Zhu, Park, Isola and Efros, "Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial
Networks", ICCV 2017 (arXiv 1703.10593), in Keras 3 with whatever backend is there: TensorFlow here,
JAX or PyTorch (``KERAS_BACKEND``) on a machine that has an accelerator and no TensorFlow. No
Django. ``python -m rockmatch.gan`` trains; importing this package loads no network.

    recipe      what a run is made from, as it stands beside its results
    pictures    folders of pictures -> batches, the same ones whenever a run is started again
    history     the pool of 50 earlier translations that the discriminators are shown
    networks    generator and discriminator
    schedule    the learning rate: constant, then falling to nothing
    model       the losses, and one step of all four networks
    losses      their names, and the file that they are in
    checkpoint  everything that a step changes <-> one file
    training    the loop: epochs, checkpoints, sheets, losses; stopped and gone on with
    sheet       pictures there and back, as one WebP
    events      losses as TensorBoard reads them
    command     the command line; stopped: that a run was
    translator  trained generators
    likeness    distances and shares, from vectors
    people      two pictures of each of some people
    report      how close (or not) translated people are to rocks; table: the same as text
"""
