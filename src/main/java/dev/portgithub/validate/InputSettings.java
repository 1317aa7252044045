package dev.portgithub.validate;

/**
 * How inputs are read; each is a setting of the same name.
 *
 * @param templates which templates in inputs are refused: {@code port-expressions}, {@code strict}
 *     or {@code off}; see {@link Templates}
 * @param nullInputs what an input that is null becomes: {@code leave-out}, or {@code empty} for an
 *     empty text
 * @param refAsInput the name under which an action sends the workflow's own input {@code ref};
 *     empty: none
 * @param packInto empty, or the input that gets all that a workflow does not declare: then any
 *     number of inputs passes here
 */
public record InputSettings(
    String templates, String nullInputs, String refAsInput, String packInto) {}
