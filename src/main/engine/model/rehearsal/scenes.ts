import { type Beat, type PlannedCall, type Stage, commandResult, count, quoted } from './stage.ts'
import { look, read, tour } from './tour.ts'

/** What can be played, by the first word of the message. `help` prints this table. */
const SCENES: Record<string, { about: string; play(stage: Stage): Beat }> = {
  help: { about: 'this list', play: help },
  plan: { about: 'in Plan mode: looks around and proposes a plan instead of acting', play: propose },
  ask: { about: 'asks you a question and repeats your answer', play: ask },
  long: { about: 'writes a long answer; `long 500` writes 500 paragraphs', play: long },
  fail: { about: 'calls tools that fail, and copes', play: fail },
  parallel: { about: 'runs four commands at the same time', play: parallel },
  agent: { about: 'starts a second agent and waits for its report', play: agent },
  look: { about: 'only looks: lists the folder and reads one file', play: lookOnly },
}

/** The next thing the rehearsal model does. Pure: it follows from the history alone. */
export function nextBeat(stage: Stage, hasTools: boolean): Beat {
  if (!hasTools) return summary(stage)
  const word = /^\W*(\w+)/.exec(stage.prompt)?.[1]?.toLowerCase() ?? ''
  const scene = Object.hasOwn(SCENES, word) ? SCENES[word] : undefined
  if (scene) return scene.play(stage)
  return stage.isPlanning ? propose(stage) : tour(stage)
}

const answer = (says: string): Beat => ({ name: 'answer', says, calls: [] })

function help(): Beat {
  const rows = Object.entries(SCENES).map(([word, { about }]) => `- \`${word}\`: ${about}`)
  return answer(
    [
      'I am a scripted stand-in for a model. I need no key and no network, and I understand nothing of what you write; but the tools I call are real, and so are their results.',
      'Begin a message with one of these words:',
      rows.join('\n'),
      'Anything else plays the tour: look, read, plan, patch, run, ask for approval, report. In Plan mode it proposes that instead.',
    ].join('\n\n'),
  )
}

/** Asked without any tools, the question is for a summary: that is how a thread is compacted. */
function summary({ act, prompt }: Stage): Beat {
  const last = act > 0 ? `, the last one ${quoted(prompt)}` : ''
  return answer(`Summary: ${count(act, 'message')} so far${last}. Nothing is left to do.`)
}

function propose(stage: Stage): Beat {
  if (!stage.isPlanning)
    return answer('I propose plans in Plan mode only. Say `/plan plan`, or press ⇧Tab until it says Plan.')
  const beat = look(stage)
  if (beat) return beat
  const plan = [
    '# Leave a note',
    'The project gets a note that somebody rehearsed here. Nothing else changes.',
    '',
    '1. Add `REHEARSAL.md` with one line about this turn.',
    '2. Run a harmless command and read its result.',
    '3. Ask before one command leaves the sandbox.',
    '4. Report what happened.',
  ].join('\n')
  return answer(`I have looked around and would do this:\n\n<proposed_plan>\n${plan}\n</proposed_plan>`)
}

function ask(stage: Stage): Beat {
  if (!stage.has('request_user_input'))
    return answer('I would ask you something now, but I have no tool for questions here.')
  if (!stage.played('ask')) {
    const options = [
      { label: 'Tea', description: 'The safe choice.' },
      { label: 'Coffee', description: 'The bold choice.' },
    ]
    const questions = [{ id: 'drink', header: 'Drink', question: 'What shall it be during the rehearsal?', options }]
    return { name: 'ask', says: 'One question first.', calls: [{ tool: 'request_user_input', args: { questions } }] }
  }
  return answer(`Thank you. What came back is ${quoted(stage.output('ask') ?? 'nothing', 200)}`)
}

function long(stage: Stage): Beat {
  const wanted = Number(/\d+/.exec(stage.prompt)?.[0] ?? 40)
  const paragraphs = Array.from({ length: Math.min(Math.max(wanted, 1), 2000) }, (_, index) => {
    const n = index + 1
    const text = `Paragraph ${n}. This text has no meaning; it is here to be long, to wrap, to scroll and to be interrupted.`
    if (n % 10 === 0) return `## Part ${n / 10}\n\n${text}`
    return n % 7 === 0 ? `${text}\n\n\`\`\`ts\nconst paragraph = ${n}\n\`\`\`` : text
  })
  return answer(paragraphs.join('\n\n'))
}

function fail(stage: Stage): Beat {
  if (!stage.played('fail')) {
    const calls: PlannedCall[] = []
    if (stage.has('read_file')) calls.push({ tool: 'read_file', args: { file_path: 'no-such-file.txt' } })
    if (stage.has('exec_command'))
      calls.push({ tool: 'exec_command', args: { cmd: 'echo this goes wrong >&2; exit 3' } })
    calls.push({ tool: 'no_such_tool', args: {} })
    return { name: 'fail', says: 'I make some mistakes on purpose.', calls }
  }
  const outputs = [0, 1, 2].flatMap(index => stage.output('fail', index) ?? [])
  const rows = outputs.map(output => {
    const { code } = commandResult(output)
    return `- ${code === null ? quoted(output, 120) : `The command ended with code ${code}.`}`
  })
  return answer(`${count(outputs.length, 'call')} went wrong, as intended, and the turn goes on:\n\n${rows.join('\n')}`)
}

function parallel(stage: Stage): Beat {
  if (!stage.has('exec_command')) return answer('I cannot run commands here, so there is nothing to run in parallel.')
  const lanes = [1, 2, 3, 4]
  if (!stage.played('parallel')) {
    const calls = lanes.map(n => ({ tool: 'exec_command', args: { cmd: `sleep 1; echo lane ${n}` } }))
    return { name: 'parallel', says: 'Four commands of one second each, all at once.', calls }
  }
  const ended = lanes.filter((_, index) => commandResult(stage.output('parallel', index) ?? '').code === 0)
  return answer(
    `${count(ended.length, 'command')} of ${lanes.length} ended well. One after the other they would have taken four seconds.`,
  )
}

function agent(stage: Stage): Beat {
  if (!stage.has('spawn_agent')) return answer('I cannot start other agents here: the tool for it is switched off.')
  if (!stage.played('agent')) {
    const args = { message: 'look around and report what you see', agent_type: 'explorer' }
    return { name: 'agent', says: 'I send a scout.', calls: [{ tool: 'spawn_agent', args }] }
  }
  const id = /"agent_id"\s*:\s*"([^"]+)"/.exec(stage.output('agent') ?? '')?.[1]
  if (!stage.played('wait') && id !== undefined) {
    return { name: 'wait', says: 'I wait for its report.', calls: [{ tool: 'wait', args: { ids: [id] } }] }
  }
  const report = stage.output('wait') ?? stage.output('agent') ?? 'nothing'
  return answer(`This is what came back: ${quoted(report, 300)}`)
}

function lookOnly(stage: Stage): Beat {
  const beat = look(stage) ?? read(stage)
  if (beat) return beat
  const seen = [stage.output('look'), stage.output('read')].map(output =>
    count(output?.split('\n').length ?? 0, 'line'),
  )
  return answer(`I looked: the listing has ${seen[0]}, the file I read has ${seen[1]}.`)
}
