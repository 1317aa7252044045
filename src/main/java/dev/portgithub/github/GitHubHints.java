package dev.portgithub.github;

import dev.portgithub.remote.RemoteAnswer;

/** What a developer or operator can do about a refusal of GitHub, by a part of its text. */
final class GitHubHints {
  private GitHubHints() {}

  static String hint(RemoteAnswer answer) {
    String permissions = answer.headers().get("X-Accepted-GitHub-Permissions");
    String signOn = answer.headers().get("X-GitHub-SSO");
    if (answer.status() == 401) {
      return "GitHub does not take the credential of this backend: an operator must renew GITHUB_TOKEN or the App's key.";
    }
    if (signOn != null) {
      return "The token must be authorised for single sign-on of the organisation: " + signOn;
    }
    if (answer.says("not accessible by")) {
      return "The credential of this backend needs Actions: write on the repository"
          + (permissions == null ? "." : " (GitHub asks for: " + permissions + ").");
    }
    if (answer.says("archived")) {
      return "Unarchive the repository, or point the action to another one.";
    }
    if (answer.says("No ref found")) {
      return "Create the branch or tag, or change the input ref.";
    }
    if (answer.says("Unexpected inputs")) {
      return "Declare these inputs under on.workflow_dispatch.inputs of the workflow file at that ref,"
          + " or remove them from the action's workflowInputs.";
    }
    if (answer.says("Required input")) {
      return "Give the input in the action's workflowInputs, or a default in the workflow file.";
    }
    if (answer.says("workflow_dispatch' trigger")) {
      return "Add on: workflow_dispatch to the workflow file at that ref.";
    }
    if (answer.says("disabled workflow")) {
      return "Enable the workflow on the Actions page of the repository.";
    }
    if (answer.says("inputs are too large")) {
      return "Send less in workflowInputs: GitHub takes 65,535 characters in all.";
    }
    if (answer.says("failed to parse workflow")) {
      return "Correct the workflow file.";
    }
    return switch (answer.status()) {
      case 404 ->
          "Check organisation, repository and workflow file of the action; the file must be on the default branch, and the"
              + " credential of this backend must have access to the repository.";
      case 301, 302, 307, 308 -> "The repository has moved: change the action to its new name.";
      case 410 -> "GitHub has retired this version of its API: update this backend.";
      default -> "Correct the action or the workflow accordingly.";
    };
  }
}
