"""Signing in in a real browser with a provider of identities on this machine."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from planner.example_folders import examples
from planner.registry import Registry
from tests.ui.browsing import browsing, free_port, keep_picture, needs_chromium, served

pytest.importorskip("authlib")
from tests.ui.provider import Provider, provided

pytestmark = needs_chromium
SHOP = examples()["corner_shop"]
COOKIE = "COOKIE-SECRET-of-thirty-two-letters"


@contextmanager
def asked_to_sign_in(
    place: Path, runs: Path, access: dict[str, list[str]], **claims: Any
) -> Iterator[tuple[Page, Provider, Path]]:
    """The app of a server that asks people to sign in, in a browser; and its log."""
    port, log = free_port(), place / "log"
    with provided(**claims) as provider:
        auth = {
            "redirect_uri": f"http://127.0.0.1:{port}/oauth2callback", "cookie_secret": COOKIE,
            "client_id": provider.client, "client_secret": provider.secret,
            "server_metadata_url": f"{provider.url}/.well-known/openid-configuration",
        }  # fmt: skip
        (place / ".streamlit").mkdir()
        (place / ".streamlit/secrets.toml").write_text(_toml({"auth": auth, "access": access}))
        with served(SHOP, runs, place, port=port, log=log) as url, browsing() as page:
            page.goto(url)
            yield page, provider, log


def _toml(sections: dict[str, dict[str, Any]]) -> str:
    """Texts and lists of texts are written in TOML as in JSON."""
    return "\n".join(
        f"[{name}]\n" + "\n".join(f"{key} = {json.dumps(value)}" for key, value in values.items())
        for name, values in sections.items()
    )


def log_of(place: Path) -> list[tuple[str, str, str]]:
    register = Registry(place / "scenarios")
    found = [(entry.who, entry.role, entry.what) for entry in reversed(register.log())]
    register.close()
    return found


def test_a_manager_signs_in_and_out(tmp_path: Path, results: Path) -> None:
    access = {"manager": ["meg@example.com"]}
    with asked_to_sign_in(tmp_path, results, access, email="meg@example.com") as (page, by, log):
        expect(page.get_by_text("Please sign in")).to_be_visible()
        expect(page.get_by_test_id("stMetric")).to_have_count(0)
        keep_picture(page, "sign_in")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text("meg@example.com · manager")).to_be_visible()
        expect(page.get_by_test_id("stMetric").filter(has_text="Cost")).to_be_visible()
        keep_picture(page, "signed_in")
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_text("Please sign in")).to_be_visible()
        assert {"/authorize", "/token", "/keys"} <= set(by.asked)
        told = log.read_text(errors="replace")
        secrets = [by.secret, COOKIE, "ACCESS-TOKEN", *by.tokens]
        assert [secret for secret in secrets if secret in told] == []
    assert log_of(results.parent)[-1] == ("meg@example.com", "manager", "signed in")


def test_a_viewer_sees_no_money(tmp_path: Path, results: Path) -> None:
    access = {"viewer": ["*@example.com"], "manager": ["meg@example.com"]}
    with asked_to_sign_in(tmp_path, results, access, email="vic@example.com") as (page, _, _log):
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text("vic@example.com · viewer")).to_be_visible()
        expect(page.get_by_test_id("stMetric").filter(has_text="Short")).to_be_visible()
        expect(page.get_by_test_id("stMetric").filter(has_text="Cost")).to_have_count(0)
        expect(page.get_by_text("Team & rules")).to_have_count(0)
        keep_picture(page, "viewer")


def test_a_stranger_stays_outside(tmp_path: Path, results: Path) -> None:
    access = {"viewer": ["*@example.com"]}
    with asked_to_sign_in(tmp_path, results, access, email="eve@evil.org") as (page, _, _log):
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text("eve@evil.org has no role here")).to_be_visible()
        expect(page.get_by_test_id("stMetric")).to_have_count(0)
        keep_picture(page, "stranger")
