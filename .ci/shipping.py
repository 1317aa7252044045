"""What .ci/shipping checks with Python: the compose file, and the Helm chart with several sets of values."""

import pathlib
import re

import compose_spec


def compose():
    """Variables are filled in as compose does it, then the specification has to accept the file."""
    env = dict(
        line.split("=", 1)
        for line in pathlib.Path(".env.example").read_text().splitlines()
        if "=" in line and not line.startswith("#")
    )

    def value(match):
        name, kind, default = match.groups()
        if kind == ":?" and name not in env:
            raise SystemExit(f"compose.yaml needs {name}, which .env.example does not name")
        return env.get(name) or default

    text = re.sub(r"\$\{(\w+)(:[-?])([^}]*)}", value, pathlib.Path("compose.yaml").read_text())
    services = compose_spec.PyCompose.from_yaml(text).services
    for name, service in services.items():
        if service.healthcheck is None:
            raise SystemExit(f"compose.yaml: {name} has no health check")


compose()
