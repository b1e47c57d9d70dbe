import {
  type Beat,
  type PlannedCall,
  type Stage,
  commandResult,
  count,
  listedNames,
  quoted,
  readLines,
} from './stage.ts'

const PLAN = [
  'Look around',
  'Leave a note in the workspace',
  'Run a command',
  'Ask before leaving the sandbox',
  'Report',
]
const NOTE = 'REHEARSAL.md'
/** The note always ends with this line: new entries go above it. */
const LAST_LINE = '(The rehearsal model adds a line above this one each time.)'

/** The turn a newcomer sees first: look, read, plan, patch, run, ask, report. */
export function tour(stage: Stage): Beat {
  return (
    look(stage) ??
    read(stage) ??
    plan(stage) ??
    patch(stage) ??
    run(stage) ??
    escalate(stage) ??
    close(stage) ??
    report(stage)
  )
}

const names = (stage: Stage): string[] => {
  const listing = stage.output('look')
  if (listing === null) return []
  return stage.has('list_dir') ? listedNames(listing) : commandResult(listing).lines
}

/** Names in the working folder itself: deeper ones are indented. */
const topNames = (stage: Stage): string[] => names(stage).filter(name => !name.startsWith(' '))

export function look(stage: Stage): Beat | null {
  if (stage.played('look')) return null
  const calls: PlannedCall[] = []
  if (stage.has('list_dir')) calls.push({ tool: 'list_dir', args: { dir_path: '.', depth: 2 } })
  else if (stage.has('exec_command')) calls.push({ tool: 'exec_command', args: { cmd: 'ls -1Ap' } })
  if (calls.length === 0) return null
  return {
    name: 'look',
    thinks: '**Looking around**\n\nBefore I do anything I want to see what is in this folder.',
    says: `I play a scripted part, without any AI: every tool call you are about to see is real, though, and happens in ${stage.cwd}. First, what is here?`,
    calls,
  }
}

export function read(stage: Stage): Beat | null {
  if (stage.played('read') || !stage.has('read_file')) return null
  const here = topNames(stage)
  const main =
    here.find(name => /^readme(\.(md|txt|rst))?$/i.test(name)) ??
    here.find(name => /\.(md|txt|[jt]sx?|py|rs|go)$/i.test(name))
  const files = [...new Set([main, here.find(name => name === 'package.json')])].filter(name => name !== undefined)
  if (files.length === 0) return null
  const calls: PlannedCall[] = files.map(name => ({ tool: 'read_file', args: { file_path: name, limit: 200 } }))
  if (stage.has('grep_files')) calls.push({ tool: 'grep_files', args: { pattern: 'TODO|FIXME', limit: 20 } })
  return {
    name: 'read',
    says: `${count(names(stage).length, 'entry', 'entries')}. I read ${files.join(' and ')}.`,
    calls,
  }
}

function plan(stage: Stage): Beat | null {
  if (stage.played('plan') || !stage.has('update_plan')) return null
  return { name: 'plan', says: 'Here is what I will do.', calls: [planCall(1)] }
}

/** The checklist with everything before `current` done. */
const planCall = (current: number): PlannedCall => ({
  tool: 'update_plan',
  args: {
    plan: PLAN.map((step, index) => ({
      step,
      status: index < current ? 'completed' : index === current ? 'in_progress' : 'pending',
    })),
  },
})

function patch(stage: Stage): Beat | null {
  if (stage.played('patch') || !stage.has('apply_patch')) return null
  const line = `- Asked for ${quoted(stage.prompt)}: saw ${count(names(stage).length, 'entry', 'entries')}.`
  const exists = topNames(stage).includes(NOTE)
  const hunk = exists
    ? [`*** Update File: ${NOTE}`, '@@', `+${line}`, ` ${LAST_LINE}`]
    : [
        `*** Add File: ${NOTE}`,
        '+# Rehearsal',
        '+',
        '+Written by the rehearsal model. Delete it whenever you like.',
        '+',
        `+${line}`,
        `+${LAST_LINE}`,
      ]
  const input = ['*** Begin Patch', ...hunk, '*** End Patch'].join('\n')
  const says = exists ? `I add a line to ${NOTE}.` : `I leave a small note, ${NOTE}, by means of a patch.`
  return { name: 'patch', says, calls: [{ tool: 'apply_patch', args: { input } }] }
}

function run(stage: Stage): Beat | null {
  if (stage.played('run') || !stage.has('exec_command')) return null
  const cmd = harmlessCommand(stage)
  const calls: PlannedCall[] = [{ tool: 'exec_command', args: { cmd } }]
  if (stage.has('update_plan')) calls.unshift(planCall(2))
  return { name: 'run', says: `Now a command: \`${cmd}\`.`, calls }
}

/** The project's own test if it is plain Node, which cannot take long or fetch anything; else a look at what changed. */
function harmlessCommand(stage: Stage): string {
  const script = [0, 1]
    .flatMap(index => readLines(stage.output('read', index)) ?? [])
    .find(line => /^\s*"test"\s*:\s*"node\b/.test(line))
  if (script) return 'npm test --silent'
  return topNames(stage).includes('.git/') ? 'git status --short' : 'ls -la'
}

function escalate(stage: Stage): Beat | null {
  if (stage.played('escalate') || !stage.has('exec_command')) return null
  const calls: PlannedCall[] = [
    {
      tool: 'exec_command',
      args: {
        cmd: 'uname -a',
        sandbox_permissions: 'require_escalated',
        justification:
          'To show you what an approval looks like. It only prints the name of this system; refuse it if you like.',
      },
    },
  ]
  return { name: 'escalate', says: 'The next command asks to leave the sandbox, so the decision is yours.', calls }
}

function close(stage: Stage): Beat | null {
  if (stage.played('close') || !stage.played('plan')) return null
  return { name: 'close', says: 'That was all; I tick off the plan.', calls: [planCall(PLAN.length)] }
}

function report(stage: Stage): Beat {
  const facts = [
    lookFact(stage),
    readFact(stage),
    todoFact(stage),
    patchFact(stage),
    runFact(stage),
    approvalFact(stage),
  ]
  const known = facts.filter(fact => fact !== null)
  const heading = known.length > 0 ? 'Done. What really happened:' : 'I had no tools to work with, so nothing happened.'
  const more =
    'Say `help` to see what else I can play. For real work, set OPENAI_API_KEY or configure a provider, and choose its model.'
  return {
    name: 'report',
    says: [heading, known.map(fact => `- ${fact}`).join('\n'), more].filter(Boolean).join('\n\n'),
    calls: [],
  }
}

const lookFact = (stage: Stage): string | null =>
  stage.output('look') === null ? null : `I saw ${count(names(stage).length, 'entry', 'entries')} in \`${stage.cwd}\`.`

function readFact(stage: Stage): string | null {
  const output = stage.output('read')
  if (output === null) return null
  const lines = readLines(output)
  if (!lines) return `I could not read the file: ${quoted(output, 120)}.`
  const title = lines.find(line => line.trim() !== '') ?? ''
  return `I read ${count(lines.length, 'line')}; the first one says ${quoted(title.replace(/^#+\s*/, ''))}.`
}

function todoFact(stage: Stage): string | null {
  // The search is the last call of its beat: after one file, or after two.
  const output = stage.output('read', 2) ?? stage.output('read', 1)
  if (output === null || readLines(output)) return null
  const hits = output.split('\n').filter(line => /:\d+: ?/.test(line)).length
  return hits > 0 ? `I found ${count(hits, 'open TODO')}.` : 'I found no open TODO.'
}

function patchFact(stage: Stage): string | null {
  const output = stage.output('patch')
  if (output === null) return null
  if (/Success|Updated the following|Exit code: 0/.test(output)) return `I changed \`${NOTE}\`.`
  return `The patch was not applied, and I left it at that: ${quoted(output, 160)}`
}

function runFact(stage: Stage): string | null {
  const output = stage.output('run', stage.has('update_plan') ? 1 : 0)
  if (output === null) return null
  const { code, lines } = commandResult(output)
  if (code === null) return `The command did not finish: ${quoted(output, 160)}`
  return `\`${harmlessCommand(stage)}\` ended with code ${code} and printed ${count(lines.length, 'line')}.`
}

function approvalFact(stage: Stage): string | null {
  const output = stage.output('escalate')
  if (output === null) return null
  const { code, lines } = commandResult(output)
  if (code === null) return `The command outside the sandbox did not run, which is fine: ${quoted(output, 160)}`
  return `You let \`uname -a\` run outside the sandbox; it says ${quoted(lines[0] ?? 'nothing')}.`
}
