"""Parameters in, a picture of a rock out. Plain Python, NumPy and SciPy; Mitsuba only to render.

The way through: `parameters` (what a rock is) -> `shape` (the bare body) -> `relief` and `face`
(what lies on it) -> `colour` -> `surface` (one mesh) -> `scene` -> `develop` -> `render`.
`stones` and `sampling` draw new rocks; `museum` keeps those that have a name.
`words` gives a stone its name and a sentence, and describes its portrait.
"""
