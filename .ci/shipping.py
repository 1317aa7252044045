"""What .ci/shipping checks with Python: the compose file, and the Helm chart with several sets of values."""

import json
import pathlib
import re

import compose_spec
import helm_python
import kubernetes_validate
import yaml

CHART = pathlib.Path("charts/port-github-backend")
# The oldest that the chart allows, and the newest whose schemas are at hand.
KUBERNETES = ("1.25", kubernetes_validate.latest_version())
# Resources of the Prometheus operator, whose schemas are not Kubernetes' own.
FOREIGN = ("ServiceMonitor", "PrometheusRule")


def need(condition, message):
    if not condition:
        raise SystemExit(message)


def compose():
    """Variables are filled in as compose does it, then the specification has to accept the file."""
    env = dict(
        line.split("=", 1)
        for line in pathlib.Path(".env.example").read_text().splitlines()
        if "=" in line and not line.startswith("#")
    )

    def value(match):
        name, kind, default = match.groups()
        need(kind != ":?" or name in env, f"compose.yaml needs {name}, which .env.example does not name")
        return env.get(name) or default

    text = re.sub(r"\$\{(\w+)(:[-?])([^}]*)}", value, pathlib.Path("compose.yaml").read_text())
    for name, service in compose_spec.PyCompose.from_yaml(text).services.items():
        need(service.healthcheck is not None, f"compose.yaml: {name} has no health check")


def check(resource, version):
    try:
        kubernetes_validate.validate(resource, version, strict=True)
    except kubernetes_validate.ValidationError as error:
        place = "/".join(str(step) for step in error.path)
        raise SystemExit(f"{resource['kind']}, {place}, for Kubernetes {version}: {error.message}") from None


def render(values):
    """The resources of the chart by kind, each valid for Kubernetes."""
    report = helm_python.lint(CHART, values, strict=True, kube_version="v1.34.0")
    bad = [m for m in report["messages"] if m["severity"] > 1] + report["errors"]
    need(not bad, f"helm lint: {bad}")
    rendered = helm_python.Chart.load(CHART).render(values, name="backend", namespace="port")
    resources = {}
    for path, text in rendered.items():
        for resource in yaml.safe_load_all(text) if path.endswith(".yaml") else ():
            if resource:
                resources[resource["kind"]] = resource
                if resource["kind"] not in FOREIGN:
                    for version in KUBERNETES:
                        check(resource, version)
    return resources


def refused(word, **values):
    try:
        render({"existingSecret": "backend"} | values)
    except Exception as refusal:  # noqa: BLE001, of whatever layer of Helm
        need(word in str(refusal), f"{values} is refused, but not because of {word}: {refusal}")
    except SystemExit as refusal:
        need(word in str(refusal), f"{values} is refused, but not because of {word}: {refusal}")
    else:
        raise SystemExit(f"the chart accepts {values}")


def chart():
    values = {f.name: yaml.safe_load(f.read_text()) for f in sorted((CHART / "ci").glob("*.yaml"))}
    least = render(values["h2-values.yaml"])
    need(least["Deployment"]["spec"]["strategy"]["type"] == "Recreate", "two pods would open one H2 file")
    need("PersistentVolumeClaim" in least and "PodDisruptionBudget" not in least, "H2 has a volume")

    full = render(values["full-values.yaml"])
    pod = full["Deployment"]["spec"]["template"]["spec"]
    container = pod["containers"][0]
    environment = {e["name"]: e.get("value") for e in container["env"]}
    need(pod["terminationGracePeriodSeconds"] == 40, "the pod gets ten seconds more than the stop")
    need(environment["CAMEL_MAIN_SHUTDOWN_TIMEOUT"] == "30", "the stop gets what the values say")
    need(environment["POLL_SHORTEST_INTERVAL"] == "10s", "settings become environment variables")
    need(environment["NETWORK_CA_FILE"].endswith("/ca.crt"), "the certificates are mounted and named")
    need(container["securityContext"]["readOnlyRootFilesystem"], "the root is read-only")
    need(pod["securityContext"]["runAsNonRoot"], "nobody is root")
    alerts = yaml.safe_load(pathlib.Path("docs/alerts.yml").read_text())
    need(full["PrometheusRule"]["spec"] == alerts, "the rules are those of docs/alerts.yml")
    dashboard = full["ConfigMap"]["data"]["port-github-backend.json"]
    need(json.loads(dashboard) == json.loads(pathlib.Path("docs/grafana.json").read_text()), "the dashboard is docs/grafana.json")
    need("PodDisruptionBudget" in full and "PersistentVolumeClaim" not in full, "PostgreSQL needs no volume")

    # Every setting that the chart or its example names exists; some stand only in a comment, by their variable.
    known = pathlib.Path("config/application.properties").read_text()
    variables = {re.sub("[.-]", "_", name).upper() for name in re.findall(r"(?m)^([a-z][\w.-]*)=", known)}
    for name in environment:
        need(name == "JAVA_OPTS" or name in variables or name in known, f"the chart sets {name}, which does not exist")

    refused("need PostgreSQL", replicas=2)
    refused("existingSecret is missing", existingSecret="")
    refused("is a secret", settings={"github.token": "x"})
    refused("holds a password", network={"proxy": "http://user:password@proxy:3128"})
    refused("replica", replica=2)
    refused("sweep.mode", settings={"sweep.mode": False})
    refused("value of its own", settings={"server.port": 9})


compose()
chart()
