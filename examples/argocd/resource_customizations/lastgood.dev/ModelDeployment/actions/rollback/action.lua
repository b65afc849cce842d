-- Named by the model and the minute: a second click in that minute is refused as AlreadyExists, not a second incident.
local os = require("os")
if obj.status == nil or obj.status.lastGoodRevision == nil then
  error("there is no last good revision to roll back to")
end
local incident = {
  apiVersion = "lastgood.dev/v1alpha1",
  kind = "AIIncident",
  metadata = {
    name = obj.metadata.name .. "-argocd-" .. os.date("!%Y%m%d%H%M"),
    namespace = obj.metadata.namespace,
  },
  spec = {
    modelRef = {name = obj.metadata.name},
    trigger = "Manual",
    summary = "Rolled back to the last good revision from Argo CD",
    triggeredBy = "Argo CD",
    response = {mode = "Auto"},
  },
}
return {{operation = "create", resource = incident}}
