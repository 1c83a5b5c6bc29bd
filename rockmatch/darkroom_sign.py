"""Whether there is a darkroom: asked without loading what the darkroom does."""

from typing import Final

from rockmatch.sign import Sign

SIGN: Final = Sign("feed-darkroom")
is_open: Final = SIGN.is_there
