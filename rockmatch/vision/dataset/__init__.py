"""Folders of pictures of known people, ``root/Person/IMG``: crops and vectors of all of them.

What ``python manage.py align_faces`` and ``embed_faces`` do, without Django.

    walk        which files are pictures of whom
    files       read one file, write one file, whatever they are called and wherever they lie
    batches     picture files -> arrays, as many at a time as fit in memory
    faces       which detector, and the one face that is cut out of each picture
    align       pictures -> crops as files
    embed       pictures or crops -> vectors
    tables      vectors <-> Parquet, NPZ, and the pickle of rockstar-ai
    outcome     what became of each picture
"""
