/**
 * Attributes by which spans may differ, of spans and of their resources, in OpenTelemetry's stable
 * names and the ones before. Only texts of which there are few: no URLs, queries or ids.
 */
export const KEPT_ATTRIBUTES: readonly string[] = [
  'http.route',
  'http.request.method',
  'http.method',
  'http.response.status_code',
  'http.status_code',
  'db.system.name',
  'db.system',
  'db.operation.name',
  'db.operation',
  'rpc.service',
  'rpc.method',
  'messaging.system',
  'peer.service',
  'server.address',
  'net.peer.name',
  'k8s.pod.name',
  'host.name',
  'service.version',
  'deployment.environment.name',
  'deployment.environment',
  'error.type',
  'exception.type',
]
