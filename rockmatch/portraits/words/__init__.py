"""What is said of a rock: its name, a sentence of geology, and its portrait for who cannot see it.

The words were written by hand and lie in TOML files; the modules only choose among them. `names`
and `sentences` choose what is not taken yet, `describing` puts a portrait into words.
"""

from rockmatch.portraits.words.describing import describe
from rockmatch.portraits.words.names import choose_name
from rockmatch.portraits.words.sentences import choose_sentence

__all__ = ["choose_name", "choose_sentence", "describe"]
