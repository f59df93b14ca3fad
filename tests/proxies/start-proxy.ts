import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startProcess } from '@syndicate/stack'
import { documentedBlock } from './documented-block.ts'

export interface RunningProxy {
  port: number
  stop(): Promise<void>
}

/** Which of the proxies are installed, by Debian's packages of the same names. */
export const installed = {
  nginx: existsSync('/usr/sbin/nginx'),
  caddy: existsSync('/usr/bin/caddy'),
}

export interface ProxyOptions {
  /** Addresses of gateways, one or two. */
  gateways: string[]
  /** Without TLS, where a test's clients know nothing of certificates. @default true */
  tls?: boolean
  /** From what the page says to what else is so here. */
  changes?: Record<string, string>
}

/** nginx, with the block that docs/proxies.md has for it. */
export async function startNginx({ gateways, tls = true, changes = {} }: ProxyOptions): Promise<RunningProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'syndicate-nginx-'))
  const port = await freePort()
  if (tls) makeCertificate(folder)
  const [one, other = one] = gateways.map((url) => new URL(url).host)
  const block = documentedBlock('nginx', {
    '10.0.0.11:3003': one!,
    ...(other === one
      ? { '  server 10.0.0.12:3003 max_fails=1 fail_timeout=2s;\n': '' }
      : { '10.0.0.12:3003': other! }),
    'listen 443 ssl': `listen 127.0.0.1:${port}${tls ? ' ssl' : ''}`,
    '/etc/ssl/etl.pem': join(folder, 'etl.pem'),
    '/etc/ssl/etl.key': join(folder, 'etl.key'),
    ...changes,
  })
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${join(folder, name)};`,
  )
  const file = join(folder, 'nginx.conf')
  writeFileSync(
    file,
    `daemon off;\n${process.getuid?.() === 0 ? 'user root;\n' : ''}worker_processes 2;\npid ${join(folder, 'pid')};\n` +
      `error_log stderr notice;\nevents { worker_connections 512; }\nhttp {\n  access_log off;\n${places.join('\n')}\n` +
      `${tls ? block : block.replaceAll(/^ *ssl_\w+ .*\n/gm, '')}\n}\n`,
  )
  const running = await startProcess({
    name: 'nginx',
    command: '/usr/sbin/nginx',
    args: ['-p', folder, '-c', file, '-e', 'stderr'],
    env: process.env,
    logFile: join(folder, 'log'),
    readyWhen: (line) => line.includes('start worker process '),
  })
  return stoppable(port, running.stop, folder)
}

/** Caddy, with the block that docs/proxies.md has for it under a heading; its certificates are its own. */
export async function startCaddy({
  gateways,
  tls = true,
  changes = {},
  heading = 'Caddy',
}: ProxyOptions & { heading?: string }): Promise<RunningProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'syndicate-caddy-'))
  const port = await freePort()
  const [one, other = one] = gateways.map((url) => new URL(url).host)
  const block = documentedBlock(heading, {
    '10.0.0.11:3003': one!,
    ...(heading === 'Caddy' && { ' 10.0.0.12:3003': other === one ? '' : ` ${other}` }),
    ...(!tls && { 'etl.example.com': `http://127.0.0.1:${port}` }),
    ...changes,
  })
  const file = join(folder, 'Caddyfile')
  writeFileSync(
    file,
    `{\n  admin off\n  local_certs\n  skip_install_trust\n  auto_https disable_redirects\n  https_port ${port}\n` +
      `  default_bind 127.0.0.1\n  storage file_system ${join(folder, 'storage')}\n}\n${block}`,
  )
  const running = await startProcess({
    name: 'caddy',
    command: '/usr/bin/caddy',
    args: ['run', '--config', file, '--adapter', 'caddyfile'],
    env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    logFile: join(folder, 'log'),
    readyWhen: (line) => line.includes('serving initial configuration'),
  })
  return stoppable(port, running.stop, folder)
}

function stoppable(port: number, end: () => Promise<void>, folder: string): RunningProxy {
  return {
    port,
    async stop() {
      await end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function makeCertificate(folder: string): void {
  const wanted = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=etl.example.com'.split(
    ' ',
  )
  const files = ['-keyout', join(folder, 'etl.key'), '-out', join(folder, 'etl.pem')]
  execFileSync('openssl', [...wanted, ...files], { stdio: 'ignore' })
}
