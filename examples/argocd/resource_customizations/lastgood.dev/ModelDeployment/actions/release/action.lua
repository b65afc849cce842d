-- Releases the newest quarantined revision: revisions are listed newest first.
for _, revision in ipairs(obj.status and obj.status.revisions or {}) do
  if revision.state == "Quarantined" then
    if obj.metadata.annotations == nil then
      obj.metadata.annotations = {}
    end
    obj.metadata.annotations["lastgood.dev/release"] = revision.name
    return obj
  end
end
error("no revision of this model is quarantined")
