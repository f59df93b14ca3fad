{{/* What begins all names: of the release, and of the chart where that does not say it. */}}
{{- define "syndicate.name" -}}
{{- $name := .Release.Name }}
{{- if not (contains .Chart.Name .Release.Name) }}{{ $name = printf "%s-%s" .Release.Name .Chart.Name }}{{ end }}
{{- .Values.fullnameOverride | default $name | trunc 35 | trimSuffix "-" }}
{{- end }}

{{/* Whom a selector finds. Takes root, component, and the group of a worker. */}}
{{- define "syndicate.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- with .group }}
worker-group: {{ . }}
{{- end }}
{{- end }}

{{- define "syndicate.labels" -}}
{{ include "syndicate.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "syndicate.secretName" -}}
{{ .Values.secret.existing | default (printf "%s-secrets" (include "syndicate.name" .)) }}
{{- end }}

{{- define "syndicate.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- .Values.serviceAccount.name | default (include "syndicate.name" .) }}
{{- else }}
{{- .Values.serviceAccount.name | default "default" }}
{{- end }}
{{- end }}
