-- LastGoodKnown False is no fault: a new model has not earned its first good revision yet.
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
if isFalse("Healthy") then
  return says("Degraded", "Healthy")
end
if isFalse("RolloutComplete") then
  return says("Progressing", "RolloutComplete")
end
return {status = "Healthy", message = "serves " .. (status.servingRevision or "an unknown revision")}
