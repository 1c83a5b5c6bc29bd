"""The tool that keeps the languages in step, and that German is complete."""

import pytest
from django.core.management import CommandError, call_command

from rockstar_site import translation

SOURCE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext

class Choices:
    ONE = _("One choice")

def said(n):
    # Translators: how many stones lie there
    pgettext("of a theme", "Light")
    return ngettext("%(n)s stone", "%(n)s stones", n) % {"n": n}
"""
TEMPLATE = """
{% load i18n %}
        <a title="{% translate 'In an attribute' %}">
    {% translate "Light" context "of a weight" %}</a>
    {% blocktranslate trimmed with name=rock.name %}
        Two lines about
        {{ name }}
    {% endblocktranslate %}
  {% blocktranslate count n=n %}{{ n }} rock{% plural %}{{ n }} rocks{% endblocktranslate %}
{% firstof thing _("An argument") %} {# {% translate "A comment" %} #}
"""


@pytest.fixture
def house(tmp_path):
    """A source tree with one module, one template and a language that nobody has begun."""
    (tmp_path / "feed").mkdir()
    (tmp_path / "feed" / "words.py").write_text(SOURCE)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    (tmp_path / "locale" / "de").mkdir(parents=True)
    return tmp_path


def found(house):
    return {(message.context, message.id) for message in translation.strings(house) if message.id}


def translate(house, **said):
    """Write a translation of every string, `said` for those that it names."""
    words = translation.merged("de", house)
    for message in words:
        if not message.id:
            continue
        forms = [message.id] if isinstance(message.id, str) else message.id
        german = [said.get(form, f"de {form}") for form in forms]
        message.string = german[0] if isinstance(message.id, str) else tuple(german)
    path = translation.po_path("de", house)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(translation.as_po(words))
    return translation.update("de", house)


def test_german_is_complete():
    """If this fails: `manage.py translate`, then fill in what it names. See CONTRIBUTING.md."""
    assert translation.languages() == ["de"]
    assert translation.problems("de") == []


def test_strings_are_found_wherever_they_may_stand(house):
    assert found(house) == {
        (None, "One choice"),
        ("of a theme", "Light"),
        (None, ("%(n)s stone", "%(n)s stones")),
        (None, "In an attribute"),
        ("of a weight", "Light"),
        (None, "Two lines about %(name)s"),
        (None, ("%(n)s rock", "%(n)s rocks")),
        (None, "An argument"),
    }


def test_a_language_begins_empty_and_says_what_it_lacks(house):
    words = translation.update("de", house)
    assert len(translation.untranslated(words)) == 8
    assert "not translated: An argument" in translation.problems("de", house)


def test_what_is_complete_stays_as_it_is(house):
    translate(house)
    assert translation.problems("de", house) == []
    path = translation.po_path("de", house)
    before = path.read_bytes(), path.with_suffix(".mo").read_bytes()
    translation.update("de", house)
    assert (path.read_bytes(), path.with_suffix(".mo").read_bytes()) == before
    assert str(house).encode() not in before[0]
    assert b"words.py" in before[0]


def test_a_string_that_is_gone_goes_and_a_new_one_is_told(house):
    translate(house)
    template = house / "templates" / "page.html"
    template.write_text(template.read_text().replace("An argument", "Another one"))
    assert translation.problems("de", house)[0] == "not translated: Another one"
    translation.update("de", house)
    assert "An argument" not in translation.po_path("de", house).read_text()


@pytest.mark.parametrize("wrong", ["Zwei Zeilen", "%(nmae)s", "%(name)s %(name)s", "<b>%(name)s"])
def test_a_placeholder_that_differs_is_told(house, wrong):
    translate(house, **{"Two lines about %(name)s": wrong})
    [told] = translation.problems("de", house)
    assert wrong in told


def test_one_needs_no_number(house):
    translate(house, **{"%(n)s stone": "%(n)s Stein", "%(n)s stones": "%(n)s Steine"})
    assert translation.problems("de", house) == []


def test_what_is_compiled_has_to_be_in_step(house):
    translate(house)
    compiled = translation.po_path("de", house).with_suffix(".mo")
    compiled.write_bytes(compiled.read_bytes()[:-1] + b"!")
    assert translation.problems("de", house) == ["django.mo is out of step with django.po"]


def test_the_command_checks_and_says_so(capsys, monkeypatch):
    call_command("translate", "--check")
    assert capsys.readouterr().out == "German is complete.\n"
    monkeypatch.setattr(translation, "problems", lambda language: ["not translated: Oh"])
    with pytest.raises(CommandError, match="not translated: Oh"):
        call_command("translate", "--check")
