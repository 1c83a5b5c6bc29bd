"""A believable small society of stones, made up from a seed: `manage.py populate`.

`people` and `talk` make it up without a database; `grammar` speaks, from the stock in the TOML
files beside it; `network` says who follows whom; `settle` writes all of it down.
"""
