local status = obj.status or {}
local quarantined = false
for _, revision in ipairs(status.revisions or {}) do
  if revision.state == "Quarantined" then
    quarantined = true
  end
end
return {
  approve = {disabled = status.incident == nil or status.incident.plan == nil},
  acknowledge = {disabled = status.activeIncident == nil},
  pause = {disabled = obj.spec.paused == true},
  resume = {disabled = obj.spec.paused ~= true},
  release = {disabled = not quarantined},
  rollback = {disabled = status.lastGoodRevision == nil or status.activeIncident ~= nil},
}
