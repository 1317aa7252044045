package dev.portgithub.conventions;

import static dev.portgithub.conventions.RouteFiles.beans;
import static dev.portgithub.conventions.RouteFiles.files;
import static dev.portgithub.conventions.RouteFiles.list;
import static dev.portgithub.conventions.RouteFiles.map;
import static dev.portgithub.conventions.RouteFiles.policies;
import static dev.portgithub.conventions.RouteFiles.routes;
import static dev.portgithub.conventions.RouteFiles.steps;
import static dev.portgithub.conventions.RouteFiles.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.conventions.RouteFiles.Part;
import dev.portgithub.conventions.RouteFiles.Step;
import dev.portgithub.runtime.Backend;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The house rules of the files in routes/. */
class RouteConventionsTest {
  private static final Pattern WORDS = Pattern.compile("[a-z]+(-[a-z]+)*");
  private static final Pattern LEAVES_THE_PROCESS =
      Pattern.compile("(https?|kafka|github):.*|\\{\\{.*");
  private static final Pattern METHOD = Pattern.compile("([A-Za-z]+)(\\(.*\\))?");
  private static final List<String> OF_THE_HOST = List.of("settings", "dataSource", "clock");

  @Test
  void every_route_says_in_one_sentence_what_it_does_and_to_which_group_it_belongs() {
    assertThat(routes())
        .allSatisfy(
            route -> {
              assertThat(route.id()).matches(WORDS);
              assertThat(text(route.body(), "description"))
                  .as("%s", route)
                  .matches("[A-Z].*\\.")
                  .doesNotContainPattern("[.!?] ");
              // The file without its ending: so the tree in Hawtio has the order of the flow.
              assertThat(route.file().getFileName().toString())
                  .as("%s", route)
                  .isEqualTo(text(route.body(), "group") + ".camel.yaml");
            });
  }

  @Test
  void every_route_names_policies_that_exist_or_has_no_error_handler() {
    List<String> known = policies().stream().map(Part::id).toList();
    assertThat(routes())
        .allSatisfy(
            route -> {
              Object handler = route.body().get("errorHandler");
              boolean none = map(handler).containsKey("noErrorHandler");
              assertThat(none).as("%s: one or the other", route).isEqualTo(!hasPolicy(route));
              assertThat(handler == null || none).as("%s: no handler of its own", route).isTrue();
              assertThat(known).as("%s", route).containsAll(route.policies());
            });
  }

  private static boolean hasPolicy(Part route) {
    return !route.policies().isEmpty();
  }

  @Test
  void every_route_that_takes_claimed_rows_hands_back_what_has_not_begun_when_it_stops() {
    assertThat(routes())
        .filteredOn(route -> text(route.from(), "uri").startsWith("seda:"))
        .isNotEmpty()
        .allSatisfy(
            route -> {
              assertThat(route.policies()).contains("leave-to-lease");
              assertThat(text(route.body(), "routePolicy")).isEqualTo("gracefulStop");
            });
  }

  @Test
  void every_policy_is_used_and_all_stand_in_one_file() {
    Set<String> used =
        routes().stream().flatMap(route -> route.policies().stream()).collect(Collectors.toSet());
    assertThat(policies()).extracting(Part::id).doesNotHaveDuplicates().hasSameElementsAs(used);
    assertThat(policies())
        .extracting(policy -> policy.file().getFileName().toString())
        .containsOnly("00-policies.camel.yaml");
  }

  @Test
  void every_policy_says_of_each_exception_whether_it_is_handled() {
    assertThat(policies())
        .filteredOn(policy -> !policy.body().containsKey("errorHandler"))
        .allSatisfy(
            policy ->
                assertThat(list(policy.body().get("onException")))
                    .isNotEmpty()
                    .allSatisfy(
                        item ->
                            assertThat(map(map(item).get("onException")))
                                .containsKeys("exception", "handled", "steps")));
  }

  @Test
  void every_exception_that_is_caught_exists() {
    List<String> names = new ArrayList<>();
    for (Part policy : policies()) {
      for (Object item : list(policy.body().get("onException"))) {
        list(map(map(item).get("onException")).get("exception"))
            .forEach(name -> names.add(name.toString()));
      }
    }
    for (Step step : steps()) {
      if (step.eip().equals("doCatch")) {
        list(map(step.body()).get("exception")).forEach(name -> names.add(name.toString()));
      }
    }
    assertThat(names)
        .isNotEmpty()
        .allSatisfy(name -> assertThat(Class.forName(name)).isAssignableTo(Throwable.class));
  }

  @Test
  void every_step_has_an_id_and_no_id_is_used_twice() {
    assertThat(steps())
        .allSatisfy(step -> assertThat(step.id()).as("%s", step).isNotNull().matches(WORDS));
    assertThat(
            Stream.of(
                    routes().stream().map(Part::id),
                    routes().stream().map(route -> text(route.from(), "id")),
                    steps().stream().map(Step::id))
                .flatMap(ids -> ids)
                .filter(id -> id != null))
        .doesNotHaveDuplicates();
  }

  @Test
  void the_route_ids_are_exactly_those_that_the_host_waits_for() {
    assertThat(routes())
        .filteredOn(route -> !route.body().containsKey("precondition"))
        .extracting(Part::id)
        .containsExactlyInAnyOrderElementsOf(
            Backend.ROUTES.stream().filter(id -> !Backend.KAFKA_ROUTES.contains(id)).toList());
    assertThat(routes())
        .filteredOn(route -> route.body().containsKey("precondition"))
        .extracting(Part::id)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(
                    Backend.KAFKA_ROUTES,
                    Backend.CLAIM_ROUTES,
                    Backend.WEBHOOK_ROUTES,
                    Backend.API_ROUTES)
                .flatMap(List::stream)
                .toList());
  }

  @Test
  void a_route_listens_under_its_own_name() {
    assertThat(routes())
        .allSatisfy(
            route -> {
              String uri = text(route.from(), "uri");
              if (uri.matches("(direct|seda|timer):.*")) {
                assertThat(uri.replaceFirst("^[a-z]+:", "")).isEqualTo(route.id());
              } else {
                assertThat(uri).matches("(kafka|platform-http):.*");
              }
            });
  }

  @Test
  void every_direct_and_seda_endpoint_that_is_called_has_a_route() {
    List<String> consumers = routes().stream().map(route -> text(route.from(), "uri")).toList();
    assertThat(steps().stream().map(Step::uri).filter(uri -> uri != null))
        .filteredOn(uri -> uri.matches("(direct|seda):.*"))
        .isNotEmpty()
        .allSatisfy(uri -> assertThat(consumers).contains(uri));
  }

  @Test
  void a_wake_up_is_empty_and_one_is_enough() {
    assertThat(steps())
        .filteredOn(step -> step.uri() != null && step.uri().startsWith("direct:wake-"))
        .isNotEmpty()
        .allSatisfy(
            step -> {
              if (!step.part().id().equals("tick")) {
                assertThat(step.eip()).as("%s", step).isEqualTo("wireTap");
                assertThat(map(step.body()).get("copy")).as("%s", step).isEqualTo(false);
              }
            });
    assertThat(steps())
        .filteredOn(step -> step.uri() != null && step.uri().startsWith("seda:claim-"))
        .isNotEmpty()
        .allSatisfy(
            step -> {
              assertThat(step.part().id()).startsWith("wake-");
              assertThat(map(map(step.body()).get("parameters")))
                  .isEqualTo(Map.of("size", 1, "discardWhenFull", true));
            });
  }

  @Test
  void what_a_step_needs_to_have_said_is_its_note() {
    // A visual editor keeps notes, and drops comments.
    assertThat(files())
        .filteredOn(RouteConventionsTest::isStage)
        .allSatisfy(
            file ->
                assertThat(RouteFiles.read(file).lines())
                    .as("%s", file)
                    .noneMatch(line -> line.matches(" +#.*")));
  }

  @Test
  void direct_never_crosses_a_durable_seam() {
    // Each of these stages begins with rows that are claimed; a seda endpoint only wakes it.
    assertThat(steps().stream().map(Step::uri).filter(uri -> uri != null))
        .noneMatch(uri -> uri.matches("direct:(claim-.*|receive-.*|dispatch-.*|report-.*)"));
  }

  @Test
  void every_step_that_leaves_the_process_names_system_and_verb() {
    List<Step> leaving =
        steps().stream()
            .filter(step -> step.uri() != null)
            .filter(step -> LEAVES_THE_PROCESS.matcher(step.uri()).matches())
            .toList();
    assertThat(leaving).hasSizeGreaterThanOrEqualTo(3);
    assertThat(leaving)
        .allSatisfy(step -> assertThat(step.id()).matches("to-(port|github|kafka)-[a-z-]+"));
  }

  @Test
  void every_call_through_a_gateway_names_system_and_verb() {
    for (String system : List.of("port", "github")) {
      assertThat(steps())
          .filteredOn(step -> ("direct:call-" + system).equals(step.uri()))
          .isNotEmpty()
          .allSatisfy(step -> assertThat(step.id()).matches("to-" + system + "-[a-z-]+"));
    }
  }

  @Test
  @Tag("P6")
  void nothing_is_sent_past_the_gateways() {
    assertThat(steps())
        .filteredOn(
            step -> step.uri() != null && step.uri().matches("direct:send-to-(port|github)"))
        .allSatisfy(
            step ->
                assertThat(step.part().file().getFileName().toString()).matches("8[05]-.*yaml"));
    assertThat(steps()).noneMatch(step -> Set.of("toD", "recipientList").contains(step.eip()));
  }

  @Test
  void every_file_opens_with_what_it_is_about() {
    assertThat(files())
        .allSatisfy(
            file -> {
              List<String> lines = RouteFiles.read(file).lines().toList();
              if (isStage(file)) {
                assertThat(lines.get(0)).startsWith("# Reads:");
                assertThat(lines.get(1)).startsWith("# Writes:");
                assertThat(lines.get(2)).startsWith("# On failure:");
              } else {
                assertThat(lines.get(0)).matches("# .{20,}");
              }
            });
  }

  @Test
  void no_file_and_no_route_outgrows_a_page() {
    assertThat(files())
        .filteredOn(RouteConventionsTest::isStage)
        .allSatisfy(
            file ->
                assertThat(RouteFiles.read(file).lines().count())
                    .as("%s", file)
                    .isLessThanOrEqualTo(140));
    assertThat(routes())
        .allSatisfy(
            route -> {
              assertThat(route.steps()).as("%s", route).hasSizeLessThanOrEqualTo(20);
              assertThat(route.steps().stream().filter(step -> step.depth() == 0))
                  .as("%s", route)
                  .hasSizeLessThanOrEqualTo(12);
            });
  }

  @Test
  void no_route_is_drawn_with_more_than_about_twenty_boxes() {
    // Hawtio draws a route with its consumer, and with the policies that it names.
    Map<String, Integer> ofPolicy = new HashMap<>();
    for (Part policy : policies()) {
      int boxes = list(policy.body().get("onException")).size();
      boxes += steps().stream().filter(step -> step.part().id().equals(policy.id())).count();
      ofPolicy.put(policy.id(), boxes);
    }
    assertThat(routes())
        .allSatisfy(
            route -> {
              int policies = route.policies().stream().mapToInt(ofPolicy::get).sum();
              assertThat(1 + route.steps().size() + policies)
                  .as("%s, of which %s of its policies", route, policies)
                  .isLessThanOrEqualTo(21);
            });
  }

  private static boolean isStage(Path file) {
    return !file.getFileName().toString().startsWith("0") || file.toString().contains("05-");
  }

  @Test
  void a_route_says_what_and_a_bean_decides() {
    Set<String> keys = new HashSet<>();
    files().forEach(file -> collectKeys(RouteFiles.yaml(file), keys));
    assertThat(keys)
        .contains("simple", "bean")
        .doesNotContain("groovy", "js", "joor", "java", "python", "mvel", "ognl", "spel", "script")
        .doesNotContain("process");
    assertThat(RouteFiles.text()).doesNotContain("language:groovy").doesNotContain("$simple{");
  }

  @Test
  void a_choice_names_all_endings_and_stands_in_no_other() {
    List<Step> choices = steps().stream().filter(step -> step.eip().equals("choice")).toList();
    assertThat(choices)
        .isNotEmpty()
        .allSatisfy(
            choice -> {
              assertThat(map(choice.body())).as("%s", choice).containsKeys("when", "otherwise");
              Set<String> keys = new HashSet<>();
              list(map(choice.body()).get("when")).forEach(branch -> collectKeys(branch, keys));
              collectKeys(map(choice.body()).get("otherwise"), keys);
              assertThat(keys).as("%s", choice).doesNotContain("choice");
            });
  }

  private static void collectKeys(Object node, Set<String> keys) {
    map(node)
        .forEach(
            (key, value) -> {
              keys.add(key);
              collectKeys(value, keys);
            });
    list(node).forEach(item -> collectKeys(item, keys));
  }

  @Test
  void every_bean_is_used_or_says_why_it_stands_there() {
    String routes = RouteFiles.text();
    assertThat(beans())
        .isNotEmpty()
        .allSatisfy(
            bean -> {
              String name = text(bean, "name");
              boolean used =
                  Pattern.compile("(ref: |routePolicy: |#bean:|\"#)" + name + "\\b")
                      .matcher(routes)
                      .find();
              assertThat(used || isExplained(name)).as(name).isTrue();
            });
  }

  /** By a comment above it, or above beans that stand directly above it. */
  private static boolean isExplained(String bean) {
    List<String> lines =
        RouteFiles.read(RouteFiles.FOLDER.resolve("01-beans.camel.yaml")).lines().toList();
    int line = 0;
    while (!lines.get(line).contains("name: " + bean + ",")) {
      line++;
    }
    while (lines.get(line).strip().startsWith("- {")) {
      line--;
    }
    // The headings of the file are one or two words.
    return lines.get(line).strip().matches("# (\\S+ ){3,}.*");
  }

  @Test
  void every_bean_that_is_named_is_declared_and_of_a_class_that_exists() {
    Set<String> declared = beansByName().keySet();
    Matcher named =
        Pattern.compile("(?:ref|routePolicy): ([A-Za-z]+)|#bean:([A-Za-z]+)|\"#([A-Za-z]+)\"")
            .matcher(RouteFiles.text());
    Set<String> names = new HashSet<>();
    while (named.find()) {
      names.add(
          Stream.of(named.group(1), named.group(2), named.group(3))
              .filter(name -> name != null)
              .findFirst()
              .orElseThrow());
    }
    names.removeAll(OF_THE_HOST);
    assertThat(declared).containsAll(names);
    assertThat(beans()).hasSameSizeAs(declared);
    assertThat(beans())
        .allSatisfy(bean -> assertThat(Class.forName(text(bean, "type"))).isPublic());
  }

  /**
   * Camel makes the beans twice, in their order: one that stands above another that it is made of
   * keeps the first of the two, and all others have the second.
   */
  @Test
  void a_bean_stands_below_those_that_it_is_made_of() {
    Set<String> above = new HashSet<>(OF_THE_HOST);
    // What it asks of this one is the same of each.
    above.add("gitHubAccess");
    assertThat(beans())
        .allSatisfy(
            bean -> {
              Matcher part = Pattern.compile("#bean:(\\w+)").matcher(bean.toString());
              assertThat(part.results().map(found -> found.group(1)))
                  .as("%s", bean)
                  .allMatch(above::contains);
              above.add(text(bean, "name"));
            });
  }

  @Test
  void every_method_that_a_route_calls_is_public_in_its_bean() {
    Map<String, String> types = beansByName();
    assertThat(steps())
        .filteredOn(step -> step.eip().equals("bean"))
        .isNotEmpty()
        .allSatisfy(
            step -> {
              Map<String, Object> call = map(step.body());
              String type =
                  call.containsKey("ref") ? types.get(text(call, "ref")) : text(call, "beanType");
              Matcher method = METHOD.matcher(text(call, "method"));
              assertThat(method.matches()).as("%s", step).isTrue();
              assertThat(Arrays.stream(Class.forName(type).getMethods()))
                  .as("%s", step)
                  .anyMatch(m -> m.getName().equals(method.group(1)));
            });
  }

  private static Map<String, String> beansByName() {
    return beans().stream()
        .collect(Collectors.toMap(bean -> text(bean, "name"), bean -> text(bean, "type")));
  }
}
