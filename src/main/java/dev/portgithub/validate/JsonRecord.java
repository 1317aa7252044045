package dev.portgithub.validate;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One record of the topic that is known to be a JSON object, in the three shapes that the checks
 * need.
 *
 * <p>Only {@link MessageReader} makes one, which vouches that the three agree. Neither the bytes
 * nor the tree are copied: do not change them. Two messages are equal only if they share the same
 * array. It says nothing about who wrote the record.
 *
 * @param bytes the value of the record as received; what a dead letter keeps
 * @param text the same as text; what a signature covers and what inputs are cut from
 * @param json the same as a tree; to look members up, never to print
 */
public record JsonRecord(byte[] bytes, String text, JsonNode json) {

  /** Names the size only: the content may hold secrets. */
  @Override
  public String toString() {
    return "Message[" + bytes.length + " bytes]";
  }
}
