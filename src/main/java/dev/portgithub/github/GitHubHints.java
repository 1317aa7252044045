package dev.portgithub.github;

import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.run.Texts;

/** What a developer or operator can do about a refusal of GitHub, by a part of its text. */
final class GitHubHints {
  private GitHubHints() {}

  /** GitHub's words with the status, and what to do. */
  static ShutOuts.Told told(RemoteAnswer answer) {
    return new ShutOuts.Told(answer.message() + " (HTTP " + answer.status() + ")", hint(answer));
  }

  static String hint(RemoteAnswer answer) {
    String permissions = answer.headers().get("X-Accepted-GitHub-Permissions");
    String signOn = answer.headers().get("X-GitHub-SSO");
    if (answer.status() == 401) {
      return "GitHub does not take the credential of this backend: the platform team must renew GITHUB_TOKEN or the App's"
          + " key.";
    }
    if (signOn != null || answer.says("SAML enforcement") || answer.says("single sign-on")) {
      return "The platform team must authorise the token of this backend for single sign-on of the organisation"
          + (signOn == null ? "." : ": " + signOn);
    }
    String shutOut = shutOut(answer);
    if (shutOut != null) {
      return shutOut;
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
    if (answer.says("list of allowed values")) {
      return "Send one of the values that the workflow file at that ref allows for this input.";
    }
    if (answer.says("is not a number")) {
      return "Send a number, or change the type of the input in the workflow file.";
    }
    if (answer.says("properties are allowed") || answer.says("too many inputs")) {
      return "Put several inputs into one object, which arrives as one input in JSON: older servers take 10.";
    }
    if (answer.says("supported version")
        || answer.says("version is not supported")
        || answer.says("API version")) {
      return "The platform team must set github.api-version to one that this GitHub server knows.";
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
      case 403 ->
          "Ask the platform team what the credential of this backend may do in the repository.";
      case 404 ->
          "Check organisation, repository and workflow file of the action; the file must be on the default branch, and the"
              + " credential of this backend must have access to the repository.";
      case 301, 302, 307, 308 -> "The repository has moved: change the action to its new name.";
      case 410 -> "GitHub has retired this version of its API: update this backend.";
      default -> "Correct the action or the workflow accordingly.";
    };
  }

  /** Of a credential that lacks no permission, and is not let in all the same. */
  private static String shutOut(RemoteAnswer answer) {
    if (answer.says("IP allow list")) {
      return "The platform team must put the address of this backend on the IP allow list of the organisation or enterprise.";
    }
    if (answer.says("installation has been suspended")) {
      return "The platform team must end the suspension of the GitHub App's installation for this owner.";
    }
    if (answer.says("account was suspended") || answer.says("account is suspended")) {
      return "The platform team must have the account of GITHUB_TOKEN unsuspended, or use another one.";
    }
    if (answer.says("Enterprise Managed User")) {
      return "An Enterprise Managed User starts nothing outside of the enterprise: the platform team must give this backend"
          + " another credential for this owner.";
    }
    if (answer.says("forbids access via") || answer.says("OAuth App access restrictions")) {
      return "The organisation or enterprise does not take this kind of token, or one that lives so long: the platform team"
          + " must give this backend another one, or a GitHub App.";
    }
    if (answer.says("Repository access blocked")) {
      String reason = Texts.line(answer.json().path("block").path("reason").asText(""), 60);
      return "GitHub has blocked the repository"
          + (reason.isEmpty() ? ", perhaps because of billing" : " (" + reason + ")")
          + ": the platform team must settle that with GitHub.";
    }
    return null;
  }
}
