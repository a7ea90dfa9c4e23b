"""The files that let a CI service check a project: a workflow of GitHub Actions, one of GitLab CI."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import metadata, resources
from urllib.parse import urlsplit, urlunsplit

# Service → the packaged file, and where the service looks for it in the repository.
_FILES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "github": (("github", "workflows", "gmp-cad.yml"), ".github/workflows/gmp-cad.yml"),
    "gitlab": (("gitlab-ci.yml",), ".gitlab-ci.yml"),
}
_PACKAGE = "gmp_cad"
_REQUIREMENT, _PROJECT = "@GMP_CAD@", "@PROJECT@"


def ci_files(services: tuple[str, ...] = tuple(_FILES), project: str = ".") -> dict[str, bytes]:
    """Return the files for the services, by their place in the repository.

    ``project``: the folder of the project in the repository, with forward slashes.
    """
    starter = resources.files(_PACKAGE).joinpath("starter")
    wanted = {_REQUIREMENT: requirement(), _PROJECT: project}
    found = {}
    for service in services:
        packaged, place = _FILES[service]
        text = starter.joinpath(*packaged).read_text("utf-8")
        for mark, value in wanted.items():
            text = text.replace(mark, value)
        found[place] = text.encode()
    return found


def requirement() -> str:
    """Return what pip installs to have this gmp_cad: the commit of a repository, or the version.

    A secret in the address of the repository is left out.
    """
    installed = metadata.distribution(_PACKAGE)
    told = json.loads(installed.read_text("direct_url.json") or "{}")
    source = told.get("vcs_info")
    if not source:
        return f"{_PACKAGE}=={installed.version}"
    address = urlsplit(told["url"])
    plain = urlunsplit(address._replace(netloc=address.netloc.rpartition("@")[2]))
    return f"{_PACKAGE} @ {source['vcs']}+{plain}@{source['commit_id']}"
