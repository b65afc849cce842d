local status = obj.status or {}
local quarantined = false
for _, revision in ipairs(status.revisions or {}) do
  if revision.state == "Quarantined" then
    quarantined = true
  end
end
return {
  release = {disabled = not quarantined},
  rollback = {disabled = status.lastGoodRevision == nil or status.activeIncident ~= nil},
}
