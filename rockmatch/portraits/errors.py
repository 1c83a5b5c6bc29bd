"""Why there is no picture."""


class RendererMissing(Exception):
    """Mitsuba is not installed."""


class RenderingFailed(Exception):
    """The renderer took too long, ended, or was asked for what cannot be."""
