"""From a picture to a face to a vector: plain Python, NumPy and Pillow, no Django.

Importing this package, or any module in it, loads no network and no engine for one: the web process
uses ``pictures`` and ``errors``; only a worker that builds a ``reader.FaceReader`` loads the rest.

    pictures    bytes of an upload -> a clean RGB picture -> the compact form that is queued
    detection   picture -> boxes and landmarks (MTCNN)
    cascade     the algorithm of MTCNN around its networks
    networks/   the networks, and the engines that execute them
    alignment   picture + landmarks -> crop of 160 x 160
    quality     crop + box -> size, sharpness, light, and what is too little of them
    facenet     crops -> unit vectors of 128 numbers (FaceNet)
    face        the value that comes out, and which of several faces is meant
    reader      all of it, in order
    weights     the file FaceNet needs, and whether it is the right one
    stones      whether a picture without a face shows a stone; stone_training: how it is learnt
    gallery     many pictures of known people -> vectors, for measuring
    dlib_detector  another detector, for datasets
    dataset/    folders of pictures -> crops and vectors in files
    imagine     points of face space that belong to nobody
"""
