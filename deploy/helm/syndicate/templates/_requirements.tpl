{{/* What values.schema.json cannot say: refuses what would not start, or would end badly. */}}
{{- define "syndicate.requirements" -}}
{{- include "syndicate.requireStages" . }}
{{- include "syndicate.requireGrace" . }}
{{- include "syndicate.requireNoPassword" . }}
{{- if .Values.secret.create }}{{ include "syndicate.requireAddresses" . }}{{ end }}
{{- end }}

{{/* Refuses groups of workers that leave a stage to nobody, or have one name. */}}
{{- define "syndicate.requireStages" -}}
{{- $taken := list }}
{{- $names := list }}
{{- range .Values.workers }}
{{- $taken = concat $taken (.stages | default $.Values.worker.stages) }}
{{- $names = append $names .name }}
{{- end }}
{{- range list "extract" "transform" "load" "validate" }}
{{- if not (has . $taken) }}{{ fail (printf "workers: no group takes the stage %s" .) }}{{ end }}
{{- end }}
{{- if ne (len $names) (len (uniq $names)) }}{{ fail "workers: two groups have one name" }}{{ end }}
{{- end }}

{{/* Refuses to kill who still hands back work, as far as it is known how long that takes. */}}
{{- define "syndicate.requireGrace" -}}
{{- $performance := dig "performance" (dict) (fromYaml .Values.config | default dict) | default dict }}
{{- $shutdown := $performance.shutdownSeconds | default 25 | int }}
{{- $drain := 10 }}
{{- if hasKey $performance "drainSeconds" }}{{ $drain = $performance.drainSeconds | int }}{{ end }}
{{- if le (int .Values.gateway.terminationGracePeriodSeconds) (add $drain $shutdown | int) }}
{{- fail (printf "gateway.terminationGracePeriodSeconds has to be more than drainSeconds and shutdownSeconds together, %d" (add $drain $shutdown)) }}
{{- end }}
{{- range .Values.workers }}
{{- $grace := .terminationGracePeriodSeconds | default $.Values.worker.terminationGracePeriodSeconds | int }}
{{- if le $grace (add $shutdown 5 | int) }}
{{- fail (printf "workers: terminationGracePeriodSeconds of %s has to be more than shutdownSeconds and 5, %d" .name (add $shutdown 5)) }}
{{- end }}
{{- end }}
{{- end }}

{{/* Refuses a Secret of the chart's own without what nothing can be made up for. */}}
{{- define "syndicate.requireAddresses" -}}
{{- range list "DATABASE_URL" "REDIS_URL" }}
{{- if not (or (hasKey $.Values.env .) (hasKey $.Values.secret.values .)) }}
{{- fail (printf "secret.create: env or secret.values has to have %s" .) }}
{{- end }}
{{- end }}
{{- end }}

{{/* Refuses passwords where everybody sees them. */}}
{{- define "syndicate.requireNoPassword" -}}
{{- range $name, $secret := dict "DATABASE_URL" "POSTGRES_PASSWORD" "REDIS_URL" "REDIS_PASSWORD" }}
{{- if regexMatch "^[a-z]+://[^/@]*:[^/@]*@" (get $.Values.env $name | default "") }}
{{- fail (printf "env.%s has a password: put that into the Secret, as %s" $name $secret) }}
{{- end }}
{{- end }}
{{- end }}
