import { Failure } from '../../src/contract/procedure.ts'
import type { FileProblem, Skill } from '../../src/contract/skills.ts'
import type { Scripted } from './scriptedEngine.ts'
import { CWD } from './threads.ts'

type Answers = NonNullable<Scripted['answers']>

const HOME = '/home/ada/.heddle/skills'

/** A skill and its file. */
interface Kept {
  skill: Skill
  text: string
}

const kept = (name: string, scope: Skill['scope'], description: string, over: Partial<Skill> = {}, body = ''): Kept => {
  const root = {
    repo: `${CWD}/.heddle/skills`,
    user: HOME,
    admin: '/etc/heddle/skills',
    bundled: '/opt/heddle/skills',
  }[scope]
  const skill: Skill = {
    path: `${root}/${name}/SKILL.md`,
    name,
    description,
    shortDescription: null,
    scope,
    root,
    state: 'active',
    shadowedBy: null,
    pinned: false,
    implicit: true,
    interface: null,
    allowedTools: null,
    mcpTools: [],
    display: { name: null, color: null, defaultPrompt: null },
    tokens: 180,
    editable: scope === 'repo' || scope === 'user',
    problems: [],
    ...over,
  }
  return { skill, text: `---\nname: ${name}\ndescription: ${JSON.stringify(description)}\n---\n\n${body}` }
}

const REVIEW = `# Review a change

Read the **whole** change before you write anything down.

1. \`git diff --stat\` for the size of it.
2. Each file, with what calls it.

| severity | when |
|---|---|
| high | data can be lost |
| low | a name misleads |

<script>alert(1)</script>

![pixel](https://tracker.example.com/p.png)
`

/** One of everything that a list of skills can hold. */
const skills = (): Kept[] => [
  kept(
    'release-notes',
    'repo',
    'Writes release notes from merged changes. Use it when somebody asks what is new in a version.',
    {
      shortDescription: 'What is new in a version',
      display: { name: 'Release notes', color: '#4cc38a', defaultPrompt: null },
    },
    '# Release notes\n\nBegin with `git log`. ​Nothing hides here but one character.\n',
  ),
  kept('review', 'repo', 'Reviews a change against the checklist of this project.', { tokens: 412 }, REVIEW),
  kept(
    'style',
    'repo',
    'How this project writes code.',
    { interface: 'auto', tokens: 96 },
    '# Style\n\nSmall files.\n',
  ),
  kept('tracker', 'repo', 'Finds and updates issues in our tracker.', {
    mcpTools: [
      { name: 'mcp__issues__search', missing: false },
      { name: 'mcp__issues__update', missing: true },
    ],
    problems: [{ severity: 'warning', message: 'mcp__issues__update is offered by no server.', line: 4 }],
  }),
  kept('broken-one', 'user', '', {
    state: 'broken',
    problems: [{ severity: 'error', message: 'It needs a description: what it does and when to use it.', line: 3 }],
  }),
  kept('deploy', 'user', 'Deploys the site. Use it to deploy or to roll back.', { implicit: false, state: 'disabled' }),
  kept('review', 'user', 'Reviews any change.', {
    state: 'shadowed',
    shadowedBy: `${CWD}/.heddle/skills/review/SKILL.md`,
  }),
  kept('house-rules', 'admin', 'What holds for everybody here.', { tokens: 60 }, '# House rules\n'),
  kept(
    'commit',
    'bundled',
    'Makes a commit with a message that says why.',
    { tokens: 240 },
    '# Commit\n\nLook first.\n',
  ),
  kept('test', 'bundled', 'Writes and mends tests.', { tokens: 310 }),
]

const problemsOf = (text: string): FileProblem[] => {
  const name = /^name: *(.*)$/m.exec(text)?.[1] ?? ''
  const problems: FileProblem[] = []
  if (!/^[a-z0-9-]+$/.test(name)) {
    const message = 'A name has small letters, digits and single hyphens between them.'
    problems.push({ severity: 'warning', message, line: 2 })
  }
  if (!/^description: *\S/m.test(text)) {
    problems.push({ severity: 'error', message: 'It needs a description: what it does and when to use it.', line: 3 })
  }
  return problems
}

const hashOf = (text: string): string => `${text.length}:${text.slice(-40)}`

export interface SkillsGallery {
  /** Another one of the user's. */
  add(name: string, of: { description: string; body: string }): void
  answers: Answers
  /** The file of a skill, by name. */
  textOf(name: string): string
  /** Somebody else changes it. */
  overwrite(name: string, text: string): void
}

/** The skills room's part of an engine, as it would answer. `more` skills come on top. */
export function skillsGallery(more = 0): SkillsGallery {
  let all = skills()
  for (let index = 0; index < more; index++) {
    all.push(kept(`skill-${String(index).padStart(4, '0')}`, 'user', `Does thing number ${index} of many.`))
  }
  const trash = new Map<string, Kept>()
  const at = (path: unknown): Kept => {
    const found = all.find(({ skill }) => skill.path === path)
    if (!found) throw new Failure('skill.notFound', 'This skill is not there any more.')
    return found
  }
  const answers: Answers = {
    'skills/list': () => ({
      skills: all.map(({ skill }) => skill),
      list: { tokens: 1_240, maxTokens: 5_160, cut: 0, leftOut: 0 },
      problems: ['/home/ada/.codex/skills/odd/SKILL.md is no regular file.'],
    }),
    'skill/read': ({ path }) => {
      const { skill, text } = at(path)
      const isBig = skill.name === 'release-notes'
      return {
        text,
        hash: hashOf(text),
        files: isBig
          ? [
              { path: 'scripts/collect.sh', bytes: 1840 },
              { path: 'examples/2.4.md', bytes: 912 },
            ]
          : [],
        interfaceText: isBig ? 'interface:\n  display_name: Release notes\n  brand_color: "#4cc38a"\n' : null,
      }
    },
    'skill/check': ({ text }) => ({
      problems: problemsOf(String(text)),
      tokens: Math.ceil(String(text).length / 4),
    }),
    'skill/write': ({ path, text, hash }) => {
      const found = at(path)
      if (hash !== hashOf(found.text)) throw new Failure('skill.changed', 'The file changed meanwhile.')
      found.text = String(text)
      const description = /^description: *"?(.*?)"?$/m.exec(found.text)?.[1] ?? ''
      found.skill = { ...found.skill, description, problems: problemsOf(found.text) }
      return { hash: hashOf(found.text) }
    },
    'skill/create': ({ scope, name, text }) => {
      const made = kept(String(name), scope as 'user', /^description: (.*)$/m.exec(String(text))?.[1] ?? '')
      if (all.some(({ skill }) => skill.path === made.skill.path)) {
        throw new Failure('skill.exists', `There is a skill called ${String(name)} already.`)
      }
      all.push({ ...made, text: String(text) })
      return { path: made.skill.path }
    },
    'skill/setEnabled': ({ path, enabled }) => {
      const found = at(path)
      found.skill = { ...found.skill, state: enabled === true ? 'active' : 'disabled' }
      return {}
    },
    'skill/pin': ({ name, path }) => {
      for (const each of all.filter(({ skill }) => skill.name === name)) {
        const counts = path === null ? each.skill.scope === 'repo' : each.skill.path === path
        const shadowedBy = counts
          ? null
          : path === null
            ? `${CWD}/.heddle/skills/${String(name)}/SKILL.md`
            : String(path)
        each.skill = {
          ...each.skill,
          state: counts ? 'active' : 'shadowed',
          shadowedBy,
          pinned: each.skill.path === path,
        }
      }
      return {}
    },
    'skill/delete': ({ path }) => {
      trash.set('d1', at(path))
      all = all.filter(({ skill }) => skill.path !== path)
      return { deletedId: 'd1' }
    },
    'deleted/restore': ({ deletedId }) => {
      const back = trash.get(String(deletedId))
      if (back) all.push(back)
      return {}
    },
    'skill/import': ({ from }) => {
      if (!String(from).endsWith('.zip')) throw new Failure('skill.notFound', 'There is no SKILL.md in this folder.')
      const added = [kept('migrate', 'user', 'Migrates a database.'), kept('seed', 'user', 'Fills a database.')]
      all.push(...added)
      return {
        paths: added.map(({ skill }) => skill.path),
        skipped: ['../../escape/SKILL.md leads out of the folder.'],
      }
    },
    'skills/try': ({ text }) => {
      const named = [...String(text).matchAll(/\$([a-z-]+)/g)].map(([, name = '']) => name)
      const active = all.map(({ skill }) => skill).filter(({ state }) => state === 'active')
      const used = active.filter(({ name, interface: kind }) => kind === 'auto' || named.includes(name))
      return {
        used: used.map(({ name, path, tokens, interface: kind }) => ({
          name,
          path,
          why: kind === 'auto' ? 'auto' : 'mentioned',
          tokens,
          text: `<skill>\n<name>${name}</name>\n<path>${path}</path>\n…\n</skill>`,
        })),
        unknown: named
          .filter(name => !active.some(skill => skill.name === name))
          .map(name => ({ name, nearest: name.startsWith('rev') ? 'review' : null })),
        allowedTools: named.includes('review') ? ['read_file', 'exec_command(git diff:*)'] : null,
        listText: `## Skills\n${active.map(({ name, description }) => `- ${name}: ${description}`).join('\n')}`,
        listTokens: 1_240,
      }
    },
    'prompts/list': () => ({ prompts: [], problems: [] }),
  }
  const named = (name: string) => all.find(({ skill }) => skill.name === name && skill.state !== 'shadowed')
  return {
    answers,
    add: (name, { description, body }) => void all.push(kept(name, 'user', description, {}, body)),
    textOf: name => named(name)?.text ?? '',
    overwrite: (name, text) => {
      const found = named(name)
      if (found) found.text = text
    },
  }
}
