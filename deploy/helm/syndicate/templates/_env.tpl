{{/* Variables that are secrets, and whether a start takes them. */}}
{{- define "syndicate.secretVariables" -}}
DATABASE_URL: true
REDIS_URL: true
JWT_SECRET: true
JWT_SECRET_PREVIOUS: false
HASH_KEY: false
POSTGRES_PASSWORD: false
REDIS_PASSWORD: false
METRICS_TOKEN: false
OIDC_CLIENT_SECRET: false
SMTP_URL: false
OTEL_EXPORTER_OTLP_HEADERS: false
{{- end }}

{{/* The environment of a program. Takes root, and what the program has of its own. */}}
{{- define "syndicate.env" -}}
{{- $root := .root }}
{{- $common := dict "NODE_ENV" "production" "SYNDICATE_HOST" "0.0.0.0" "SYNDICATE_CONFIG" "/config/syndicate.yaml" }}
{{- $_ := set $common "MALLOC_ARENA_MAX" "2" }}
{{- with $root.Values.authority }}
{{- if .configMap }}{{ $_ := set $common "NODE_EXTRA_CA_CERTS" (printf "/certificates/%s" .key) }}{{ end }}
{{- end }}
{{- $plain := merge (dict) .own $root.Values.env $common }}
{{- range $name, $value := $plain }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- range $name, $isRequired := include "syndicate.secretVariables" $root | fromYaml }}
{{- if not (hasKey $plain $name) }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef:
      name: {{ include "syndicate.secretName" $root }}
      key: {{ $name }}
      {{- if not $isRequired }}
      optional: true
      {{- end }}
{{- end }}
{{- end }}
{{- end }}
