import { WORKS, WRITING, type Probe } from './probe.ts'

/** What has to work: a sandbox that gets in the way is switched off. */
export const ordinaryWork: readonly Probe[] = [
  {
    id: 'C01',
    title: 'write/rename/symlink/delete inside workspace',
    expect: WRITING,
    script: () =>
      `cd src && echo x > n && mv n m && ln -s m l && cat l && rm l m && mkdir -p d/e && touch d/e/f && rm -r d && echo ALLOWED`,
  },
  {
    id: 'C02',
    title: 'cwd is the workspace',
    expect: WORKS,
    script: c => `[ "$(pwd -P)" = ${c.quote(c.workspace)} ] && echo ALLOWED`,
  },
  {
    id: 'C03',
    title: 'read files outside workspace (read-all default)',
    expect: WORKS,
    script: c => `grep -q ORIGINAL ${c.quote(c.outside)}/victim2.txt && cat /etc/hostname >/dev/null && echo ALLOWED`,
  },
  {
    id: 'C04',
    title: 'git status/log/diff work (no lock needed)',
    expect: WORKS,
    script: () =>
      `GIT_OPTIONAL_LOCKS=0 git status --short >/dev/null && git log -1 >/dev/null && git diff >/dev/null && echo ALLOWED`,
  },
  {
    id: 'C05',
    title: '/dev/null, zero, urandom, full usable',
    expect: WORKS,
    script: () =>
      `echo x > /dev/null && head -c4 /dev/urandom >/dev/null && head -c4 /dev/zero > /dev/null && ! echo x > /dev/full 2>/dev/null; echo ALLOWED`,
  },
  {
    id: 'C06',
    title: 'exit code + stderr pass through',
    expect: WORKS,
    run: async c => {
      const r = await c.exec('echo o; echo e >&2; exit 37')
      return { ...r, verdict: r.rc === 37 && r.out.includes('o') && r.err.includes('e') ? 'allowed' : 'blocked' }
    },
  },
  {
    id: 'C07',
    title: 'death by signal is reported (rc>=128 or signal)',
    expect: WORKS,
    run: async c => {
      const r = await c.exec('kill -SEGV $$')
      return { ...r, verdict: r.rc >= 128 || r.sig ? 'allowed' : 'blocked' }
    },
  },
  {
    id: 'C08',
    title: '8 MB stdout arrives complete',
    expect: WORKS,
    run: async c => {
      const r = await c.exec('head -c 8388608 /dev/zero | tr "\\0" a')
      return { ...r, out: '', evidence: 'bytes ' + r.n, verdict: r.n === 8388608 ? 'allowed' : 'blocked' }
    },
  },
  {
    id: 'C09',
    title: 'pty can be opened (python pty)',
    expect: WORKS,
    script: () => `python3 -c "import pty,os; m,s=pty.openpty(); os.write(s,b'x'); print('ALLOWED')"`,
  },
  {
    id: 'C10',
    title: 'AF_UNIX socketpair (cargo, node workers)',
    expect: WORKS,
    script: c => `${c.helper} socketpair`,
  },
  {
    id: 'C11',
    title: 'python multiprocessing semaphores (/dev/shm)',
    level: 'should',
    expect: WORKS,
    script: () => `python3 -c "import multiprocessing as m; m.Lock(); print('ALLOWED')"`,
  },
  {
    id: 'C12',
    title: 'node runs and spawns a child (async)',
    expect: WORKS,
    script: () => `node -e "require('child_process').execFile('true',e=>console.log(e?'BLOCKED':'ALLOWED'))"`,
  },
  {
    id: 'C12b',
    title: 'node execFileSync with piped stdio (Codex seccomp breaks this: shutdown() EPERM)',
    level: 'should',
    expect: WORKS,
    script: () =>
      `node -e "const o=require('child_process').execFileSync('echo',['hi']).toString();if(o==='hi\\n')console.log('ALLOWED')"`,
  },
  {
    id: 'C12c',
    title: 'npm/git/python subprocess pipelines',
    expect: WORKS,
    script: () =>
      `python3 -c "import subprocess as s; assert s.run(['echo','hi'],capture_output=True).stdout==b'hi\\n'" && echo a | sort | uniq -c >/dev/null && echo ALLOWED`,
  },
  {
    id: 'C13',
    title: 'unicode + spaces + newline in file names',
    expect: WRITING,
    script: () => `f=$'src/a b\\n\\u00e9\\u4e2d.txt'; echo x > "$f" && rm "$f" && echo ALLOWED`,
  },
  // Several runs share the machine here; the bench has the real figure.
  {
    id: 'C14',
    title: 'median start latency of 9x true under 1 s',
    level: 'should',
    expect: WORKS,
    run: async c => {
      const t = []
      for (let i = 0; i < 9; i++) t.push((await c.exec('', { argv: ['true'] })).ms)
      t.sort((a, b) => a - b)
      return { ms: t[4], evidence: 'ms ' + t.join(','), verdict: (t[4] ?? Infinity) < 1_000 ? 'allowed' : 'blocked' }
    },
  },
  {
    id: 'C15',
    title: 'npm test of a small package',
    expect: { ro: 'any', ws: 'allowed', full: 'allowed' },
    script: () => `command -v npm > /dev/null || { echo NA; exit; }
      mkdir -p package && cd package && echo '{"scripts":{"test":"node test.cjs"}}' > package.json
      echo "require('node:child_process').execSync('true'); console.log('ALLOWED')" > test.cjs
      npm_config_cache=$PWD/cache npm_config_update_notifier=false npm test`,
  },
  {
    id: 'C16',
    title: 'make with a job server',
    expect: { ro: 'any', ws: 'allowed', full: 'allowed' },
    script: () => `command -v make > /dev/null || { echo NA; exit; }
      printf 'all: a b\\n\\t@echo ALLOWED\\na b:\\n\\t@+make --no-print-directory -f /dev/null -n nothing 2>/dev/null; sleep 0.05\\n' > Makefile
      make -j4 && rm Makefile`,
  },
  {
    id: 'C17',
    title: 'python worker processes',
    expect: WORKS,
    script: () =>
      `python3 -c "import multiprocessing as m; p = m.get_context('fork').Pool(3); print('ALLOWED' if sum(p.map(abs, [-1, -2])) == 3 else 'BLOCKED')"`,
  },
]
