-- LastGoodKnown False is no fault: a new model has not earned its first good revision yet.
-- The active incident counts, whoever created it: an incident of a probe is in no Git, and Argo CD does not show it.
local status = obj.status
if status == nil or status.conditions == nil then
  return {status = "Progressing", message = "Lastgood has not seen it yet"}
end
if status.observedGeneration ~= obj.metadata.generation then
  return {status = "Progressing", message = "Lastgood has not seen the newest change yet"}
end

local conditions = {}
for _, condition in ipairs(status.conditions) do
  conditions[condition.type] = condition
end
local function isFalse(type)
  return conditions[type] ~= nil and conditions[type].status == "False"
end
local function says(health, type)
  local condition = conditions[type]
  return {status = health, message = (condition.reason or type) .. ": " .. (condition.message or "")}
end

if conditions.Ready == nil then
  return {status = "Progressing", message = "Lastgood has not judged it yet"}
end
if isFalse("Ready") then
  return says("Degraded", "Ready")
end

local serves = "serves " .. (status.servingRevision or "an unknown revision")
if status.activeIncident ~= nil then
  local incident = status.incident or {}
  local message = "incident " .. status.activeIncident .. ": " .. (incident.phase or "Lastgood has not looked at it yet")
  if incident.reason ~= nil then
    message = message .. ": " .. incident.reason .. ": " .. (incident.message or "")
  end
  -- Suspended is Argo CD's word for "waits for a person".
  local byPhase = {Open = "Degraded", NeedsHuman = "Degraded", Suggested = "Suspended", Stabilizing = "Progressing"}
  local health = byPhase[incident.phase]
  if incident.phase == nil then
    health = "Progressing"
  end
  if health ~= nil then
    return {status = health, message = message}
  end
  serves = serves .. "; " .. message
end
if isFalse("Healthy") then
  return says("Degraded", "Healthy")
end
if isFalse("RolloutComplete") then
  return says("Progressing", "RolloutComplete")
end
return {status = "Healthy", message = serves}
