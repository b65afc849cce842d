-- Changes the active incident. Argo CD sends what differs between the model and the returned object as a merge patch, to the
-- object that has the returned kind and name: the rest of the model must be returned as it is.
local incident = obj.status and obj.status.incident
if incident == nil or incident.plan == nil then
  error("no plan of this model waits for approval: see its health")
end
obj.kind = "AIIncident"
obj.metadata.name = obj.status.activeIncident
if obj.spec.response == nil then
  obj.spec.response = {}
end
obj.spec.response.approvedPlan = incident.plan
obj.spec.response.approvedBy = "Argo CD"
return {{operation = "patch", resource = obj}}
