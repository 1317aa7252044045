package dev.portgithub.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Jolokia refuses even to an operator, and what Hawtio still gets. */
class HostJolokiaTest {
  private static final String CONTEXT =
      "org.apache.camel:context=port-github-backend,type=context,name=\"port-github-backend\"";

  private final RunningHost host = RunningHost.get();

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "com.sun.management:type=HotSpotDiagnostic|dumpHeap(java.lang.String,boolean)|heap.hprof,true",
        "com.sun.management:type=HotSpotDiagnostic|setVMOption|HeapDumpPath,x",
        "com.sun.management:type=DiagnosticCommand|vmSystemProperties|",
        "com.sun.management:type=DiagnosticCommand|jvmtiAgentLoad|x",
        "jdk.management.jfr:type=FlightRecorder|newRecording|",
        "java.util.logging:type=Logging|setLoggerLevel|x,FINE",
        "java.lang:type=Memory|gc|",
        "hawtio:type=QuartzFacade|updateCronTrigger|a,b,c,d,e,f",
        "com.zaxxer.hikari:name=dataSource,type=HikariDataSource|setPassword|x"
      })
  void nothing_beside_camel_is_called(String mbean, String operation, String arguments) {
    assertRefused(
        exec(mbean, operation, arguments == null ? List.of() : List.of(arguments.split(","))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "addOrUpdateRoutesFromXml(java.lang.String)",
        "sendBody(java.lang.String,java.lang.Object)",
        "requestBody(java.lang.String,java.lang.Object)",
        "sendStringBody(java.lang.String,java.lang.String)",
        "createEndpoint(java.lang.String)",
        "removeEndpoints(java.lang.String)",
        "setGlobalOption(java.lang.String,java.lang.String)",
        "setTracing(java.lang.Boolean)",
        "stop()",
        "restart()"
      })
  void camel_as_a_whole_is_not_changed(String operation) {
    assertRefused(exec(CONTEXT, operation, List.of("x", "y")));
  }

  @Test
  void routes_steps_queues_and_services_are_not_changed() {
    assertRefused(
        exec(camel("routes", "tick"), "updateRouteFromXml(java.lang.String)", List.of("x")));
    assertRefused(exec(camel("routes", "tick"), "remove()", List.of()));
    assertRefused(exec(camel("routes", "tick"), "stopAndFail()", List.of()));
    assertRefused(exec(camel("processors", "write-intent"), "disable()", List.of()));
    assertRefused(exec(camel("processors", "write-intent"), "stop()", List.of()));
    for (String mbean : found("org.apache.camel:type=endpoints,name=\"seda*,*")) {
      assertRefused(exec(mbean, "purgeQueue()", List.of()));
      assertRefused(exec(mbean, "browseAllMessagesAsXml(java.lang.Boolean)", List.of(true)));
    }
    for (String mbean : found("org.apache.camel:type=threadpools,*")) {
      assertRefused(exec(mbean, "purge()", List.of()));
    }
  }

  @Test
  void no_attribute_is_written() {
    assertRefused(
        host.jolokia(
            Map.of("type", "write", "mbean", CONTEXT, "attribute", "Tracing", "value", true)));
    assertRefused(
        host.jolokia(
            Map.of(
                "type",
                "write",
                "mbean",
                "com.zaxxer.hikari:name=dataSource,type=HikariDataSource",
                "attribute",
                "Password",
                "value",
                "x")));
  }

  @Test
  @Tag("P5")
  void what_the_process_was_started_with_is_not_read() {
    String runtime = "java.lang:type=Runtime";
    for (String attribute : List.of("SystemProperties", "InputArguments")) {
      assertRefused(host.jolokia(Map.of("type", "read", "mbean", runtime, "attribute", attribute)));
    }
    for (String mbean : List.of(runtime, "java.lang:*")) {
      JsonNode all =
          host.jolokia(
              Map.of("type", "read", "mbean", mbean, "config", Map.of("ignoreErrors", true)));
      assertThat(all.path("status").asInt()).isEqualTo(200);
      assertThat(all.toString()).contains("Uptime").doesNotContain("java.vm.specification.vendor");
    }
  }

  @Test
  void what_is_not_needed_is_not_even_listed() {
    JsonNode list = host.jolokia(Map.of("type", "list"));
    assertThat(list.path("value").properties())
        .extracting(Map.Entry::getKey)
        .contains("org.apache.camel", "java.lang", "kafka.consumer")
        .doesNotContain("com.sun.management", "jdk.management.jfr", "java.util.logging");
    assertThat(found("com.sun.management:*")).isEmpty();
    assertThat(found("org.apache.camel:type=routes,*")).hasSizeGreaterThan(40);
  }

  @Test
  void no_other_process_is_asked() throws IOException {
    try (ServerSocket elsewhere = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + elsewhere.getLocalPort();
      host.jolokia(
          Map.of(
              "type",
              "read",
              "mbean",
              "java.lang:type=Memory",
              "attribute",
              "HeapMemoryUsage",
              "target",
              Map.of("url", "service:jmx:rmi:///jndi/rmi://" + address + "/jmxrmi")));
      HttpResponse<String> passedOn =
          host.getWithLogin("/observe/hawtio/proxy/http/" + address.replace(':', '/') + "/");
      assertThat(passedOn.statusCode()).isEqualTo(403);
      // Whoever had connected would wait there.
      elsewhere.setSoTimeout(1);
      assertThatThrownBy(elsewhere::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void no_bean_of_spring_is_read() {
    JsonNode answer =
        host.jolokia(
            Map.of("type", "read", "mbean", "spring@:name=settings", "attribute", "gitHubApiUrl"));
    assertThat(answer.path("status").asInt()).as("%s", answer).isGreaterThanOrEqualTo(400);
  }

  @Test
  void what_hawtio_shows_of_camel_and_the_jvm_is_there() {
    assertDone(exec(CONTEXT, "dumpRoutesAsXml(boolean)", List.of(true)));
    assertDone(exec(CONTEXT, "dumpRoutesStatsAsXml(boolean,boolean)", List.of(true, true)));
    assertDone(exec(camel("routes", "tick"), "dumpRouteAsXml()", List.of()));
    assertDone(exec(camel("routes", "tick"), "dumpStepStatsAsXml(boolean)", List.of(true)));
    assertDone(exec(camel("services", "DefaultEndpointRegistry"), "listEndpoints()", List.of()));
    assertDone(exec(camel("services", "DefaultInflightRepository"), "browse()", List.of()));
    assertDone(
        exec("java.lang:type=Threading", "dumpAllThreads(boolean,boolean)", List.of(false, false)));
    // Another backend of this JVM may have taken it away with its end.
    assertThat(
            exec("hawtio:type=security,name=RBACRegistry", "list()", List.of())
                .path("status")
                .asInt())
        .isIn(200, 404);
  }

  private JsonNode exec(String mbean, String operation, List<?> arguments) {
    return host.jolokia(
        Map.of("type", "exec", "mbean", mbean, "operation", operation, "arguments", arguments));
  }

  private List<String> found(String pattern) {
    List<String> names = new ArrayList<>();
    host.jolokia(Map.of("type", "search", "mbean", pattern))
        .path("value")
        .forEach(name -> names.add(name.asText()));
    return names;
  }

  private static String camel(String type, String name) {
    String quoted = "services".equals(type) ? name : "\"" + name + "\"";
    return "org.apache.camel:context=port-github-backend,type=" + type + ",name=" + quoted;
  }

  private static void assertRefused(JsonNode answer) {
    assertThat(answer.path("status").asInt()).as("%s", answer).isEqualTo(403);
  }

  private static void assertDone(JsonNode answer) {
    assertThat(answer.path("status").asInt()).as("%s", answer).isEqualTo(200);
  }
}
