"""`{% load i18n %}`: Django's tags, of which `{% translate "words" %}` remembers what it said.

A timeline says "Answer" and "Bookmark" for each of its posts, and Django asks the catalogue each
time, by way of a lazy string. What a catalogue says does not change while a process lives.
"""

from typing import Any

from django.template import Context, Library, Node
from django.template.base import Parser, Token
from django.templatetags.i18n import TranslateNode, do_translate
from django.templatetags.i18n import register as djangos
from django.utils.translation import get_language

register = Library()
register.tags.update(djangos.tags)
register.filters.update(djangos.filters)


class KnownWords(Node):
    """Words that stand in the template as they are, by language."""

    def __init__(self, node: TranslateNode) -> None:
        self.node = node
        self.by_language: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        words = self.by_language.get(language)
        if words is None:
            words = self.by_language[language] = self.node.render(context)
        return words


@register.tag("trans")
@register.tag("translate")
def translate(parser: Parser, token: Token) -> Node:
    """Remember what is plain; what has a variable, a context, a filter or a name is Django's."""
    node: Any = do_translate(parser, token)
    said = node.filter_expression
    is_plain = said.var.literal is not None and not said.filters
    if is_plain and not (node.noop or node.asvar or node.message_context):
        return KnownWords(node)
    return node
