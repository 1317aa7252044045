package dev.portgithub.operator;

import java.util.Set;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;

/** Shows what operators see and do in JMX, and so in Hawtio, beside the services of Camel. */
public final class OperationsInJmx {
  /** By these names a host knows which MBeans are ours, and so who may call what of them. */
  private static final Set<String> NAMES =
      Set.of("DeadLetters", "GitHub", "Runs", "Pauses", "Stages", "Journal", "Misfits", "Policy");

  private OperationsInJmx() {}

  /** Is it one of those that are registered here? */
  public static boolean areOurs(ObjectName mbean) {
    return "services".equals(mbean.getKeyProperty("type"))
        && NAMES.contains(String.valueOf(mbean.getKeyProperty("name")));
  }

  /**
   * Beans of YAML files are made before JMX is up, and twice: the one that serves registers when
   * Camel has started.
   */
  public static void register(Object operations, String shownAs, CamelContext camelContext) {
    if (!NAMES.contains(shownAs)) {
      throw new IllegalArgumentException("Add " + shownAs + " to the names of our MBeans");
    }
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
