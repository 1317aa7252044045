package dev.portgithub.deadletter;

import dev.portgithub.Settings;
import dev.portgithub.github.GitHubAccess;
import dev.portgithub.remote.ProxyRoute;
import dev.portgithub.remote.Trust;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import javax.net.ssl.HttpsURLConnection;
import org.eclipse.egit.github.core.client.GitHubClient;
import org.eclipse.egit.github.core.service.IssueService;
import org.eclipse.egit.github.core.service.RepositoryService;

/**
 * Points camel-github to the configured host, and adds the credential on the wire instead of in the
 * endpoint, which JMX shows.
 *
 * <p>A workaround: camel-github 4.17 has no setting for the host. Its client puts /api/v3 before
 * each path on every host but github.com. Delete this when the component takes a base address.
 */
public final class IssueClient extends GitHubClient {
  private final transient GitHubAccess access;
  private final transient ProxyRoute proxy;
  private final transient Trust trust;

  private IssueClient(Settings settings, GitHubAccess access, ProxyRoute proxy, Trust trust) {
    this(URI.create(settings.gitHubApiUrl()), access, proxy, trust);
  }

  private IssueClient(URI api, GitHubAccess access, ProxyRoute proxy, Trust trust) {
    super(api.getHost(), api.getPort(), api.getScheme());
    this.access = access;
    this.proxy = proxy;
    this.trust = trust;
  }

  @Override
  protected HttpURLConnection createConnection(String path) throws IOException {
    HttpURLConnection connection = proxy.open(new URL(createUri(path)));
    if (connection instanceof HttpsURLConnection secure) {
      secure.setSSLSocketFactory(trust.context().getSocketFactory());
    }
    return connection;
  }

  /** Called by Camel with the endpoint's option, which holds no token. */
  @Override
  public GitHubClient setOAuth2Token(String ignored) {
    return this;
  }

  @Override
  protected HttpURLConnection configureRequest(HttpURLConnection request) {
    HttpURLConnection configured = super.configureRequest(request);
    // Paths are .../repos/{owner}/{repo}...
    String owner = request.getURL().getPath().replaceFirst("^.*/repos/([^/]+)/.*$", "$1");
    configured.setRequestProperty("Authorization", access.of(access.credential(owner)));
    configured.setConnectTimeout(5_000);
    configured.setReadTimeout(20_000);
    return configured;
  }

  public static RepositoryService repositories(
      Settings settings, GitHubAccess access, ProxyRoute proxy, Trust trust) {
    return new RepositoryService(new IssueClient(settings, access, proxy, trust));
  }

  public static IssueService issues(
      Settings settings, GitHubAccess access, ProxyRoute proxy, Trust trust) {
    return new IssueService(new IssueClient(settings, access, proxy, trust));
  }
}
