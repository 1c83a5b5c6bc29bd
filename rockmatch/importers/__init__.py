"""Pairings from elsewhere and to elsewhere: what lies in a folder or an archive, and the work.

`seed`, `listed` and `archive` each tell what pairs there are (`proposals.Proposal`) and what cannot
be one; `work` reads, screens and brings them in.
"""
