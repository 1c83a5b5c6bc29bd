"""Words of templates that are remembered: each reader hears their own language."""

import pytest
from django.template import engines
from django.utils import translation


def said(template, language, **context):
    with translation.override(language):
        return template.render(context)


def written(text):
    return engines["django"].from_string("{% load i18n %}" + text)


@pytest.mark.parametrize("tag", ["translate", "trans"])
def test_one_template_speaks_to_each_in_their_language(tag):
    template = written("{% " + tag + " 'Home' %}")
    heard = [said(template, language) for language in ("en", "de", "en", "de", None)]
    assert heard == ["Home", "Start", "Home", "Start", "Home"]


def test_words_that_vary_are_looked_up_each_time():
    template = written("{% translate word %}")
    assert [said(template, "de", word=word) for word in ("Home", "Search")] == ["Start", "Suchen"]


def test_a_context_a_name_and_a_filter_keep_their_meaning():
    template = written(
        "{% translate 'Find my rock' context 'short, in a corner' %}, "
        "{% translate 'Home' as home %}{{ home }}, {% translate 'Home'|upper %}"
    )
    english, german = said(template, "en"), said(template, "de")
    assert english == "Find my rock, Home, HOME"
    assert german != english
    assert "Start" in german


def test_words_with_a_percent_sign_and_quotes_stay_as_they_are():
    assert said(written('{% translate "100 % o\'clock" %}'), "de") == "100 % o'clock"
