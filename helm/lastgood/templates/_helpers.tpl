{{- define "lastgood.fullname" -}}
{{ .Release.Name }}
{{- end }}
{{- define "lastgood.selectorLabels" -}}
app.kubernetes.io/name: lastgood
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
{{- define "lastgood.labels" -}}
{{ include "lastgood.selectorLabels" . }}
{{- end }}
{{- define "lastgood.serviceAccountName" -}}
{{ .Values.serviceAccount.name | default (include "lastgood.fullname" .) }}
{{- end }}
