"""The servers that RockStar brings along, and the supervisor that keeps the whole house running.

`python -m rockstar_site.embedded up` starts everything; `... run -- COMMAND` starts PostgreSQL and
Redis alone, runs a command against them and stops them. Nothing here imports Django.
"""
