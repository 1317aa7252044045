import org.apache.camel.dsl.jbang.core.commands.CamelJBangMain;

/** What the command {@code camel} runs. */
public class CamelJBang {
  public static void main(String... arguments) {
    CamelJBangMain.run(arguments);
  }
}
