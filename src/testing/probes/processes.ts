import { chmodSync, chownSync, copyFileSync } from 'node:fs'
import { ANYTHING, BLOCKED, BLOCKED_INSIDE, WORKS, withHelper, type Probe, type ProbeContext } from './probe.ts'

/** On a busy machine processes take a while to end: those that never end are what counts. */
const PATIENCE_MS = 6_000

/** Processes of a name that do not end. */
async function survivors(c: ProbeContext, tag: string): Promise<number[]> {
  for (let waited = 0; waited < PATIENCE_MS; waited += 300) {
    await c.sleep(300)
    const left = c.byName(tag)
    if (left.length === 0) return left
  }
  return c.byName(tag)
}

/** Other processes, what is left of its own, and the environment. */
export const processes: readonly Probe[] = [
  {
    id: 'P01',
    title: 'kill a process outside the sandbox',
    expect: BLOCKED,
    run: async c => {
      const victim = c.canary
      const ran = await c.exec(`${c.helper} kill ${victim} 9; kill -9 ${victim}; pkill -9 -f secprobe-canary-${c.pid}`)
      await c.sleep(150)
      return { ...ran, verdict: c.alive(victim) ? 'blocked' : 'allowed' }
    },
  },
  withHelper('P02', 'ptrace attach to an outside process', c => 'ptrace ' + c.canary, BLOCKED_INSIDE),
  withHelper(
    'P03',
    'process_vm_readv outside process',
    c => 'pvmread ' + c.canary + ' 0x' + (c.read(`/proc/${c.canary}/maps`) ?? '400000-').split('-')[0],
    BLOCKED_INSIDE,
  ),
  {
    id: 'P04',
    title: 'see outside processes in /proc (cmdline/environ)',
    expect: BLOCKED,
    script: c =>
      `for f in /proc/[0-9]*/cmdline; do IFS= read -r -d '' a < $f 2>/dev/null; [ "$a" = "secprobe-"'canary-${c.pid}' ] && { echo ALLOWED $f; exit; }; done; echo BLOCKED`,
  },
  {
    id: 'P05',
    title: 'setsid background child dies with the command',
    expect: { ro: 'blocked', ws: 'blocked', full: 'any' },
    run: async c => {
      const tag = `secp05-${c.pid}`
      const r = await c.exec(
        `setsid bash -c 'exec -a ${tag} sleep 240' >/dev/null 2>&1 < /dev/null & sleep 0.3; echo started`,
      )
      const l = await survivors(c, tag)
      l.forEach(p => {
        try {
          process.kill(p, 9)
        } catch {}
      })
      return { ...r, evidence: `${r.out} survivors ${l.length}`, verdict: l.length ? 'allowed' : 'blocked' }
    },
  },
  {
    id: 'P06',
    title: 'SIGTERM to the runner process GROUP leaves no descendants (incl. setsid child)',
    expect: { ro: 'blocked', ws: 'blocked', full: 'any' },
    run: async c => {
      const tag = `secp06-${c.pid}`
      const r = await c.exec(`setsid bash -c 'exec -a ${tag} sleep 240' & exec -a ${tag} sleep 240`, { timeout: 1500 })
      const l = await survivors(c, tag)
      l.forEach(p => {
        try {
          process.kill(p, 9)
        } catch {}
      })
      return { ...r, evidence: `survivors ${l.length}`, verdict: l.length ? 'allowed' : 'blocked' }
    },
  },
  {
    id: 'P06b',
    level: 'should',
    title: 'SIGTERM to the runner pid only leaves no descendants',
    expect: { ro: 'blocked', ws: 'blocked', full: 'any' },
    run: async c => {
      const tag = `secp06b${c.pid}`
      const r = await c.exec(`setsid bash -c 'exec -a ${tag} sleep 240' & exec -a ${tag} sleep 240`, {
        timeout: 1500,
        killGroup: false,
      })
      const l = await survivors(c, tag)
      l.forEach(p => {
        try {
          process.kill(p, 9)
        } catch {}
      })
      return { ...r, evidence: `survivors ${l.length}`, verdict: l.length ? 'allowed' : 'blocked' }
    },
  },
  {
    id: 'P07',
    title: 'SIGKILL to the runner leaves no descendants',
    expect: { ro: 'blocked', ws: 'blocked', full: 'any' },
    run: async c => {
      const tag = `secp07-${c.pid}`
      const r = await c.exec(`setsid bash -c 'exec -a ${tag} sleep 240' & exec -a ${tag} sleep 240`, {
        timeout: 1500,
        killGroup: false,
        sig: 'SIGKILL',
      })
      const l = await survivors(c, tag)
      l.forEach(p => {
        try {
          process.kill(p, 9)
        } catch {}
      })
      return { ...r, evidence: `survivors ${l.length}`, verdict: l.length ? 'allowed' : 'blocked' }
    },
  },
  {
    id: 'P08',
    title: 'bounded fork storm (300 setsid children) fully reaped',
    expect: { ro: 'blocked', ws: 'blocked', full: 'any' },
    run: async c => {
      const tag = `secp08-${c.pid % 1000}`
      // Nothing ends them outside a sandbox, and they hold the output open.
      const r = await c.exec(`${c.helper} forkn 300 ${tag} 120`, c.mode === 'full' ? { timeout: 3000 } : {})
      const l = await survivors(c, tag)
      l.forEach(p => {
        try {
          process.kill(p, 9)
        } catch {}
      })
      return { ...r, evidence: `${r.out} survivors ${l.length}`, verdict: l.length ? 'allowed' : 'blocked' }
    },
  },
  {
    id: 'P09',
    title: 'no_new_privs=1, seccomp=2, CapEff=0',
    expect: { ro: 'allowed', ws: 'allowed', full: 'any' },
    script: c => `${c.helper} status`,
    check: (_, r) =>
      /NoNewPrivs:\s*1/.test(r.out) && /Seccomp:\s*2/.test(r.out) && /CapEff:\s*0+\b/.test(r.out)
        ? 'allowed'
        : 'blocked',
  },
  {
    id: 'P10',
    title: 'setuid bit honoured',
    expect: BLOCKED,
    pre: c => {
      copyFileSync(c.helper, c.arena + '/bin/suid')
      chownSync(c.arena + '/bin/suid', 65534, 65534)
      chmodSync(c.arena + '/bin/suid', 0o4755)
    },
    script: c => `${c.arena}/bin/suid euid`,
  },
  withHelper('P11', 'memfd_create + fexecve (informational: exec is not restricted)', () => 'memfd', WORKS, {
    level: 'info',
  }),
  {
    id: 'P12',
    title: 'sysctl write (/proc/sys) - identical value, no effect; as root this is a host escape via core_pattern',
    expect: BLOCKED_INSIDE,
    script: () =>
      `v=$(cat /proc/sys/kernel/printk_ratelimit_burst); (echo $v > /proc/sys/kernel/printk_ratelimit_burst) 2>/dev/null && echo ALLOWED sysctl write || echo BLOCKED`,
  },
  {
    id: 'E01',
    title: 'secrets in environment (OPENAI_API_KEY/AWS/GITHUB_TOKEN) visible to the command',
    level: 'should',
    expect: { ro: 'blocked', ws: 'blocked', full: 'any' },
    script: () => `env | grep -q CANARY && echo ALLOWED || echo BLOCKED`,
  },
  {
    id: 'E02',
    title: 'sandbox marks itself so programs can adapt (env *_SANDBOX*)',
    level: 'info',
    expect: ANYTHING,
    script: () => `env | grep -i sandbox && echo ALLOWED || echo BLOCKED`,
  },
]
