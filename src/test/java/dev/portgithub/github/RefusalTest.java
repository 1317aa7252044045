package dev.portgithub.github;

import static dev.portgithub.world.TestBackend.START;
import static dev.portgithub.world.TestBackend.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * All words in which GitHub refuses, as far as they are known: what they mean, what happens, and
 * what people are told, with the headers of every answer and without any.
 */
class RefusalTest {
  private static final RemoteCall DISPATCH =
      RemoteCall.post("/repos/acme-inc/shop/actions/workflows/deploy.yml/dispatches", "token")
          .withJson("{}");
  private static final String[] ORDINARY = {
    "x-ratelimit-limit",
    "5000",
    "x-ratelimit-remaining",
    "4987",
    "x-ratelimit-reset",
    Long.toString(START.plusSeconds(1800).getEpochSecond()),
    "x-ratelimit-resource",
    "core",
    "X-GitHub-Request-Id",
    "AAAA:1"
  };

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        // Wait: nothing was done, and nobody has to do anything.
        "403|API rate limit exceeded for user ID 1.|LIMIT|",
        "403|API rate limit exceeded for installation ID 51000000.|LIMIT|",
        "429|API rate limit exceeded|LIMIT|",
        "403|You have exceeded a secondary rate limit. Please wait a few minutes before you try again.|LIMIT|",
        "429|You have exceeded a secondary rate limit and have been temporarily blocked from content creation.|LIMIT|",
        "403|You have triggered an abuse detection mechanism. Please wait a few minutes before you try again.|LIMIT|",
        "403|Maximum number of login attempts exceeded. Please try again later.|LIMIT|",
        "429|Too many requests|LIMIT|",
        // The platform team's business.
        "401|Bad credentials|CREDENTIAL|the platform team must renew GITHUB_TOKEN or the App's key",
        "401|Requires authentication|CREDENTIAL|the platform team must renew",
        "401|A JSON web token could not be decoded|CREDENTIAL|the platform team must renew",
        "401|'Expiration time' claim ('exp') is too far in the future|CREDENTIAL|the platform team must renew",
        "403|Sorry. Your account was suspended.|CREDENTIAL|the account of GITHUB_TOKEN",
        "403|Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.|OWNER|The platform team must authorise the token of this backend for single sign-on",
        "403|Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.|OWNER|IP allow list of the organisation",
        "403|This installation has been suspended|OWNER|The platform team must end the suspension",
        "403|Unauthorized: As an Enterprise Managed User, you cannot access this content|OWNER|another credential for this owner",
        "403|`acme` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions.|OWNER|The organisation or enterprise does not take this kind of token",
        "403|The 'Acme' enterprise forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 90 days.|OWNER|or one that lives so long",
        "403|Although you appear to have the correct authorization credentials, the `acme` organization has enabled OAuth App access restrictions, meaning that data access to third-parties is limited.|OWNER|the platform team must give this backend another one",
        "403|Repository access blocked|REPOSITORY|GitHub has blocked the repository, perhaps because of billing: the platform team",
        "451|Repository access blocked|REPOSITORY|GitHub has blocked the repository",
        // This run's business: a permission on this repository, or what was asked for.
        "403|Resource not accessible by integration|REQUEST|needs Actions: write on the repository",
        "403|Resource not accessible by personal access token|REQUEST|needs Actions: write on the repository",
        "403|Must have admin rights to Repository.|REQUEST|Ask the platform team what the credential of this backend may do",
        "403|Repository was archived so is read-only.|REQUEST|Unarchive the repository",
        "403|Something new|REQUEST|Ask the platform team",
        "404|Not Found|REQUEST|Check organisation, repository and workflow file",
        "410|Gone|REQUEST|update this backend",
        "301|Moved Permanently|REQUEST|has moved",
        "307|Temporary Redirect|REQUEST|has moved",
        "400|Problems parsing JSON|REQUEST|Correct the action or the workflow",
        "400|Body should be a JSON object|REQUEST|Correct the action or the workflow",
        "422|No ref found for: release/9|REQUEST|Create the branch or tag",
        "422|Unexpected inputs provided: [\"a\"]|REQUEST|on.workflow_dispatch.inputs",
        "422|Required input 'x' not provided|REQUEST|Give the input in the action's workflowInputs",
        "422|Workflow does not have 'workflow_dispatch' trigger|REQUEST|Add on: workflow_dispatch",
        "422|Cannot trigger a 'workflow_dispatch' on a disabled workflow|REQUEST|Enable the workflow",
        "422|inputs are too large.|REQUEST|65,535",
        "422|Invalid Argument - failed to parse workflow: x|REQUEST|Correct the workflow file",
        "422|Provided value 'x' for input 'stage' not in the list of allowed values|REQUEST|Send one of the values that the workflow file at that ref allows",
        "422|Provided value 'x' for input 'n' is not a number|REQUEST|Send a number",
        "422|Invalid request. No more than 10 properties are allowed.|REQUEST|older servers take 10",
        "400|The version 2026-03-10 is not a supported version.|REQUEST|must set github.api-version",
      })
  void what_github_says_means_the_same_with_and_without_headers(
      int status, String message, Refusal.Meaning meaning, String hint) {
    String json = "{\"message\":\"%s\"}".formatted(message.replace("\"", "\\\""));
    for (RemoteAnswer answer :
        new RemoteAnswer[] {answer(status, json), answer(status, json, ORDINARY)}) {
      assertThat(Refusal.of(answer, START).meaning()).isEqualTo(meaning);
      if (meaning == Refusal.Meaning.LIMIT) {
        assertWaits(answer);
      } else {
        assertThat(GitHubHints.hint(answer)).contains(hint);
        if (meaning == Refusal.Meaning.REQUEST) {
          assertRefuses(answer, message);
        } else {
          assertAwaitsThePlatformTeam(answer, meaning, message);
        }
      }
    }
  }

  private static void assertWaits(RemoteAnswer answer) {
    assertThat(judge(answer))
        .isInstanceOfSatisfying(
            RemoteBusy.class, busy -> assertThat(busy.until()).isEqualTo(START.plusSeconds(60)));
    assertThat(onTheWayToAToken(answer))
        .isInstanceOfSatisfying(
            RemoteBusy.class, busy -> assertThat(busy.until()).isEqualTo(START.plusSeconds(60)));
  }

  private static void assertRefuses(RemoteAnswer answer, String message) {
    assertThat(judge(answer)).isInstanceOf(RemoteRefused.class).hasMessage(message);
    assertThat(onTheWayToAToken(answer)).isInstanceOf(RemoteRefused.class);
  }

  private static void assertAwaitsThePlatformTeam(
      RemoteAnswer answer, Refusal.Meaning meaning, String message) {
    String scope =
        switch (meaning) {
          case OWNER -> "token/acme-inc";
          case REPOSITORY -> "token/acme-inc/shop";
          default -> "token";
        };
    assertThat(judge(answer))
        .isInstanceOfSatisfying(
            NoAccess.class,
            noAccess -> {
              assertThat(noAccess.shutOut().scope()).isEqualTo(scope);
              assertThat(noAccess.shutOut().reason())
                  .isEqualTo(message + " (HTTP " + answer.status() + ")");
              assertThat(noAccess.shutOut().remedy()).isEqualTo(GitHubHints.hint(answer));
            });
    assertThat(onTheWayToAToken(answer)).isInstanceOf(RemoteRefused.class);
  }

  private static Throwable judge(RemoteAnswer answer) {
    TestBackend backend = TestBackend.on(StoreUnderTest.H2);
    return catchThrowable(() -> backend.answers.judge(DISPATCH, answer));
  }

  private static Throwable onTheWayToAToken(RemoteAnswer answer) {
    GitHubAccess access = TestBackend.on(StoreUnderTest.H2).bean(GitHubAccess.class);
    return catchThrowable(() -> access.createToken(answer));
  }

  @Test
  void single_sign_on_is_known_by_its_header_alone_and_its_address_is_handed_on() {
    RemoteAnswer answer =
        answer(403, "{}", "X-GitHub-SSO", "required; url=https://github.example/sso");

    assertThat(Refusal.of(answer, START).meaning()).isEqualTo(Refusal.Meaning.OWNER);
    assertThat(GitHubHints.hint(answer)).endsWith(": required; url=https://github.example/sso");
  }

  @Test
  void a_blocked_repository_is_told_with_the_reason_that_github_gives() {
    RemoteAnswer answer =
        answer(403, "{'message':'Repository access blocked','block':{'reason':'tos'}}");

    assertThat(GitHubHints.hint(answer)).startsWith("GitHub has blocked the repository (tos):");
  }

  @Test
  void a_limit_whose_end_is_named_lasts_until_then_whatever_the_words() {
    RemoteAnswer named =
        answer(403, "{'message':'This installation has been suspended'}", "Retry-After", "7");

    assertThat(Refusal.of(named, START))
        .isEqualTo(new Refusal(Refusal.Meaning.LIMIT, START.plusSeconds(7)));
  }
}
