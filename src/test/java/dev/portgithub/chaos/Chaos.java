package dev.portgithub.chaos;

/** The chaos program without a build around it; the seeds are its arguments. */
public final class Chaos {
  private Chaos() {}

  public static void main(String[] seeds) throws Exception {
    BackendJar jar = BackendJar.get();
    boolean broken = false;
    for (String seed : seeds) {
      try (ChaosRun run = new ChaosRun(ChaosPlan.ofProperties(Long.parseLong(seed)), jar)) {
        ChaosReport report = run.run();
        System.out.println(report.text());
        broken |= !report.violations().isEmpty();
      } catch (Exception e) {
        // The other seeds are worth their time all the same.
        e.printStackTrace();
        broken = true;
      }
    }
    System.exit(broken ? 1 : 0);
  }
}
