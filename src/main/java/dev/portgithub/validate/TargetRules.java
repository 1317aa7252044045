package dev.portgithub.validate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.run.Target;
import dev.portgithub.run.Texts;
import dev.portgithub.run.Why;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Decides which organisation, repository and workflow an invocation may name.
 *
 * <p>What passes is one path segment of GitHub's API that cannot climb out of its place. Whether it
 * exists is for GitHub to say. GitHub takes a workflow by its file name or its number; of a path in
 * {@code .github/workflows/} the file name is taken. Any other text is the name that GitHub
 * displays: its file is looked up before the dispatch, so that it never stands in a path itself.
 */
final class TargetRules {
  private static final Pattern ORG = Pattern.compile("[A-Za-z0-9_-]{1,100}");
  private static final Pattern REPO = Pattern.compile("[A-Za-z0-9._-]{1,100}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");
  private static final Pattern FILE_IN_ANY_CASE = Pattern.compile("(?is).*\\.ya?ml\\s*");
  private static final Pattern ONLY_DIGITS = Pattern.compile("[-0-9.]*");
  private static final int LONGEST_FILE_NAME = 255;
  private static final int LONGEST_DISPLAY_NAME = 100;

  private static final Why NO_ORG =
      new Why(
          "BAD_ORG",
          "The invocation does not name the organisation.",
          "Set invocationMethod.org of the action to a text.");
  private static final Why NO_REPO =
      new Why(
          "BAD_REPO",
          "The invocation does not name the repository.",
          "Set invocationMethod.repo of the action to a text.");
  private static final Why NO_WORKFLOW =
      new Why(
          "BAD_WORKFLOW",
          "The invocation does not name the workflow.",
          "Set invocationMethod.workflow of the action to a text.");

  private TargetRules() {}

  static String org(JsonNode method) {
    String org = text(method, "org", NO_ORG);
    if (!ORG.matcher(org).matches()) {
      throw new InvalidInvocation(
          new Why(
              "BAD_ORG",
              "The organisation name "
                  + Texts.quote(org)
                  + " cannot be used: it may only hold up to 100 letters, digits and hyphens.",
              "Set invocationMethod.org of the action to the bare name of the organisation."));
    }
    return org;
  }

  static String repo(JsonNode method) {
    String repo = text(method, "repo", NO_REPO);
    String subject = "The repository name " + Texts.quote(repo) + " cannot be used: ";
    if (repo.toLowerCase(Locale.ROOT).endsWith(".git")) {
      throw new InvalidInvocation(
          new Why(
              "BAD_REPO",
              subject + "it ends in .git, which belongs to the clone address only.",
              "Leave the .git out of invocationMethod.repo of the action."));
    }
    if (!REPO.matcher(repo).matches() || repo.equals(".") || repo.equals("..")) {
      throw new InvalidInvocation(
          new Why(
              "BAD_REPO",
              subject
                  + "it may only hold letters, digits, dots, hyphens and underscores, up to 100.",
              "Set invocationMethod.repo of the action to the bare repository name."));
    }
    return repo;
  }

  static String workflow(JsonNode method) {
    if (method.path("workflow").isIntegralNumber()) {
      return workflow(method.path("workflow").asText());
    }
    return workflow(Target.fileName(text(method, "workflow", NO_WORKFLOW)));
  }

  private static String workflow(String workflow) {
    boolean fileName =
        (workflow.endsWith(".yml") || workflow.endsWith(".yaml"))
            && !workflow.startsWith("..")
            && workflow.length() <= LONGEST_FILE_NAME
            && workflow.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    if (!fileName && !NUMBER.matcher(workflow).matches() && !isDisplayName(workflow)) {
      throw new InvalidInvocation(
          new Why(
              "BAD_WORKFLOW",
              "The workflow "
                  + Texts.quote(workflow)
                  + " cannot be used: it must be a file name that ends in .yml or .yaml, a number, or the name that GitHub displays, without a slash.",
              "Set invocationMethod.workflow of the action to a name such as deploy.yml."));
    }
    return workflow;
  }

  private static boolean isDisplayName(String workflow) {
    boolean file = FILE_IN_ANY_CASE.matcher(workflow).matches() || workflow.startsWith(".");
    return !file
        && workflow.codePointCount(0, workflow.length()) <= LONGEST_DISPLAY_NAME
        && !ONLY_DIGITS.matcher(workflow).matches()
        && workflow.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
  }

  private static String text(JsonNode method, String member, Why missing) {
    JsonNode value = method.path(member);
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw new InvalidInvocation(missing);
    }
    Templates.refuseInSetting("invocationMethod." + member, value);
    return Texts.wellFormed(value.textValue());
  }
}
