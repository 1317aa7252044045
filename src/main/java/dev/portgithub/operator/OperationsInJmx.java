package dev.portgithub.operator;

import javax.management.ObjectName;
import org.apache.camel.CamelContext;

/** Shows what operators see and do in JMX, and so in Hawtio, beside the services of Camel. */
final class OperationsInJmx {
  private OperationsInJmx() {}

  /**
   * Beans of YAML files are made before JMX is up, and twice: the one that serves registers when
   * Camel has started.
   */
  static void register(Object operations, String shownAs, CamelContext camelContext) {
    try {
      camelContext.addStartupListener(
          (context, alreadyStarted) -> {
            var agent = context.getManagementStrategy().getManagementAgent();
            var name =
                new ObjectName(
                    "org.apache.camel:context="
                        + context.getManagementName()
                        + ",type=services,name="
                        + shownAs);
            if (agent != null && !agent.isRegistered(name)) {
              agent.register(operations, name);
            }
          });
    } catch (Exception e) {
      throw new IllegalStateException(
          "The operations " + shownAs + " cannot be registered with JMX", e);
    }
  }
}
