"""The rules that every page is judged by do see a page that breaks them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from config.lokaal.processen import Webserver
from tests.browser.toetsing import Ooggetuige, faults

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("bronhuis_db")]

KAPOT = [
    ("document.querySelector('main').append(document.createElement('img'))", "image-alt"),
    ("document.querySelector('h1').remove()", "h1"),
    ("document.querySelector('h1').outerHTML += '<h3>Te diep</h3>'", "kop overgeslagen"),
    ("document.querySelector('h1').id = 'inhoud'", "dubbele id"),
    ("document.documentElement.lang = ''", "lang"),
    ("document.title = ''", "titel"),
    ("document.querySelector('.utrecht-skip-link').remove()", "overslaan"),
    ("document.querySelector('.inleiding').style.color = 'rgb(120, 120, 120)'", "color-contrast"),
    ("const w = document.createElement('p'); w.style.width = '500px'; w.textContent = 'breed'; document.querySelector('main').append(w)", "te breed"),
]  # fmt: skip


@pytest.mark.parametrize(("breuk", "melding"), KAPOT, ids=[m for _, m in KAPOT])
def test_a_broken_page_is_seen(chromium: Browser, server: Webserver, breuk: str, melding: str) -> None:
    context = chromium.new_context(base_url=server.url, locale="nl-NL")
    page = context.new_page()
    page.goto("/")
    assert faults(page) == []
    page.evaluate(f"() => {{ {breuk} }}")
    assert melding in str(faults(page))
    context.close()


def test_a_breach_of_the_policy_is_seen(chromium: Browser, server: Webserver) -> None:
    context = chromium.new_context(base_url=server.url, locale="nl-NL")
    ooggetuige = Ooggetuige(server.url)
    ooggetuige.watch(context)
    page = context.new_page()
    page.goto("/")
    assert ooggetuige.take() == []
    page.evaluate("() => document.querySelector('h1').setAttribute('style', 'color: red')")
    page.evaluate("() => document.body.append(Object.assign(document.createElement('script'), {textContent: '1'}))")
    page.wait_for_function("() => document.readyState === 'complete'")
    assert len([b for b in ooggetuige.take() if "Content Security Policy" in b]) == 2
    context.close()


def test_a_request_to_another_origin_is_seen(chromium: Browser, server: Webserver) -> None:
    context = chromium.new_context(base_url=server.url, bypass_csp=True)
    context.route("http://elders.example/**", lambda route: route.fulfill(body=""))
    ooggetuige = Ooggetuige(server.url)
    ooggetuige.watch(context)
    page = context.new_page()
    page.goto("/")
    page.evaluate("() => fetch('http://elders.example/pixel', {mode: 'no-cors'}).then(() => 1)")
    assert ooggetuige.take() == ["http://elders.example/pixel"]
    context.close()
