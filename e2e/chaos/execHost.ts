import { createInterface } from 'node:readline'
import type { Host, Life } from './host.ts'
import { isAgent, readLog } from './onDisk.ts'
import type { DiskLog } from './onDisk.ts'
import { rolloutPaths } from './place.ts'
import type { Place } from './place.ts'
import { startProgram } from './program.ts'
import { workOf } from './story.ts'

/** `heddle exec --json`: each life is one run that begins a thread, goes on with it, or finishes what a kill left. */
export const execHost: Host = {
  name: 'exec',
  busyMs: 250,
  leavesAgents: true,
  async live(life) {
    const { child, ended, stderr } = startProgram(argumentsFor(life), life)
    if (child.stdout) createInterface({ input: child.stdout }).on('line', line => listen(life.place, line))
    const code = await ended
    const problem = code !== null && code !== 0 && code < 128
    return { finished: code === 0, stderr: problem ? `exit code ${code}: ${stderr()}` : '', problems: [] }
  },
}

function argumentsFor({ place, random, calm }: Life): string[] {
  const args = ['exec', '--json', '-C', place.workspace, '-s', 'danger-full-access', '-a', 'never']
  const log = mainLog(place.home)
  const work = workOf(random.between(1, 3))
  if (!log) return [...args, work]
  const resume = [
    ...args,
    'resume',
    random.chance(0.3) && rolloutPaths(place.home).length === 1 ? '--last' : log.threadId,
  ]
  const isOpen = log.lines.findLast(({ text }) => /"type":"(task_started|task_complete|turn_aborted)"/.test(text))
  const left = isOpen?.text.includes('"task_started"') === true
  // A prompt joins what was left as a steer.
  return left && (calm || random.chance(0.7)) ? resume : [...resume, work]
}

/** Records what a line of standard output tells. A line that the kill cut tells nothing. */
function listen({ told, home }: Place, line: string): void {
  const message = parsed(line)
  if (!message) return
  const threadId = readThreadId(message) ?? threadIdIn(home)
  const { type, item } = message
  const tell = (what: string, ...words: string[]) => told.add({ threadId, seq: null, words, what })
  if (type === 'thread.started') tell('a thread', '"session_meta"', threadId)
  else if (type === 'turn.completed') tell('the end of a turn', '"task_complete"')
  else if (type === 'item.completed' && item?.type === 'agent_message') tell('an answer', inJson(String(item.text)))
  else if (type === 'item.completed' && item?.type === 'command_execution')
    tell('the end of a command', '"CommandExecution"', inJson(String(item.aggregated_output)))
}

interface ExecMessage {
  type?: unknown
  thread_id?: unknown
  item?: { type?: unknown; text?: unknown; aggregated_output?: unknown }
}

function parsed(line: string): ExecMessage | null {
  try {
    return JSON.parse(line) as ExecMessage
  } catch {
    return null
  }
}

const readThreadId = ({ thread_id: id }: ExecMessage): string | null => (typeof id === 'string' ? id : null)
const threadIdIn = (home: string): string => mainLog(home)?.threadId ?? ''

/** The thread that is talked to; its agents have logs of their own. */
const mainLog = (home: string): DiskLog | undefined =>
  rolloutPaths(home)
    .map(readLog)
    .findLast(log => log.lines.length > 0 && !isAgent(log))

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1)
