// The page of a workflow in Temporal's Web UI.

/** `workflow`: its id; absent = the list of all of the namespace. */
export function pageOf(uiUrl: string, namespace: string, workflow?: string): string {
  const list = `${uiUrl.replace(/\/+$/, '')}/namespaces/${encodeURIComponent(namespace)}/workflows`;
  return workflow === undefined ? list : `${list}/${encodeURIComponent(workflow)}`;
}
