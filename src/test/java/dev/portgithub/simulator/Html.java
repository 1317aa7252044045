package dev.portgithub.simulator;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The frame and the few pieces that the simulators' pages share. Everything is escaped here. */
final class Html {

  private static final String STYLE =
      """
      :root{font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:#1f2733;\
      background:#f5f6f8;line-height:1.45}
      body{margin:0}
      header{background:#fff;border-bottom:1px solid #e2e6eb;padding:.9rem 1.25rem;display:flex;\
      gap:.75rem;align-items:baseline;flex-wrap:wrap}
      header h1{font-size:1.05rem;margin:0}
      header h1 a{color:inherit;text-decoration:none}
      header span{color:#66717f;font-size:.85rem}
      header input{margin-left:auto;min-width:14rem}
      b.away{display:none}
      body.away b.away{display:inline;color:#97241b;font-size:.85rem}
      main{max-width:84rem;margin:1.25rem auto;padding:0 1rem}
      h2{font-size:1rem;margin:1.75rem 0 .6rem}
      section{background:#fff;border:1px solid #e2e6eb;border-radius:10px;overflow-x:auto}
      table{border-collapse:collapse;width:100%;font-size:.9rem}
      th{text-align:left;font-weight:600;color:#66717f;font-size:.75rem;background:#fafbfc;\
      white-space:nowrap}
      th,td{padding:.6rem .8rem;border-bottom:1px solid #edf0f3;vertical-align:top}
      tr:last-child td{border-bottom:0}
      td{overflow-wrap:break-word}
      td code{overflow-wrap:anywhere}
      time{white-space:nowrap}
      a{color:#0b5fc4}
      code{font-family:ui-monospace,SFMono-Regular,Menlo,monospace;font-size:.85em}
      .pill{display:inline-block;padding:.1rem .6rem;border-radius:999px;font-size:.78rem;\
      font-weight:600;white-space:nowrap}
      .good{background:#dcf5e5;color:#12633a}
      .bad{background:#fde3e1;color:#97241b}
      .busy{background:#fdf0cf;color:#7a5200}
      .idle{background:#e8ebef;color:#4a5562}
      .muted{color:#66717f;font-size:.85rem}
      .pre{white-space:pre-wrap}
      ol.log{list-style:none;margin:0;padding:.4rem 0;\
      font-family:ui-monospace,SFMono-Regular,Menlo,monospace;font-size:.85rem}
      ol.log li{padding:.3rem .8rem;display:flex;gap:1rem;white-space:pre-wrap;\
      overflow-wrap:anywhere}
      ol.log time{color:#66717f;flex:none}
      input,button{font:inherit;padding:.25rem .6rem;border:1px solid #c9d0d8;border-radius:6px}
      button{background:#0b5fc4;color:#fff;border-color:#0b5fc4;cursor:pointer}
      p.none{padding:.8rem;margin:0;color:#66717f}
      p.text{padding:.8rem;margin:0}
      @media (max-width:48rem){main{padding:0 .5rem}thead{display:none}\
      table,tbody,tr,td{display:block}td{border:0;padding:.2rem .8rem}td:empty{display:none}\
      tr{padding:.6rem 0;border-bottom:1px solid #edf0f3}}
      """;

  private Html() {}

  /**
   * Fetches the page again every two seconds and exchanges what has changed, so that nothing
   * flickers and the filter stays.
   */
  private static final String FOLLOW =
      """
      <script>
      (() => {
        const main = document.querySelector('main');
        const filter = document.querySelector('input[type=search]');
        const apply = () => {
          const wanted = filter.value.trim().toLowerCase();
          for (const row of main.querySelectorAll('tbody tr')) {
            row.hidden = wanted !== '' && !row.textContent.toLowerCase().includes(wanted);
          }
        };
        filter.hidden = !main.querySelector('tbody');
        filter.addEventListener('input', apply);
        let shown = main.innerHTML;
        setInterval(async () => {
          if (document.hidden || !getSelection().isCollapsed) return;
          try {
            const answer = await fetch(location.href);
            const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
            const content = fresh.querySelector('main').innerHTML;
            document.body.classList.remove('away');
            if (content === shown) return;
            shown = content;
            main.innerHTML = content;
            document.title = fresh.title;
            document.querySelector('header span').textContent =
                fresh.querySelector('header span').textContent;
            filter.hidden = !main.querySelector('tbody');
            apply();
          } catch (e) {
            document.body.classList.add('away');
          }
        }, 2000);
      })();
      </script>""";

  private static final String FILTER =
      "<input type=\"search\" placeholder=\"Filter the rows\" aria-label=\"Filter the rows\" hidden>"
          + "<b class=\"away\">The demo has stopped: this is its last state.</b>";

  private static final String WITHOUT_SCRIPTS =
      "<noscript><meta http-equiv=\"refresh\" content=\"2\"></noscript>";

  /** A page that follows what happens. */
  static String page(String product, String title, String body) {
    return page(product, title, FILTER, body + "</main>" + FOLLOW, WITHOUT_SCRIPTS);
  }

  /** A page that stays as it is, for forms. */
  static String still(String product, String title, String body) {
    return page(product, title, "", body + "</main>", "");
  }

  /** A person's request, not that of a program. */
  static boolean isBrowser(Request request) {
    String accepted = request.header("Accept");
    return request.method().equals("GET") && accepted != null && accepted.contains("text/html");
  }

  private static String page(
      String product, String title, String tools, String body, String refresh) {
    return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
        + refresh
        + "<title>"
        + escape(title)
        + "</title><style>"
        + STYLE
        + "</style></head><body><header><h1><a href=\"/\">"
        + escape(product)
        + "</a></h1><span>"
        + escape(title)
        + "</span>"
        + tools
        + "</header><main>"
        + body
        + "</body></html>";
  }

  static String escape(Object value) {
    return value == null
        ? ""
        : value
            .toString()
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;")
            .replace("'", "&#39;");
  }

  /** A link, or plain text when the address is not http(s): nothing else may become clickable. */
  static String link(String address, String text) {
    if (address == null || !address.matches("(?i)(https?://|/(?!/)).*")) {
      return escape(text);
    }
    return "<a href=\"" + escape(address) + "\">" + escape(text) + "</a>";
  }

  static String pill(String kind, String text) {
    return "<span class=\"pill " + kind + "\">" + escape(text) + "</span>";
  }

  static String time(Instant at) {
    if (at == null) {
      return "";
    }
    String text = at.truncatedTo(ChronoUnit.SECONDS).toString().replace("T", " ");
    return "<time datetime=\"" + at + "\">" + text.replace("Z", "") + "</time>";
  }

  static String row(String... cells) {
    return "<tr><td>" + String.join("</td><td>", cells) + "</td></tr>";
  }

  static String table(String rows, String... heads) {
    if (rows.isEmpty()) {
      return "<section><p class=\"none\">Nothing yet.</p></section>";
    }
    return "<section><table><thead><tr><th>"
        + String.join("</th><th>", heads)
        + "</th></tr></thead><tbody>"
        + rows
        + "</tbody></table></section>";
  }
}
