import { BLOCKED, BLOCKED_INSIDE, withHelper, type Probe } from './probe.ts'

/** Every way to reach somebody else. */
export const network: readonly Probe[] = [
  {
    id: 'N01',
    title: 'TCP connect to loopback service',
    expect: BLOCKED,
    script: c => `${c.helper} tcp ${c.port}; (exec 3<>/dev/tcp/127.0.0.1/${c.port}) 2>/dev/null`,
    check: c => (c.hits.tcp ? 'allowed' : 'blocked'),
  },
  {
    id: 'N02',
    title: 'TCP connect to ::1',
    expect: BLOCKED,
    script: c => `${c.helper} tcp6 ${c.port}`,
    check: (c, _r) => (c.hits.tcp6 ? 'allowed' : 'blocked'),
  },
  {
    id: 'N03',
    title: 'UDP (DNS-style) to loopback: sendto and sendmsg',
    expect: BLOCKED,
    script: c => `${c.helper} udp ${c.port}; ${c.helper} udpmsg ${c.port}; echo x > /dev/udp/127.0.0.1/${c.port}`,
    check: async c => {
      await c.sleep(100)
      return c.hits.udp ? 'allowed' : 'blocked'
    },
  },
  {
    id: 'N04',
    title: 'no route off the machine: only lo visible',
    expect: BLOCKED_INSIDE,
    script: () => `n=$(tail -n +3 /proc/net/dev | grep -vc '^ *lo:'); [ "$n" = 0 ] && echo BLOCKED || echo ALLOWED $n`,
  },
  {
    id: 'N05',
    title: 'unix stream socket by path (docker.sock, ssh-agent)',
    expect: BLOCKED,
    script: c => `${c.helper} unix ${c.quote(c.outside)}/docker.sock`,
    check: c => (c.hits.unix ? 'allowed' : 'blocked'),
  },
  {
    id: 'N06',
    title: 'abstract unix socket (dbus/X11)',
    expect: BLOCKED,
    script: c => `${c.helper} unixabs secprobe-${c.pid}`,
    check: async c => {
      await c.sleep(250)
      return c.hits.abstract ? 'allowed' : 'blocked'
    },
  },
  {
    id: 'N07',
    title: 'bind+listen on loopback reachable from host',
    level: 'should',
    expect: BLOCKED,
    run: async c => {
      const pr = c.exec(`${c.helper} listen ${c.port + 7}`, { timeout: 6000 })
      await c.sleep(1200)
      const ok = await new Promise(r => {
        import('node:net').then(n => {
          const s = n.connect(c.port + 7, '127.0.0.1')
          s.on('connect', () => {
            s.destroy()
            r(true)
          })
          s.on('error', () => r(false))
        })
      })
      const r = await pr
      return { ...r, verdict: ok ? 'allowed' : 'blocked' }
    },
  },
  withHelper('N08', 'raw socket', () => 'sock 2 3 1', BLOCKED_INSIDE),
  withHelper('N09', 'AF_PACKET socket', () => 'sock 17 3 768', BLOCKED_INSIDE),
  withHelper('N10', 'AF_NETLINK socket', () => 'sock 16 3 0', BLOCKED),
  withHelper('N11', 'AF_VSOCK socket (VM host bridge)', () => 'sock 40 1 0', BLOCKED_INSIDE),
  {
    id: 'N12',
    title: 'name resolution tool fails cleanly and fast (no hang > 6 s)',
    expect: { ro: 'allowed', ws: 'allowed', full: 'any' },
    run: async c => {
      if (c.mode === 'full') return { verdict: 'na' }
      const r = await c.exec('getent hosts probe.invalid; echo rc $?', { timeout: 8000 })
      return { ...r, verdict: !r.timedOut && r.ms < 6000 ? 'allowed' : 'blocked' }
    },
  },
]
