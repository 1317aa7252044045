package dev.portgithub.poll;

import dev.portgithub.remote.RemoteCall;
import dev.portgithub.run.Run;

/** A call for what the first page did not show: one run, or a further page, then without a run. */
public record Overdue(Run run, RemoteCall call) {}
