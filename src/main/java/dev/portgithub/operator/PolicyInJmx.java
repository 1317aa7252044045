package dev.portgithub.operator;

import dev.portgithub.policy.Policy;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;

/** The policy that holds, as JMX attributes and an operation that Hawtio shows. */
@ManagedResource(description = "Policy: which runs may be started, by the file policy.file")
public final class PolicyInJmx implements CamelContextAware {
  private final Policy policy;
  private CamelContext camel;

  public PolicyInJmx(Policy policy) {
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

  @Override
  public void setCamelContext(CamelContext camelContext) {
    camel = camelContext;
    OperationsInJmx.register(this, "Policy", camelContext);
  }

  @Override
  public CamelContext getCamelContext() {
    return camel;
  }
}
