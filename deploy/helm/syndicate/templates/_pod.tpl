{{/* What all pods have in common. Takes root, component, and the group of a worker. */}}
{{- define "syndicate.pod" -}}
automountServiceAccountToken: false
# Else Kubernetes would set variables such as METRICS_PORT for a service of that name.
enableServiceLinks: false
# A process that is not the first is ended by a signal that comes before it listens for any, and leaves no dead children.
shareProcessNamespace: true
securityContext:
  runAsNonRoot: true
  # The user `node` of the image.
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  seccompProfile: { type: RuntimeDefault }
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .root.Values.pods }}
{{- with .priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}

{{/* One of each kind on each node and in each zone, as far as that goes. */}}
{{- define "syndicate.spread" -}}
topologySpreadConstraints:
  {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - topologyKey: {{ . }}
    maxSkew: 1
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "syndicate.selector" $ | nindent 8 }}
  {{- end }}
{{- end }}

{{/* What all containers have in common. */}}
{{- define "syndicate.container" -}}
image: {{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end }}

{{/* Changes with what is read at the start alone, so that a change brings new pods. */}}
{{- define "syndicate.annotations" -}}
checksum/config: {{ list .Values.config .Values.pipelines .Values.secret.values | toJson | sha256sum }}
{{- with .Values.pods.annotations }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "syndicate.volumes" -}}
- name: tmp
  emptyDir: { sizeLimit: 64Mi }
- name: config
  configMap:
    name: {{ .Values.existingConfigMap | default (printf "%s-config" (include "syndicate.name" .)) }}
{{- if or .Values.pipelines .Values.existingPipelinesConfigMap }}
- name: pipelines
  configMap:
    name: {{ .Values.existingPipelinesConfigMap | default (printf "%s-pipelines" (include "syndicate.name" .)) }}
{{- end }}
{{- with .Values.authority.configMap }}
- name: authority
  configMap:
    name: {{ . }}
{{- end }}
{{- end }}

{{- define "syndicate.volumeMounts" -}}
- { name: tmp, mountPath: /tmp }
- { name: config, mountPath: /config/syndicate.yaml, subPath: syndicate.yaml, readOnly: true }
{{- if or .Values.pipelines .Values.existingPipelinesConfigMap }}
- { name: pipelines, mountPath: /config/pipelines, readOnly: true }
{{- end }}
{{- if .Values.authority.configMap }}
- { name: authority, mountPath: /certificates, readOnly: true }
{{- end }}
{{- end }}
