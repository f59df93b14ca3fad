import { describe, expect, test } from 'vitest'
import { createGuard } from './guard.ts'

const guard = createGuard()
const own = createGuard(['10.1.0.0/16', 'fd00::/8', '127.0.0.1'])

describe('addresses', () => {
  test.each([
    '0.0.0.0 127.0.0.1 127.255.255.254 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1',
    '192.0.0.192 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 168.63.129.16',
    ':: ::1 ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:10.0.0.1 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 100::1',
    'fe80::1 fe80::1%eth0 fec0::1 fc00::1 fd00:ec2::254 ff02::1 2001::1 2001:db8::1 2002:7f00:1:: 3fff::1',
    'localhost example.org 2130706433 0x7f.1',
  ])('are refused of one’s own network and of none: %s', (addresses) => {
    const open = addresses.split(' ').filter((address) => guard.refusal(address, 443) === undefined)
    expect(open).toEqual([])
  })

  test.each(['93.184.216.34', '172.15.0.1', '172.32.0.1', '11.0.0.1', '2606:2800:220:1::1', '2a00:1450::5'])(
    '%s is of the public internet',
    (address) => expect(guard.refusal(address, 443)).toBeUndefined(),
  )

  test('of networks that are allowed are reached at any port, and no others are by it', () => {
    const reached = ['10.1.2.3', '::ffff:10.1.2.3', 'fd12::1', '127.0.0.1'].filter((each) => !own.refusal(each, 9999))
    expect(reached).toEqual(['10.1.2.3', '::ffff:10.1.2.3', 'fd12::1', '127.0.0.1'])
    expect(own.refusal('10.2.0.1', 443)).toMatch('ALERTS_ALLOW')
    expect(own.refusal('127.0.0.2', 443)).toMatch('ALERTS_ALLOW')
  })
})

test('elsewhere ports are those of the web', () => {
  const open = [22, 25, 80, 443, 5432, 6379, 8443].filter((port) => guard.refusal('93.184.216.34', port) === undefined)
  expect(open).toEqual([80, 443, 8443])
})
