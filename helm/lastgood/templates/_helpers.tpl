{{- define "lastgood.fullname" -}}
{{ .Release.Name | trunc 53 | trimSuffix "-" }}
{{- end }}

{{- define "lastgood.selectorLabels" -}}
app.kubernetes.io/name: lastgood
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "lastgood.labels" -}}
{{ include "lastgood.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{- define "lastgood.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ .Values.serviceAccount.name | default (include "lastgood.fullname" .) }}
{{- else -}}
{{ required "serviceAccount.name is needed where serviceAccount.create is false" .Values.serviceAccount.name }}
{{- end -}}
{{- end }}

{{- define "lastgood.image" -}}
{{- with .Values.image -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end -}}
{{- end }}

{{- /* .url is that of setting .name. What the operator takes: dev.lastgood.record.DatabaseAddress. */}}
{{- define "lastgood.checkDatabaseUrl" -}}
{{- $write := "write jdbc:postgresql://host:5432/database" }}
{{- if .url }}
{{- if regexMatch "^(jdbc:postgresql|postgres|postgresql)://[^/?]*@" .url }}
{{- fail (printf "%s holds a login, which everybody who sees the values would know: %s, and put the login into a Secret that database.existingSecret names" .name $write) }}
{{- end }}
{{- if not (regexMatch "^(jdbc:postgresql|postgres|postgresql)://" .url) }}
{{- fail (printf "%s is not the address of a Postgres database: %s" .name $write) }}
{{- end }}
{{- if not (regexMatch "^(jdbc:postgresql|postgres|postgresql)://[^/?@]+/[^/?]+([?].*)?$" .url) }}
{{- fail (printf "%s names no host or no database: %s" .name $write) }}
{{- end }}
{{- end }}
{{- end }}

{{- define "lastgood.hasDatabase" -}}
{{- if or .Values.database.url .Values.database.existingSecret.urlKey }}yes{{ end }}
{{- end }}

{{- /* What a schema cannot say, or not clearly. */}}
{{- define "lastgood.check" -}}
{{- include "lastgood.checkDatabaseUrl" (dict "name" "database.url" "url" .Values.database.url) }}
{{- include "lastgood.checkDatabaseUrl" (dict "name" "database.migration.url" "url" .Values.database.migration.url) }}
{{- with .Values.database }}
{{- if and .existingSecret.urlKey (not .existingSecret.name) }}
{{- fail "database.existingSecret.urlKey is a key of which Secret? Set database.existingSecret.name" }}
{{- end }}
{{- if and .existingSecret.urlKey .url }}
{{- fail "database.url and database.existingSecret.urlKey are two addresses of the database: set one of them" }}
{{- end }}
{{- if and .existingSecret.name (not .url) (not .existingSecret.urlKey) }}
{{- fail "database.existingSecret has a login for which database? Set database.url, or the key that holds the address as database.existingSecret.urlKey" }}
{{- end }}
{{- end }}
{{- end }}
