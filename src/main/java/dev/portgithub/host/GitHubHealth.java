package dev.portgithub.host;

import dev.portgithub.github.CredentialState;
import dev.portgithub.github.ShutOut;
import dev.portgithub.github.ShutOuts;
import dev.portgithub.remote.Contact;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.stereotype.Component;

/**
 * Not ready while GitHub takes the credential for nothing: no run can be started or followed. If it
 * is shut out of an owner or a repository only, the others go on, and the details say so. {@code
 * WARNING} does not affect readiness: GitHub does not answer, which no restart mends, or something
 * will go wrong unless somebody acts.
 *
 * <p>Shown as {@code github}; without the suffix Camel would take it for its component.
 */
@Component("githubHealthIndicator")
class GitHubHealth implements HealthIndicator {
  private static final Status WARNING =
      new Status(
          "WARNING", "GitHub is away, or somebody should act before it refuses the credential");

  private final CamelContext camel;

  GitHubHealth(CamelContext camel) {
    this.camel = camel;
  }

  @Override
  public Health health() {
    ShutOuts shutOuts = camel.getRegistry().lookupByNameAndType("gitHubShutOuts", ShutOuts.class);
    if (shutOuts == null) {
      return Health.unknown()
          .withDetail("error", "routes/01-beans declares no gitHubShutOuts")
          .build();
    }
    List<ShutOut> present;
    try {
      present = shutOuts.now();
    } catch (RuntimeException e) {
      // The store cannot be asked; its own component says so.
      return Health.unknown().build();
    }
    CredentialState credential =
        camel.getRegistry().lookupByNameAndType("gitHubCredential", CredentialState.class);
    Optional<Contact.Away> away =
        Optional.ofNullable(camel.getRegistry().lookupByNameAndType("gitHubContact", Contact.class))
            .flatMap(Contact::away);
    List<String> warnings = new ArrayList<>(credential == null ? List.of() : credential.warnings());
    away.ifPresent(
        each ->
            warnings.add(
                0,
                "GitHub has answered no call since %s: %s. What needs it waits, and goes on by itself"
                    .formatted(each.since(), each.why())));
    Health.Builder health = new Health.Builder(status(present, warnings));
    present.forEach(
        each -> health.withDetail(each.scope(), "since " + each.since() + ": " + each.text()));
    if (credential != null) {
      health.withDetail("credential", credential.kind());
      credential.expiresAt().ifPresent(at -> health.withDetail("expiresAt", at.toString()));
      health.withDetail("clockDifferenceSeconds", credential.clockDifference().toSeconds());
    }
    if (!warnings.isEmpty()) {
      health.withDetail("why", String.join(". ", warnings) + ".");
    }
    return health.build();
  }

  private static Status status(List<ShutOut> present, List<String> warnings) {
    if (present.stream().anyMatch(ShutOut::everywhere)) {
      return Status.DOWN;
    }
    return warnings.isEmpty() ? Status.UP : WARNING;
  }
}
