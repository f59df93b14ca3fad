import { spawnSync } from 'node:child_process'

/** What tests of Redis over TLS are left out for: a Redis built without TLS knows no `tls-port`, another one that it is a number. */
export const whyNotTls = 'needs openssl, and a redis-server that was built with TLS'
export const canTryTls =
  spawnSync('openssl', ['version']).status === 0 &&
  /integer/.test(spawnSync('redis-server', ['--tls-port', 'none'], { encoding: 'utf8' }).stderr ?? '')
