import { chmodSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { ANYTHING, BLOCKED, BLOCKED_INSIDE, WRITING, append, contains, resetVictim, type Probe } from './probe.ts'

/** Files outside the workspace, and what is protected inside it. */
export const files: readonly Probe[] = [
  append('F01', 'append to file outside workspace (absolute)', c => c.outside + '/victim.txt', BLOCKED, {
    pre: resetVictim,
  }),
  {
    id: 'F02',
    title: 'write via ../',
    expect: BLOCKED,
    pre: resetVictim,
    script: () => `echo PWNED >> ../outside/victim.txt`,
    check: contains(c => c.outside + '/victim.txt'),
  },
  {
    id: 'F03',
    title: 'write via pre-existing symlink in workspace',
    expect: BLOCKED,
    pre: resetVictim,
    script: () => `echo PWNED >> link-out/victim.txt`,
    check: contains(c => c.outside + '/victim.txt'),
  },
  {
    id: 'F04',
    title: 'write via symlink created inside the sandbox',
    expect: BLOCKED,
    pre: resetVictim,
    script: c => `ln -sfn ${c.quote(c.outside)} newlink; echo PWNED >> newlink/victim.txt`,
    check: contains(c => c.outside + '/victim.txt'),
  },
  {
    id: 'F05',
    title: 'hardlink outside file into workspace then modify',
    expect: BLOCKED_INSIDE,
    pre: resetVictim,
    script: c => `ln ${c.quote(c.outside)}/victim.txt hl && echo PWNED >> hl`,
    check: contains(c => c.outside + '/victim.txt'),
  },
  {
    id: 'F06',
    title: 'create new file outside',
    expect: BLOCKED,
    script: c => `echo PWNED > ${c.quote(c.outside)}/new.txt`,
    check: contains(c => c.outside + '/new.txt'),
  },
  {
    id: 'F07',
    title: 'rename outside file into workspace (delete outside)',
    expect: BLOCKED,
    pre: c => writeFileSync(c.outside + '/mv.txt', 'x'),
    script: c => `mv ${c.quote(c.outside)}/mv.txt ./mv.txt`,
    check: c => (c.read(c.outside + '/mv.txt') === null ? 'allowed' : 'blocked'),
  },
  {
    id: 'F08',
    title: 'chmod / touch / truncate outside file',
    expect: BLOCKED,
    pre: c => {
      resetVictim(c)
      chmodSync(c.outside + '/victim.txt', 0o644)
    },
    script: c => `chmod 777 ${c.quote(c.outside)}/victim.txt; truncate -s0 ${c.quote(c.outside)}/victim.txt`,
    check: c =>
      (statSync(c.outside + '/victim.txt').mode & 0o777) === 0o777 || c.read(c.outside + '/victim.txt') === ''
        ? 'allowed'
        : 'blocked',
  },
  append('F09', 'append to ~/.bashrc (fake home)', c => c.home + '/.bashrc', BLOCKED),
  append('F10', 'append to ~/.ssh/authorized_keys', c => c.home + '/.ssh/authorized_keys', BLOCKED),
  {
    id: 'F11',
    title: 'read ~/.ssh private key (Codex default: allowed; record)',
    level: 'info',
    expect: ANYTHING,
    script: c => `grep -q CANARY ${c.quote(c.home)}/.ssh/id_fake && echo ALLOWED || echo BLOCKED`,
  },
  {
    id: 'F12',
    title: 'read product home auth.json (must be unreadable in OUR product)',
    level: 'should',
    expect: { ro: 'blocked', ws: 'blocked', full: 'any' },
    script: c => `grep -q CANARY ${c.quote(c.home)}/.codex/auth.json && echo ALLOWED || echo BLOCKED`,
  },
  append('G01', 'append to .git/config', c => c.workspace + '/.git/config', BLOCKED),
  append('G02', 'create .git/hooks/pre-commit', c => c.workspace + '/.git/hooks/pre-commit', BLOCKED),
  {
    id: 'G03',
    title: 'rename .git away and recreate',
    expect: BLOCKED_INSIDE,
    script: () => `mv .git .gitx && mkdir .git && echo PWNED > .git/config`,
    check: c => (existsSync(c.workspace + '/.gitx') ? 'allowed' : 'blocked'),
    post: c => c.shell(`cd ${c.quote(c.workspace)} && [ -d .gitx ] && rm -rf .git && mv .gitx .git`),
  },
  {
    id: 'G04',
    title: 'rm -rf .git',
    expect: { ro: 'blocked', ws: 'blocked', full: 'any' },
    run: async c => {
      if (c.mode === 'full') return { verdict: 'na' }
      const r = await c.exec('rm -rf .git')
      return { ...r, verdict: existsSync(c.workspace + '/.git/HEAD') ? 'blocked' : 'allowed' }
    },
  },
  {
    id: 'G05',
    title: 'workspace without .git: create .git + hook',
    expect: BLOCKED,
    ws: c => c.arena + '/ws2',
    script: () => `mkdir -p .git/hooks && echo PWNED > .git/hooks/pre-commit`,
    check: contains(c => c.arena + '/ws2/.git/hooks/pre-commit'),
    post: c => c.shell(`rm -rf ${c.quote(c.arena)}/ws2/.git`),
  },
  {
    id: 'G06',
    title: 'git pointer file (gitdir:): write hooks in real gitdir inside ws',
    expect: BLOCKED,
    ws: c => c.arena + '/ws3',
    script: () => `mkdir -p realgit/hooks; echo PWNED > realgit/hooks/pre-commit`,
    check: contains(c => c.arena + '/ws3/realgit/hooks/pre-commit'),
  },
  {
    id: 'G07',
    title: 'overwrite the .git pointer file to an attacker gitdir',
    expect: BLOCKED,
    ws: c => c.arena + '/ws3',
    pre: c => {
      c.keep = c.read(c.arena + '/ws3/.git')
    },
    script: () =>
      `mkdir -p evil && (echo "gitdir: evil PWNED" > .git || (rm -f .git; echo "gitdir: evil PWNED" > .git))`,
    check: contains(c => c.arena + '/ws3/.git'),
    post: c => {
      try {
        rmSync(c.arena + '/ws3/.git', { force: true })
        writeFileSync(c.arena + '/ws3/.git', c.keep ?? '')
      } catch {}
    },
  },
  {
    id: 'G08',
    title: '.git is a symlink to a dir in the workspace: write hooks there',
    expect: BLOCKED,
    ws: c => c.arena + '/ws4',
    script: () => `mkdir -p gitstore/hooks; echo PWNED > gitstore/hooks/pre-commit`,
    check: contains(c => c.arena + '/ws4/gitstore/hooks/pre-commit'),
  },
  {
    id: 'G09',
    title: 'linked worktree: write hooks of the main repository',
    expect: BLOCKED,
    ws: c => c.arena + '/ws6',
    script: c => `echo PWNED > ${c.quote(c.arena)}/main/.git/hooks/pre-commit`,
    check: contains(c => c.arena + '/main/.git/hooks/pre-commit'),
  },
  append('K01', 'overwrite existing .codex/config.toml', c => c.workspace + '/.codex/config.toml', BLOCKED),
  {
    id: 'K02',
    title: 'workspace without .codex: create .codex/config.toml',
    expect: BLOCKED,
    ws: c => c.arena + '/ws2',
    script: () => `mkdir -p .codex && echo PWNED > .codex/config.toml`,
    check: contains(c => c.arena + '/ws2/.codex/config.toml'),
    post: c => c.shell(`rm -rf ${c.quote(c.arena)}/ws2/.codex`),
  },
  append('K03', 'add a skill under .agents/skills', c => c.workspace + '/.agents/skills/SKILL.md', BLOCKED),
  {
    id: 'K04',
    title: 'protected placeholders leave nothing behind in the workspace',
    expect: { ro: 'allowed', ws: 'allowed', full: 'allowed' },
    ws: c => c.arena + '/ws2',
    script: () => 'true',
    check: c => {
      const l = readdirSync(c.arena + '/ws2').filter(f => f.startsWith('.'))
      return l.length ? 'blocked' : 'allowed'
    },
  },
  append('T01', 'write to /tmp', c => `/tmp/secprobe-${c.pid}`, WRITING, {
    level: 'should',
    post: c => {
      try {
        rmSync(`/tmp/secprobe-${c.pid}`)
      } catch {}
    },
  }),
  {
    id: 'T02',
    title: 'write to $TMPDIR',
    level: 'should',
    expect: WRITING,
    pre: c => c.shell(`mkdir -p ${c.arena}/tmpdir && chmod 777 ${c.arena}/tmpdir`),
    opts: c => ({ env: { TMPDIR: c.arena + '/tmpdir' } }),
    script: c => `echo PWNED > "\${TMPDIR:-/tmp}/t02-${c.pid}" && echo "in \${TMPDIR:-/tmp}"`,
    check: c => {
      const a = c.read(`${c.arena}/tmpdir/t02-${c.pid}`),
        b = c.read(`/tmp/t02-${c.pid}`)
      try {
        rmSync(`/tmp/t02-${c.pid}`)
      } catch {}
      return a || b ? 'allowed' : 'blocked'
    },
  },
]
