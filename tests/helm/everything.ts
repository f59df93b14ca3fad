/** Values with all that is optional. */
export const everything = {
  image: { repository: 'ghcr.io/example/syndicate', tag: '1.2.3', pullSecrets: ['registry'] },
  env: {
    DATABASE_URL: 'postgres://syndicate@postgres.data:5432/syndicate?sslmode=verify-full',
    REDIS_URL: 'rediss://redis.data:6379',
    PUBLIC_URL: 'https://etl.example.org',
    SYNDICATE_TRUST_PROXY: '10.244.0.0/16',
    LOG_LEVEL: 'info',
    MAIL_FROM: 'Syndicate <etl@example.org>',
    ALERTS_ALLOW: '10.1.0.0/16',
    SYNDICATE_SCHEMA: 'etl',
    SYNDICATE_PREFIX: 'etl',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.observe:4318',
  },
  secret: { create: true, values: { POSTGRES_PASSWORD: 'p@ss/w:rd "$\'', REDIS_PASSWORD: 'another' } },
  config: 'performance:\n  drainSeconds: 5 # proxies are quick here\n  shutdownSeconds: 20\n',
  pipelines: { 'sales.yaml': 'format: csv\nsteps:\n  - cast: { price: number }\n' },
  authority: { configMap: 'authorities' },
  workers: [
    { name: 'front', stages: ['extract', 'load', 'validate'], autoscaling: { by: 'cpu' } },
    { name: 'transform', stages: ['transform'], replicas: 4, autoscaling: { by: 'keda', maxReplicas: 20 } },
  ],
  service: { annotations: { 'example.org/team': 'data' } },
  ingress: { enabled: true, className: 'nginx', host: 'etl.example.org', tlsSecret: 'etl-tls' },
  httpRoute: { enabled: true, parentRefs: [{ name: 'public' }], hostnames: ['etl.example.org'] },
  networkPolicy: {
    clients: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } } }],
    scrapers: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
    egress: { restricted: true, postgresql: { to: [{ ipBlock: { cidr: '10.9.0.5/32' } }] } },
  },
  monitoring: {
    podMonitors: { enabled: true, labels: { release: 'prometheus' } },
    rules: { enabled: true, runbooks: 'https://example.org/runbooks.md' },
  },
  pods: {
    annotations: { 'example.org/why': 'because' },
    labels: { team: 'data' },
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    tolerations: [{ key: 'etl', operator: 'Exists' }],
    affinity: { nodeAffinity: {} },
    priorityClassName: 'high',
  },
}
