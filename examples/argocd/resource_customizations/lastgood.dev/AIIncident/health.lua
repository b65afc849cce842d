-- Suspended is Argo CD's word for "waits for a person" (a paused Rollout is the same). A mitigated incident is Healthy: users are
-- no longer hit, and the retrospective that is due must not keep an application red for two days.
local status = obj.status
if status == nil or status.phase == nil then
  return {status = "Progressing", message = "Lastgood has not seen it yet"}
end
if status.observedGeneration ~= obj.metadata.generation then
  return {status = "Progressing", message = "Lastgood has not seen the newest change yet"}
end

local byPhase = {
  Open = "Degraded",
  Suggested = "Suspended",
  Stabilizing = "Progressing",
  NeedsHuman = "Degraded",
  Mitigated = "Healthy",
  Resolved = "Healthy",
  Closed = "Healthy",
  RecordedOnly = "Healthy",
}
local message = status.phase
for _, condition in ipairs(status.conditions or {}) do
  if condition.type == "Ready" then
    message = message .. ": " .. (condition.reason or "") .. ": " .. (condition.message or "")
  end
end
return {status = byPhase[status.phase] or "Unknown", message = message}
