package dev.portgithub.operator;

import java.util.Set;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/** Shows what operators see and do in JMX, and so in Hawtio, beside the services of Camel. */
public abstract class OperationsInJmx implements CamelContextAware {
  /** By these names a host knows which MBeans are ours, and so who may call what of them. */
  private static final Set<String> NAMES =
      Set.of("DeadLetters", "GitHub", "Runs", "Pauses", "Stages", "Journal", "Misfits", "Policy");

  private final String shownAs;
  private CamelContext camel;

  /**
   * @param shownAs the name of the MBean
   */
  OperationsInJmx(String shownAs) {
    if (!NAMES.contains(shownAs)) {
      throw new IllegalArgumentException("Add " + shownAs + " to the names of our MBeans");
    }
    this.shownAs = shownAs;
  }

  /** Is it one of those that are registered here? */
  public static boolean areOurs(ObjectName mbean) {
    return "services".equals(mbean.getKeyProperty("type"))
        && NAMES.contains(String.valueOf(mbean.getKeyProperty("name")));
  }

  /**
   * Beans of YAML files are made before JMX is up, and twice: the one that serves registers when
   * Camel has started.
   */
  @Override
  public final void setCamelContext(CamelContext camelContext) {
    camel = camelContext;
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
              agent.register(this, name);
            }
          });
    } catch (Exception e) {
      throw new IllegalStateException(
          "The operations " + shownAs + " cannot be registered with JMX", e);
    }
  }

  @Override
  public final CamelContext getCamelContext() {
    return camel;
  }
}
