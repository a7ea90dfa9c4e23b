"""The page of all verdicts: each check with its title and its reason, and what it found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gmp_cad.documents import verdicts
from gmp_cad.documents.site.site import CHECKS, Site, frame, href, page_html, verdict
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message, translate

TEMPLATE = "site_checks.html.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a check says of itself, in English: its title, and why it exists."""

    title: str
    rationale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecksPage:
    """What the page is made from; ``rules`` by id, of all checks that there are."""

    site: Site
    findings: tuple[Finding, ...]
    rules: Mapping[str, Rule]


def checks_html(page: ChecksPage, templates: Mapping[str, str]) -> bytes:
    """Return the page."""
    return page_html(templates, TEMPLATE, checks_context(page), page.site.lang)


def checks_context(page: ChecksPage) -> dict[str, Any]:
    """Return everything that the template shows."""
    lang = page.site.lang
    groups: dict[str, list[Finding]] = {}
    for finding in page.findings:
        groups.setdefault(finding.check, []).append(finding)
    known = ["product"] * page.site.product + [e.name for e in page.site.entries]
    others = {verdicts.subject_root(f.subject) for f in page.findings} - set(known)
    roots = [*known, *sorted(others)]
    return {
        "site": frame(page.site, CHECKS, translate("Checks", lang)),
        "total": len(page.findings),
        "counts": list(verdicts.counts(page.findings, lang)),
        "subjects": [{"id": root, "label": subject_label(page.site, root, lang)} for root in roots],
        "checks": [_check(check, groups[check], page) for check in _worst_first(groups)],
        "unused": [
            {"id": check, **_rule(page.rules[check], lang)}
            for check in sorted(set(page.rules) - set(groups), key=_order)
        ],
    }


def _worst_first(groups: Mapping[str, Sequence[Finding]]) -> list[str]:
    """Return the checks: those that found something first, then by their order."""
    return sorted(groups, key=lambda check: (-max(f.status for f in groups[check]), _order(check)))


def _order(check: str) -> tuple[bool, str]:
    """Order the rules of contracts (CP01 …) first, then by name."""
    return not check.startswith("CP"), check


def _rule(rule: Rule, lang: str) -> dict[str, str]:
    return {"title": translate(rule.title, lang), "rationale": translate(rule.rationale, lang)}


def _check(check: str, findings: Sequence[Finding], page: ChecksPage) -> dict[str, Any]:
    lang = page.site.lang
    rule = page.rules.get(check)
    said = _rule(rule, lang) if rule else {"title": "", "rationale": ""}
    ordered = sorted(findings, key=lambda f: (-f.status, f.subject, f.code, str(f.message)))
    return {
        "id": check,
        **said,
        "verdict": verdict(findings, lang),
        "told": Message(
            "{passed} of {count} {passed:conforms|conform}",
            passed=sum(f.status is Status.PASS for f in findings),
            count=len(findings),
        ).say(lang),
        "rows": [
            {
                **verdicts.finding_row(finding, lang),
                "root": verdicts.subject_root(finding.subject),
                "href": _target(page.site, finding),
            }
            for finding in ordered
        ],
    }


def subject_label(site: Site, root: str, lang: str) -> str:
    """Return how a part, a fixture or the product is called in lists."""
    entry = site.entry("part", root) or site.entry("fixture", root)
    if entry is not None:
        return f"{entry.number} {entry.title}"
    return f"{site.number} {site.title}" if root == "product" else translate(root, lang)


def subject_page(site: Site, root: str) -> str:
    """Return the page of a subject under ``output/``, "" where it has none."""
    if root == "product" and site.product:
        return "site/product.html"
    return site.page_of("part", root) or site.page_of("fixture", root)


def _target(site: Site, finding: Finding) -> str:
    """Return the place of a finding's subject: its page, or its line or phase in it."""
    root, _, rest = finding.subject.partition(".")
    page = subject_page(site, root)
    head = rest.split(".")[0]
    if page and head.startswith("ph") and head[2:3].isdigit():
        page += f"#phase-{head[2:]}"
    return href(page, CHECKS)
