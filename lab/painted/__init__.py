"""Your face in stone: a member's selfie, painted in the stone of their rock for them alone.

The painting is a picture of a face as the selfie is. So all of it is in Redis, sealed, for ten
minutes at most; no row is written.

    words     the consent, and what is said when something did not work
    state     how far a sitting is, and how that is told
    sittings  its life, from the picture that arrives to the painting that is destroyed
    keys      the key to it, in its member's browser
    painter   what the worker does
    receivers members who leave
"""
