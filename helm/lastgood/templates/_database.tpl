{{- define "lastgood.databaseEnv" -}}
{{- $secret := .Values.database.existingSecret }}
{{- $migration := .Values.database.migration }}
{{- if $secret.urlKey }}
{{ include "lastgood.fromSecret" (list "LASTGOOD_DATABASE_URL" $secret.name $secret.urlKey) }}
{{- else }}
- name: LASTGOOD_DATABASE_URL
  value: {{ .Values.database.url | quote }}
{{- end }}
- name: LASTGOOD_DATABASE_SCHEMA
  value: {{ .Values.database.schema | quote }}
{{- /* The login may stand in the address. */}}
{{- if and $secret.name (not $secret.urlKey) }}
{{ include "lastgood.fromSecret" (list "LASTGOOD_DATABASE_USERNAME" $secret.name $secret.usernameKey) }}
{{ include "lastgood.fromSecret" (list "LASTGOOD_DATABASE_PASSWORD" $secret.name $secret.passwordKey) }}
{{- end }}
{{- with $migration.url }}
- name: LASTGOOD_DATABASE_MIGRATION_URL
  value: {{ . | quote }}
{{- end }}
{{- with $migration.existingSecret }}
{{- if .name }}
{{ include "lastgood.fromSecret" (list "LASTGOOD_DATABASE_MIGRATION_USERNAME" .name .usernameKey) }}
{{ include "lastgood.fromSecret" (list "LASTGOOD_DATABASE_MIGRATION_PASSWORD" .name .passwordKey) }}
{{- end }}
{{- end }}
{{- end }}

{{- define "lastgood.fromSecret" -}}
- name: {{ index . 0 }}
  valueFrom:
    secretKeyRef:
      name: {{ index . 1 }}
      key: {{ index . 2 | quote }}
{{- end }}
