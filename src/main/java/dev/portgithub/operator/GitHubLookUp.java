package dev.portgithub.operator;

import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteCall;

/** Asks GitHub through its gateway, and waits for the answer. Never inside a transaction. */
@FunctionalInterface
public interface GitHubLookUp {

  /**
   * @throws Exception as the gateway judges the answer: {@code RemoteRefused}, {@code RemoteBusy},
   *     or a failure of the connection
   */
  RemoteAnswer ask(RemoteCall call) throws Exception;
}
