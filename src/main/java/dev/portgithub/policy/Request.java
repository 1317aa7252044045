package dev.portgithub.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.validate.Invocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a run asks for, as far as a rule may look at it. A list without elements is not known.
 *
 * @param users the e-mail address and the id of who has started the action in Port
 */
public record Request(
    List<String> organisation,
    List<String> repository,
    List<String> workflow,
    List<String> ref,
    List<String> action,
    List<String> users) {

  /** Of an invocation; the message says who has started it. */
  public static Request of(JsonNode message, Invocation invocation) {
    JsonNode by = message.path("trigger").path("by");
    List<String> users = new ArrayList<>();
    users.addAll(known(by.path("user").path("email").asText("")));
    users.addAll(known(by.path("userId").asText("")));
    return new Request(
        known(invocation.org()),
        known(invocation.repo()),
        workflow(invocation.workflow()),
        known(invocation.ref()),
        known(invocation.action()),
        users);
  }

  /** By its number or its display name a workflow may be any file. */
  private static List<String> workflow(String name) {
    return name.matches("(?i).+\\.ya?ml") ? List.of(name) : List.of();
  }

  /**
   * What an operator asks about: {@code repository=infra ref=main}; what is left out is not known.
   *
   * @throws IllegalArgumentException in a sentence for the operator
   */
  static Request read(String text) {
    Map<Field, List<String>> given = new EnumMap<>(Field.class);
    for (String part : text.strip().split("[,\\s]+")) {
      Field field =
          Arrays.stream(Field.values())
              .filter(each -> part.startsWith(each.word + "="))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "Write name=value, with the names organisation, repository, workflow, ref,"
                              + " action and user; not "
                              + part));
      given.put(field, known(part.substring(field.word.length() + 1)));
    }
    return new Request(
        given.getOrDefault(Field.ORGANISATION, List.of()),
        given.getOrDefault(Field.REPOSITORY, List.of()),
        given.getOrDefault(Field.WORKFLOW, List.of()),
        given.getOrDefault(Field.REF, List.of()),
        given.getOrDefault(Field.ACTION, List.of()),
        given.getOrDefault(Field.USER, List.of()));
  }

  private static List<String> known(String value) {
    return value == null || value.isBlank() ? List.of() : List.of(value);
  }

  List<String> of(Field field) {
    return switch (field) {
      case ORGANISATION -> organisation;
      case REPOSITORY -> repository;
      case WORKFLOW -> workflow;
      case REF -> ref;
      case ACTION -> action;
      case USER -> users;
    };
  }

  /** What a rule may look at. */
  enum Field {
    ORGANISATION("organisation", true),
    REPOSITORY("repository", true),
    WORKFLOW("workflow", false),
    REF("ref", false),
    ACTION("action", false),
    USER("user", true);

    final String word;
    final boolean anyCase;

    Field(String word, boolean anyCase) {
      this.word = word;
      this.anyCase = anyCase;
    }
  }
}
