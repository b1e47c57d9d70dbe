import type { Page } from '@playwright/test'
import { expect } from '@playwright/test'
import type { ApprovalRequest } from '../../src/core/thread/calls.ts'
import { complaintsOf } from './checks.ts'
import type { ScriptedEngine } from './scriptedEngine.ts'
import { CWD } from './threads.ts'
import type { script } from './threads.ts'

/** Notes whatever a page does that a text may not make it do. Before the page is opened. */
export async function watchHarm(page: Page): Promise<{ expectNone(engine: ScriptedEngine): Promise<void> }> {
  const complaints = complaintsOf(page)
  const moves: string[] = []
  page.on('framenavigated', frame => moves.push(frame.url()))
  page.on('popup', popup => moves.push(`popup ${popup.url()}`))
  page.on('dialog', dialog => void dialog.dismiss().then(() => moves.push(`dialog ${dialog.message()}`)))
  await page.addInitScript(() => {
    const harm: string[] = []
    Object.assign(globalThis, { harm })
    addEventListener('copy', () => harm.push('copied'), true)
    navigator.clipboard.writeText = async () => void harm.push('clipboard')
    window.open = () => (harm.push('opened'), null)
    addEventListener('submit', () => harm.push('submitted'), true)
  })
  return {
    async expectNone({ strays }) {
      const found = await page.evaluate(() => ({
        ran: '__pwn' in window,
        polluted: 'polluted' in {},
        harm: (globalThis as { harm?: string[] }).harm,
        elements: document.querySelectorAll(
          '#root :is(script, iframe, object, embed, form[action], base, meta, link, style)',
        ).length,
        images: [...document.querySelectorAll('img')].filter(({ src }) => !src.startsWith('data:image/')).length,
        links: [...document.querySelectorAll('a')]
          .filter(({ href }) => !/^(https?|mailto):/.test(href))
          .map(({ href }) => href),
      }))
      expect(found).toEqual({ ran: false, polluted: false, harm: [], elements: 0, images: 0, links: [] })
      expect(strays).toEqual([])
      expect(complaints).toEqual([])
      expect(moves.length).toBeLessThanOrEqual(1)
      expect(page.context().pages()).toHaveLength(1)
    },
  }
}

const reason = (text: string) => ({ code: 'escalation', text, origin: text })

/** A command that waits, with the text wherever a text can be. */
export const hostileRequest = (text: string, over: Partial<ApprovalRequest> = {}): ApprovalRequest => ({
  kind: 'command',
  reason: reason(text),
  cwd: `${CWD}/${text}`,
  command: text,
  unsandboxed: true,
  network: true,
  justification: text,
  dangerous: false,
  proposedPrefix: [text],
  ...over,
})

type Log = ReturnType<typeof script>

/** The texts in each kind of row that there is, in a turn of their own: as markdown one by one, elsewhere together. */
export function everywhere(log: Log, texts: readonly string[]): void {
  const text = texts.join('\n')
  log.asks(text)
  for (const each of texts) log.says(each)
  log.thinks(`**${text}**\n\n${text}`).runs(text, text, 1).runs('ls', text)
  calls(log, text)
  log.patches(
    { path: `${CWD}/${text}`, kind: 'add', content: text },
    {
      path: `${CWD}/x`,
      kind: 'update',
      diff: `@@ -1 +1 @@\n-${texts.join('\n-')}\n+${texts.join('\n+')}\n`,
      movePath: text,
    },
  )
  log.add({ type: 'notice.added', level: 'warning', text }).compacts(text)
  log.finishes('failed', text)
}

function calls(log: Log, text: string): void {
  const called = (name: string, args: unknown) => log.calls(name, args).starts()
  called('read_file', { file_path: text }).ends({ kind: 'read', tool: 'read_file', target: text, detail: text })
  const content = [{ type: 'input_text' as const, text }]
  const mcp = { server: text, tool: text, arguments: { [text]: text }, structured: { [text]: text }, error: text }
  called(`mcp__${text}__${text}`, { [text]: text }).ends({ kind: 'mcp', ...mcp, content, durationMs: 3 }, 'failed')
  called('update_plan', {}).ends({ kind: 'plan', explanation: text, steps: [{ step: text, status: 'pending' }] })
  called('spawn_agent', { message: text, agent_type: text })
  log.ends({ kind: 'agent', action: 'spawn', agentIds: [text], message: text }, 'failed')
  called('view_image', { path: text }).ends({ kind: 'image', path: text })
  called('write_stdin', { session_id: 1, chars: text })
  log.ends({ kind: 'terminal', sessionId: 1, chars: text, output: text, exitCode: null })
  log.calls(text, { [text]: text }).starts()
}

const FREE = new Set(
  'title preview name description shortDescription text message detail label activity nickname role task branch model provider providerName why note excerpt target error explanation justification header question line output instructions file origin version'.split(
    ' ',
  ),
)

/** The answer with every text that is free in it replaced, by another one each time. */
export function poisoned<T>(answer: T, next: () => string, key = ''): T {
  if (typeof answer === 'string') return (FREE.has(key) ? next() : answer) as T
  if (Array.isArray(answer)) return answer.map(each => poisoned(each as unknown, next, key)) as T
  if (typeof answer !== 'object' || answer === null) return answer
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [name, poisoned(value as unknown, next, name)]),
  ) as T
}
