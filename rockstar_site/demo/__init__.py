"""The demo of `make demo`: a site on its own database, with a society that was made up.

Its settings add one route, by which whoever has the printed link is logged in. A site that is not
the demo does not know these settings, and so has no such route.
"""
