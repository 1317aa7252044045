package dev.portgithub.api;

import dev.portgithub.Settings;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where Port shows a run to people. */
public final class PortPage {
  private static final Pattern API = Pattern.compile("https://api\\.((?:us\\.)?(?:get)?port\\.io)");

  private final String address;

  public PortPage(Settings settings) {
    Matcher api = API.matcher(settings.portApiUrl());
    address = api.lookingAt() ? "https://app." + api.group(1) + "/organization/run?runId=" : null;
  }

  /** The address of a run's page; null when Port is not at one of its own addresses. */
  String of(String runId) {
    return address == null ? null : address + runId;
  }
}
