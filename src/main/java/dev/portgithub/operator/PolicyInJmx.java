package dev.portgithub.operator;

import dev.portgithub.policy.Policy;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;

/** The policy that holds, as JMX attributes and an operation that Hawtio shows. */
@ManagedResource(description = "Policy: which runs may be started, by the file policy.file")
public final class PolicyInJmx extends OperationsInJmx {
  private final Policy policy;

  public PolicyInJmx(Policy policy) {
    super("Policy");
    this.policy = policy;
  }

  @ManagedAttribute(
      description = "The rules that hold, in their order; the first that applies decides")
  public String getRules() {
    return String.join("\n", policy.lines());
  }

  @ManagedAttribute(description = "What is wrong with the file as it is now; empty if nothing is")
  public String getProblem() {
    return policy.problem() == null ? "" : policy.problem();
  }

  @ManagedOperation(
      description =
          "What the policy says now about a run (run: repository=infra ref=main; organisation, workflow, action and user too; what is left out is not known)")
  public String showDecision(String run) {
    return policy.explain(run);
  }
}
