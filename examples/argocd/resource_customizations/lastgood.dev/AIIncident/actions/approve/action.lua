local status = obj.status
if status == nil or status.plan == nil or status.plan.hash == nil then
  error("the incident has no plan to approve: see its conditions")
end
if status.observedGeneration ~= obj.metadata.generation then
  error("the plan is older than the incident: wait until Lastgood has seen the newest change")
end
if obj.spec.response == nil then
  obj.spec.response = {}
end
obj.spec.response.approvedPlan = status.plan.hash
obj.spec.response.approvedBy = "Argo CD"
return obj
