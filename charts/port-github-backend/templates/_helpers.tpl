{{- define "backend.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 63 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "backend.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "backend.labels" -}}
{{ include "backend.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "backend.metadata" -}}
name: {{ include "backend.name" . }}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "backend.labels" . | nindent 2 }}
{{- end }}

{{- define "backend.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}{{ .Values.serviceAccount.name | default (include "backend.name" .) }}{{ else }}{{ .Values.serviceAccount.name | default "default" }}{{ end }}
{{- end }}

{{/* What would lose runs, or cannot work, is refused before anything is installed. */}}
{{- define "backend.refusals" -}}
{{- if not .Values.existingSecret }}
{{- fail "existingSecret is missing: name a Secret with PORT_ORG_ID, PORT_CLIENT_ID, PORT_CLIENT_SECRET and GitHub's credential" }}
{{- end }}
{{- if and (gt (int .Values.replicas) 1) (not (hasPrefix "jdbc:postgresql:" .Values.database.url)) (not (hasPrefix "postgresql:" .Values.database.url)) }}
{{- fail "replicas above 1 need PostgreSQL: set database.url to jdbc:postgresql://host:5432/name, since two instances cannot share an H2 file" }}
{{- end }}
{{- if regexMatch "//[^/@]*:[^/@]*@" .Values.network.proxy }}
{{- fail "network.proxy holds a password: put NETWORK_PROXY into the Secret that existingSecret names" }}
{{- end }}
{{- range $name, $value := .Values.settings }}
{{- if regexMatch "(secret|password|token|private-key)$" $name }}
{{- fail (printf "settings.%s is a secret: put it into the Secret that existingSecret names, as %s" $name (include "backend.variable" $name)) }}
{{- end }}
{{- if has $name (list "database.url" "database.username" "camel.main.shutdown-timeout" "server.port") }}
{{- fail (printf "settings.%s has a value of its own in the chart" $name) }}
{{- end }}
{{- end }}
{{- end }}

{{/* The environment variable of a setting. */}}
{{- define "backend.variable" -}}
{{ . | upper | replace "." "_" | replace "-" "_" }}
{{- end }}
