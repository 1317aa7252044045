package dev.portgithub.host;

import dev.portgithub.operator.CurrentOperator;
import dev.portgithub.operator.OperationsInJmx;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.management.ObjectName;
import org.jolokia.server.core.restrictor.AllowAllRestrictor;
import org.jolokia.server.core.util.RequestType;
import org.springframework.stereotype.Component;

/**
 * What Jolokia, and so Hawtio, may ask of this process: what the views of Camel and JMX need to
 * show, what an operator needs to steer, and our own operations. Everything else is refused,
 * whoever asks: it would read memory or secrets, change routes, send messages of its own making, or
 * switch off what keeps the promises. A viewer may only look.
 */
@Component
class JolokiaPolicy extends AllowAllRestrictor {
  private static final Set<RequestType> TYPES =
      Set.of(
          RequestType.READ,
          RequestType.EXEC,
          RequestType.LIST,
          RequestType.SEARCH,
          RequestType.VERSION);

  private static final String CAMEL = "org.apache.camel";

  /** Other domains do not exist for Jolokia. */
  private static final Set<String> DOMAINS =
      Set.of(CAMEL, "java.lang", "java.nio", "com.zaxxer.hikari", "kafka.consumer", "hawtio");

  /** Passwords may stand in arguments of the command line, and so in properties. */
  private static final Map<String, Set<String>> SECRET_ATTRIBUTES =
      Map.of("java.lang:type=Runtime", Set.of("SystemProperties", "InputArguments"));

  /** Of Camel's own MBeans. Messages are not shown: inputs are in them. */
  private static final Pattern LOOKS_AT_CAMEL =
      Pattern.compile(
          "(get|is|has)[A-Z]\\w*|dump(Route|Step|Stat|Rest|Processor)\\w*As(Xml|Yaml|JSon)|statsAsJSon"
              + "|(route|processor)Ids|routeGroups|(component|language|dataFormat)Names"
              + "|list(Endpoints|Statistics|Tasks)|size|details");

  private static final Pattern SHOWS_IN_FLIGHT = Pattern.compile("browse");

  private static final Pattern LOOKS_AT_OURS =
      Pattern.compile("(get|is|list|reasons|find|count|show|story|describe)([A-Z]\\w*)?");

  private static final Pattern LOOKS_ELSEWHERE =
      Pattern.compile(
          "dumpAllThreads|getThread\\w+|find(Monitor)?DeadlockedThreads" // java.lang
              + "|list|canInvoke"); // hawtio, about what may be invoked

  /** What an operator may do to a kind of Camel's MBeans. */
  private static final Map<String, Set<String>> STEERING =
      Map.of(
          "routes", Set.of("start", "stop", "suspend", "resume", "restart", "reset"),
          "context", Set.of("suspend", "resume", "startAllRoutes", "reset"),
          "processors", Set.of("reset"));

  private final CurrentOperator operator;

  JolokiaPolicy(CurrentOperator operator) {
    this.operator = operator;
  }

  @Override
  public boolean isTypeAllowed(RequestType type) {
    return TYPES.contains(type);
  }

  @Override
  public boolean isObjectNameHidden(ObjectName name) {
    return !name.isDomainPattern() && !DOMAINS.contains(name.getDomain());
  }

  @Override
  public boolean isAttributeReadAllowed(ObjectName name, String attribute) {
    return DOMAINS.contains(name.getDomain())
        && !SECRET_ATTRIBUTES.getOrDefault(name.getCanonicalName(), Set.of()).contains(attribute);
  }

  @Override
  public boolean isAttributeWriteAllowed(ObjectName name, String attribute) {
    return false;
  }

  @Override
  public boolean isOperationAllowed(ObjectName name, String operation) {
    String bare = operation.replaceFirst("\\(.*", "");
    if (!CAMEL.equals(name.getDomain())) {
      return DOMAINS.contains(name.getDomain()) && LOOKS_ELSEWHERE.matcher(bare).matches();
    }
    if (OperationsInJmx.areOurs(name)) {
      return operator.mayOperate() || LOOKS_AT_OURS.matcher(bare).matches();
    }
    String kind = name.getKeyProperty("type");
    return LOOKS_AT_CAMEL.matcher(bare).matches()
        || "services".equals(kind) && SHOWS_IN_FLIGHT.matcher(bare).matches()
        || operator.mayOperate() && STEERING.getOrDefault(kind, Set.of()).contains(bare);
  }
}
