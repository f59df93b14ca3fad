export interface Manifest {
  apiVersion: string
  kind: string
  metadata: { name: string; labels?: Record<string, string>; annotations?: Record<string, string> }
  data?: Record<string, string>
  spec?: Record<string, unknown>
}

export interface Probe {
  httpGet?: { path: string; port: string }
  exec?: { command: string[] }
}

export interface Container {
  name: string
  image: string
  command: string[]
  args?: string[]
  env: {
    name: string
    value?: string
    valueFrom?: { secretKeyRef: { name: string; key: string; optional?: boolean } }
  }[]
  ports?: { name: string; containerPort: number }[]
  startupProbe?: Probe
  livenessProbe?: Probe
  readinessProbe?: Probe
  securityContext: object
  volumeMounts?: { name: string; mountPath: string; subPath?: string }[]
}

export interface Pod {
  metadata: { labels: Record<string, string>; annotations?: Record<string, string> }
  spec: {
    containers: [Container]
    volumes?: { name: string; configMap?: { name: string } }[]
    terminationGracePeriodSeconds?: number
    [key: string]: unknown
  }
}

export const ofKind = (manifests: Manifest[], kind: string): Manifest[] =>
  manifests.filter((each) => each.kind === kind)

/** What makes pods, by what of the system they are: `gateway`, `worker`, `migrate`. */
export function podsOf(manifests: Manifest[], component?: string): Pod[] {
  return manifests
    .filter(({ kind }) => kind === 'Deployment' || kind === 'Job')
    .map(({ spec }) => (spec as { template: Pod }).template)
    .filter(({ metadata }) => !component || metadata.labels['app.kubernetes.io/component'] === component)
}

export function containerOf(manifests: Manifest[], component: string): Container {
  const [pod] = podsOf(manifests, component)
  if (!pod) throw new Error(`There is no ${component}`)
  return pod.spec.containers[0]
}

/** What autoscaling asks Prometheus. */
export function queriesOf(manifests: Manifest[]): string[] {
  const triggers = ofKind(manifests, 'ScaledObject').flatMap(
    ({ spec }) => spec!['triggers'] as { metadata: { query: string } }[],
  )
  return triggers.map(({ metadata }) => metadata.query)
}

export const probesOf = ({ startupProbe, livenessProbe, readinessProbe }: Container): Probe[] =>
  [startupProbe, livenessProbe, readinessProbe].filter((probe) => probe !== undefined)
