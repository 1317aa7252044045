package dev.portgithub.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Workflow files as people write them, and as nobody should. None of them may refuse a run that
 * GitHub would start.
 */
class UnusualFilesTest {
  /** What the files declare, wherever they declare it. */
  private static final Map<String, String> RIGHT =
      Map.of("service", "checkout", "stage", "prod", "count", "3", "dry", "true");

  private static final Map<String, String> WRONG = Map.of("servise", "checkout");

  /** What stands behind {@code on:}, each with an indentation of two. */
  private static final Map<String, String> TRIGGERS = new LinkedHashMap<>();

  private static final Map<String, UnaryOperator<String>> FORMS = new LinkedHashMap<>();

  private static final String INPUTS =
      """
            service: { description: "What: the service", required: true, type: string }
            stage:
              type: choice
              options: [dev, prod]
            count:
              type: number
              default: 1
            dry:
              type: boolean
      """;

  static {
    TRIGGERS.put("map", "on:\n  workflow_dispatch:\n    inputs:\n" + INPUTS);
    TRIGGERS.put("double quotes", "\"on\":\n  workflow_dispatch:\n    inputs:\n" + INPUTS);
    TRIGGERS.put("single quotes", "'on':\n  'workflow_dispatch':\n    \"inputs\":\n" + INPUTS);
    TRIGGERS.put(
        "among others",
        "on:\n  push: {branches: [main]}\n  workflow_dispatch:\n    inputs:\n"
            + INPUTS
            + "  schedule:\n    - cron: '0 0 * * *'\n");
    TRIGGERS.put(
        "reusable as well",
        "on:\n  workflow_call: {inputs: {other: {type: string}}}\n  workflow_dispatch:\n    inputs:\n"
            + INPUTS);
    TRIGGERS.put(
        "anchors",
        """
        on:
          workflow_call:
            inputs: &inputs
              service: { type: string, required: true }
              stage: { type: string }
              count: { type: number }
              dry: { type: boolean }
          workflow_dispatch:
            inputs: *inputs
        """);
    TRIGGERS.put(
        "an alias for all",
        """
        x-on: &on
          workflow_dispatch:
            inputs: { service: , stage: , count: , dry: }
        on: *on
        """);
    TRIGGERS.put(
        "an alias for the options",
        """
        x-options: &options [dev, prod]
        on:
          workflow_dispatch:
            inputs: { service: , stage: { type: choice, options: *options }, count: , dry: }
        """);
    TRIGGERS.put(
        "merge keys",
        """
        x-inputs: &inputs { service: , stage: , count: , dry: }
        on:
          workflow_dispatch:
            inputs:
              <<: *inputs
              extra: { type: string }
        """);
    TRIGGERS.put(
        "merge keys above",
        """
        x-on: &on
          workflow_dispatch: { inputs: { service: , stage: , count: , dry: } }
        on:
          <<: *on
          push:
        """);
    TRIGGERS.put("merge keys of all", "x: &x {a: 1}\n<<: *x\non: push\n");
    TRIGGERS.put(
        "flow",
        "on: {workflow_dispatch: {inputs: {service: {required: true}, stage: {type: choice, options: [\"dev\", 'prod']}, count: {type: number}, dry: {type: boolean}}}}\n");
    TRIGGERS.put(
        "json",
        "\"on\": {\"workflow_dispatch\": {\"inputs\": {\"service\": {}, \"stage\": {}, \"count\": {}, \"dry\": {}}}}\n");
    TRIGGERS.put("twice", "on:\n  workflow_dispatch:\n    inputs:\n" + INPUTS + "on: push\n");
    TRIGGERS.put(
        "an input twice",
        "on:\n  workflow_dispatch:\n    inputs:\n      service: {type: boolean}\n      service: {type: string}\n");
    TRIGGERS.put(
        "cases",
        "on:\n  workflow_dispatch:\n    inputs: { Service: {required: true}, STAGE: , Count: , Dry: }\n");
    TRIGGERS.put("event in capitals", "on:\n  Workflow_Dispatch:\n  push:\n");
    TRIGGERS.put("events in capitals", "on: [PUSH, WORKFLOW_DISPATCH]\n");
    TRIGGERS.put("inputs in capitals", "on:\n  workflow_dispatch:\n    Inputs: {}\n");
    TRIGGERS.put("key in capitals", "On: push\n");
    TRIGGERS.put("true as a key", "true: push\n");
    TRIGGERS.put("no trigger at all", "permissions: {}\n");
    TRIGGERS.put("an empty trigger", "on:\n");
    TRIGGERS.put("an empty list", "on: []\n");
    TRIGGERS.put("an empty map", "on: {}\n");
    TRIGGERS.put("a list of maps", "on: [push: {branches: [main]}, workflow_dispatch: ]\n");
    TRIGGERS.put("a number", "on: 7\n");
    TRIGGERS.put("inputs that are a list", "on:\n  workflow_dispatch:\n    inputs: [service]\n");
    TRIGGERS.put("a dispatch that is a list", "on:\n  workflow_dispatch: [service]\n");
    TRIGGERS.put("a dispatch that is a text", "on:\n  workflow_dispatch: yes\n");
    TRIGGERS.put("a complex key", "on:\n  ? [a, b]\n  : c\n  ? workflow_dispatch\n  : \n");
    TRIGGERS.put(
        "unusual inputs",
        """
        on:
          workflow_dispatch:
            inputs:
              service: { required: "true", type: text }
              stage: { type: choice, options: { a: dev, b: prod } }
              count: [number]
              dry: { type: [boolean], required: true }
              other: { required: yes }
              third: { required: true, default: }
              fourth: { required: true, type: boolean }
        """);
    TRIGGERS.put(
        "options that are no texts",
        """
        on:
          workflow_dispatch:
            inputs:
              service: { type: choice, options: [1.10, checkout] }
              stage: { type: choice, options: [Yes, No, ~, true] }
              count: { type: choice, options: [1, 2.50, 0x1F] }
              dry: { type: choice }
        """);
    TRIGGERS.put(
        "options with an expression",
        "on:\n  workflow_dispatch:\n    inputs: { service: {type: choice, options: ['${{ vars.ALL }}']}, stage: , count: , dry: }\n");
    TRIGGERS.put(
        "texts over several lines",
        """
        on:
          workflow_dispatch:
            inputs:
              service:
                description: |
                  on: push
                  inputs:
                    nothing: here
                type: >-
                  string
              stage: { type: choice, options: ["dev", "pr\\
              od"] }
              count: { type: "number" }
              dry: { type: !!str boolean }
        """);

    FORMS.put("plain", yaml -> yaml);
    FORMS.put("CRLF", yaml -> yaml.replace("\n", "\r\n"));
    FORMS.put("a byte order mark", yaml -> "\uFEFF" + yaml);
    FORMS.put("a document start", yaml -> "# first\n---\n" + yaml + "...\n");
    FORMS.put("two documents", yaml -> "on: push\n---\n" + yaml);
    FORMS.put("a directive", yaml -> "%YAML 1.1\n---\n" + yaml);
    FORMS.put("comments", yaml -> "# on: push\n" + yaml.replace(":\n", ": # on: push\n\n"));
    FORMS.put("a tab", yaml -> yaml + "\tname: x\n");
    FORMS.put("cut off", yaml -> yaml + "env: {a: [b\n");
    FORMS.put("5,000 lines", yaml -> yaml + steps(5000));
    FORMS.put("too large", yaml -> yaml + steps(60_000));
    FORMS.put("too deep", yaml -> yaml + "env: " + "[".repeat(20_000) + "]".repeat(20_000) + "\n");
    FORMS.put("laughs", yaml -> yaml + laughs());
    FORMS.put("no line end", String::stripTrailing);
  }

  private static String steps(int lines) {
    return "jobs:\n  a:\n    steps:\n" + "      - run: echo x\n".repeat(lines);
  }

  private static String laughs() {
    StringBuilder yaml = new StringBuilder("env:\n  a0: &a0 [x, x]\n");
    for (int i = 1; i < 60; i++) {
      String last = "*a" + (i - 1);
      yaml.append("  a%d: &a%d [%s, %s, %s]\n".formatted(i, i, last, last, last));
    }
    return yaml.toString();
  }

  @Test
  void none_of_500_unusual_files_refuses_a_run_that_fits() {
    InputFit fit = new InputFit("port_run_id", "");
    List<String> wrong = new ArrayList<>();
    int files = 0;
    int refused = 0;
    for (Map.Entry<String, String> trigger : TRIGGERS.entrySet()) {
      for (Map.Entry<String, UnaryOperator<String>> form : FORMS.entrySet()) {
        String name = trigger.getKey() + ", " + form.getKey();
        WorkflowFile file = WorkflowYaml.read(form.getValue().apply(trigger.getValue()));
        files++;
        if (file.trigger() == WorkflowFile.Trigger.MISSING) {
          wrong.add(name + ": no trigger");
        }
        if (file.knowsInputs()) {
          InputFit.Fitted fitted = fit.of(file, "r_1", RIGHT, 25);
          if (!fitted.faults().isEmpty() || !fitted.inputs().equals(RIGHT)) {
            wrong.add(name + ": " + fitted);
          }
          refused += fit.of(file, "r_1", WRONG, 25).faults().isEmpty() ? 0 : 1;
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(files).isGreaterThan(400);
    assertThat(refused).as("it is of use all the same").isGreaterThan(90);
  }

  @Test
  void a_file_without_the_trigger_is_known_in_each_of_its_forms() {
    for (String yaml :
        List.of(
            "on: push\n",
            "on: [push, pull_request]\n",
            "'on': {push: {branches: [main]}}\n",
            "on:\n- push\n",
            "x: &e [push]\non: *e\n")) {
      assertThat(WorkflowYaml.read(yaml).trigger()).isEqualTo(WorkflowFile.Trigger.MISSING);
    }
  }

  @Test
  void a_trigger_without_inputs_declares_none() {
    for (String yaml :
        List.of(
            "on: workflow_dispatch\n",
            "on: [push, workflow_dispatch]\n",
            "on:\n  workflow_dispatch:\n",
            "on: {workflow_dispatch: {}}\n",
            "on: {workflow_dispatch: {inputs: }}\n",
            "on: {workflow_dispatch: null, push: }\n")) {
      WorkflowFile file = WorkflowYaml.read(yaml);
      assertThat(file.knowsInputs()).as(yaml).isTrue();
      assertThat(new InputFit("", "").of(file, "r_1", RIGHT, 25).faults()).hasSize(1);
    }
  }
}
