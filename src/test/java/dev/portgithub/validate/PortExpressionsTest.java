package dev.portgithub.validate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortExpressionsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ .inputs.x }}",
        "{{.inputs}}",
        "{{ .run.id }}",
        "{{ .entity.properties.\"read me\" }}",
        "{{ .trigger.by.user.email }}",
        "{{ .action.identifier }}",
        "{{ .user.email }}",
        "{{ .event.diff.after }}",
        "{{ .secrets.TOKEN }}",
        "{{ spreadValue() }}",
        "{{ . }}",
        "{{ .inputs[\"x\"] }}",
        "{{ (.inputs.x | tostring) + \"!\" }}",
        "{{ if .inputs.x then \"a\" else null end }}",
        "{{ [.inputs.x,.run.id] }}",
        "{{ {a: .inputs.x} }}",
        "{{\n  \"\\(.inputs.x)\"\n}}",
      })
  void knows_what_port_fills_in(String expression) {
    assertThat(PortExpressions.in(expression)).containsExactly(expression);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{{ }}",
        "{{ x }}",
        "{{ .Release.Name }}",
        "{{ .Values.inputs.x }}",
        "{{ $.inputs.x }}",
        "${{ inputs.x }}",
        "${{ secrets.X }}",
        "{{ .runner }}",
        "{{ x.run.id }}",
        "{ { .inputs.x } }",
        "a {{ . }}",
      })
  void leaves_alone_what_other_tools_write(String text) {
    assertThat(PortExpressions.in(text)).isEmpty();
  }

  @Test
  void finds_each_in_a_longer_text() {
    assertThat(PortExpressions.in("a {{ .run.id }} {{ .Values.x }}{{.inputs.y}} {{ .inputs.z"))
        .containsExactly("{{ .run.id }}", "{{.inputs.y}}");
  }
}
