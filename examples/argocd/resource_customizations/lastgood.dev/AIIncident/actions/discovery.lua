local spec = obj.spec or {}
local status = obj.status or {}
local fresh = status.observedGeneration ~= nil and status.observedGeneration == obj.metadata.generation
local over = status.phase == "Resolved" or status.phase == "Closed" or status.phase == "RecordedOnly"
local hash = status.plan and status.plan.hash
local approved = spec.response ~= nil and spec.response.approvedPlan == hash
return {
  approve = {disabled = not (fresh and status.phase == "Suggested" and hash ~= nil and not approved)},
  acknowledge = {disabled = over or spec.acknowledgedBy ~= nil},
  resolve = {disabled = over or status.phase == nil or spec.resolution ~= nil},
}
