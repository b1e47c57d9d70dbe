import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { createServer } from 'node:http'
import { cpus } from 'node:os'
import type { Event } from '../src/core/thread/events.ts'
import { hostileTexts, longTexts, shortTexts } from '../src/testing/hostileTexts.ts'
import type { HostileText } from '../src/testing/hostileTexts.ts'
import { script as answers, startModelServer } from '../src/testing/modelServer.ts'
import { agentsScripted, agentTree } from './gallery/agents.ts'
import { everywhere, hostileRequest, poisoned, watchHarm } from './gallery/hostile.ts'
import { mcpAnswers, ruleAnswers, SERVERS, trustAnswers } from './gallery/rooms.ts'
import { openScripted, summaryOf } from './gallery/scriptedEngine.ts'
import { rowsOfPast, sessionAnswers } from './gallery/sessions.ts'
import { skillsGallery } from './gallery/skills.ts'
import { script } from './gallery/threads.ts'
import { waitingThread } from './gallery/waiting.ts'
import { tasksDuring } from './mainThread.ts'
import { openFromPalette } from './roomKeys.ts'
import { beginThread, openWorkbench } from './workbench.ts'
import type { HostKind } from './workbench.ts'

/** What one task may compute, as the corpus has it: two cores also run the engine, the browser and what else there is. */
const LONGEST_MS = cpus().length > 2 ? 200 : 500
const VIEWPORT = { width: 1280, height: 800 }

test.use({ viewport: VIEWPORT, colorScheme: 'dark' })
test.describe.configure({ timeout: 120_000 })

const timeline = (page: Page) => page.getByRole('group', { name: 'What happened' })
const front = (...ids: string[]) => ({ layout: { tabs: ids, active: ids[0], panel: false } })

/** Draws the rows from the end to the start, so many screens at a time: with two, every row. */
const drawAll = (page: Page, screens = 2) =>
  timeline(page).evaluate(async (element, screens) => {
    while (element.scrollTop > 0) {
      element.scrollTop -= element.clientHeight * screens
      await new Promise(requestAnimationFrame)
    }
  }, screens)

async function longestDuring(page: Page, run: () => Promise<void>): Promise<number> {
  const [longest] = await tasksDuring(page, run)
  return longest?.cpuMs ?? 0
}

/** Texts that share rows, where what stands before does not matter. */
const TOGETHER = 6

test('hostile text in every row of a thread does nothing, and is there to be read and copied', async ({ page }) => {
  const harm = await watchHarm(page)
  const log = script('rows').create('Rows')
  for (let at = 0; at < shortTexts.length; at += TOGETHER) {
    everywhere(
      log,
      shortTexts.slice(at, at + TOGETHER).map(({ text }) => text),
    )
  }
  const thread = log.thread()
  const engine = await openScripted(page, { threads: [thread], values: front('rows') })
  await expect(page.getByText('Failed').last()).toBeVisible()
  const longest = await longestDuring(page, () => drawAll(page))
  console.log(`${shortTexts.length} texts in every row: the longest task took ${Math.round(longest)} ms`)
  expect(longest).toBeLessThan(LONGEST_MS)
  const copied = await timeline(page).evaluate(element => {
    getSelection()?.selectAllChildren(element)
    return String(getSelection())
  })
  expect(copied).toContain('<script>window.__pwn=1;fetch(')
  await harm.expectNone(engine)
})

test('hostile text that is streamed does nothing, in the middle and at its end', async ({ page }) => {
  const harm = await watchHarm(page)
  const log = script('live').create('Live').asks('Write')
  const thread = log.thread()
  const engine = await openScripted(page, { threads: [thread], values: front('live') })
  await expect.poll(() => engine.watched('live')).toBe(true)
  const frame = () => page.evaluate(() => new Promise(requestAnimationFrame))
  for (let at = 0; at < shortTexts.length; at += TOGETHER) {
    const batch = shortTexts.slice(at, at + TOGETHER).map(({ text }) => text)
    const from = log.events().length
    for (const half of [0, 1]) {
      batch.forEach((text, index) => {
        const middle = Math.ceil(text.length / 2)
        const [offset, piece] = half === 0 ? [0, text.slice(0, middle)] : [middle, text.slice(middle)]
        engine.push('live', { type: 'live', kind: 'text', itemId: `m-${from + index}`, offset, text: piece })
      })
      await frame()
      await frame()
    }
    for (const text of batch) log.says(text)
    engine.push(
      'live',
      ...log
        .events()
        .slice(from)
        .map((event: Event) => ({ type: 'event' as const, event })),
    )
  }
  for (const kind of ['plan', 'reasoning', 'arguments', 'output', 'summary'] as const) {
    for (const { id, text } of shortTexts) {
      engine.push('live', { type: 'live', kind, itemId: `${kind}-${id}`, offset: 0, text, name: 'apply_patch' })
    }
    await frame()
  }
  await drawAll(page)
  await harm.expectNone(engine)
})

test('long hostile text does not stop the window, wherever it comes', async ({ page }) => {
  const harm = await watchHarm(page)
  await page.addInitScript(() => {
    const noted = { longTaskMs: 0 }
    Object.assign(globalThis, { noted })
    new PerformanceObserver(list => {
      for (const { duration } of list.getEntries()) noted.longTaskMs = Math.max(noted.longTaskMs, duration)
    }).observe({ type: 'longtask' })
  })
  const log = script('long').create('Long').asks('Write')
  const thread = log.thread()
  const engine = await openScripted(page, { threads: [thread], values: front('long') })
  await expect.poll(() => engine.watched('long')).toBe(true)
  /** The longest task by the clock until all has been drawn. */
  const drawn = () =>
    page.evaluate(async () => {
      await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))
      const { noted } = globalThis as unknown as { noted: { longTaskMs: number } }
      const ms = noted.longTaskMs
      noted.longTaskMs = 0
      return ms
    })
  const send = async ({ id, text }: HostileText): Promise<number> => {
    const known = log.events().length
    const live = { type: 'live', kind: 'text', itemId: `m-${known}` } as const
    engine.push('long', { ...live, offset: 0, text: text.slice(0, 3000) })
    engine.push('long', { ...live, offset: 3000, text: text.slice(3000, LIVE_CHARACTERS) })
    const writing = await drawn()
    log.says(id === LONGEST_LINE ? text : text.slice(0, MESSAGE_CHARACTERS))
    log.runs(text.slice(0, 20_000), text.slice(0, OUTPUT_CHARACTERS), 1).thinks(text.slice(0, LIVE_CHARACTERS))
    log.patches({ path: '/x', kind: 'add', content: text.slice(0, OUTPUT_CHARACTERS) })
    const events = log.events().slice(known)
    engine.push('long', ...events.map((event: Event) => ({ type: 'event' as const, event })))
    return Math.max(writing, await drawn())
  }
  const slow: string[] = []
  for (const each of longTexts) {
    // By the clock it also takes what the machine does meanwhile: only what it computes counts, and not once only, which
    // other journeys slow down as well.
    let longest = Infinity
    for (let time = 0; time < TIMES && longest > LONGEST_MS; time++)
      longest = Math.min(longest, await longestDuring(page, async () => void (await send(each))))
    if (longest > LONGEST_MS) slow.push(`${each.id}: ${Math.round(longest)} ms`)
  }
  expect(slow).toEqual([])
  // Each was drawn as it came; of the same over and over a part is enough.
  await drawAll(page, 16)
  await harm.expectNone(engine)
})

/** What is slow is slow each time. */
const TIMES = 3
/** More of the same is cut the same; only one is sent as long as an event may be. */
const MESSAGE_CHARACTERS = 1_000_000
const LONGEST_LINE = 'R090'
const LIVE_CHARACTERS = 60_000
const OUTPUT_CHARACTERS = 200_000

test('hostile text in every room, list and dialog does nothing', async ({ page }) => {
  const harm = await watchHarm(page)
  let at = 0
  const next = () => shortTexts[at++ % shortTexts.length]?.text ?? ''
  const asked = shortTexts
    .slice(0, 40)
    .map(({ text }, n) => hostileRequest(text, n % 4 === 0 ? { dangerous: true, danger: text } : {}))
  const waiting = waitingThread('waits', next(), asked)
  const gallery = skillsGallery()
  const all = {
    ...trustAnswers({ level: 'trusted' }),
    ...ruleAnswers(),
    ...mcpAnswers(poisoned(SERVERS, next), () => {}),
    ...gallery.answers,
    ...sessionAnswers(rowsOfPast(120)),
  }
  const agents = agentsScripted(poisoned(agentTree(Date.now()), next))
  const summaries = shortTexts.map(({ text }, n) =>
    summaryOf(waiting.thread, { id: `s${n}`, title: text, preview: text }),
  )
  const engine = await openScripted(page, {
    ...agents,
    threads: [...agents.threads, waiting.thread],
    summaries: [...(agents.summaries ?? []), summaryOf(waiting.thread, { status: 'waiting' }), ...summaries],
    values: { layout: { tabs: ['room:inbox', 'waits', 'root'], active: 'room:inbox' } },
    frames: {
      ...agents.frames,
      'inbox/watch': { type: 'reset', entries: poisoned(waiting.entries, next) },
      'mcp/watch': { type: 'servers', servers: poisoned(SERVERS, next) },
      'skills/watch': { version: 1 },
      'index/watch': { phase: 'ready', done: 1, of: 1, damaged: null },
    },
    answers: {
      ...agents.answers,
      ...Object.fromEntries(
        Object.entries(all).map(([method, answer]) => [
          method,
          (params: Record<string, unknown>) => poisoned(answer(params), next),
        ]),
      ),
    },
  })
  await expect(page.getByRole('listbox', { name: 'What waits for you' })).toBeFocused()
  for (let n = 0; n < 45; n++) await page.keyboard.press('j')
  for (const room of ['sessions', 'skills', 'mcp', 'rules']) {
    await openFromPalette(page, `open ${room}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    for (const key of ['Tab', 'ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key)
    await harm.expectNone(engine)
  }
  for (const title of ['<script>', 'Fix flaky']) {
    await page.getByRole('navigation', { name: 'Open tabs' }).getByText(title).first().click()
    await expect(timeline(page)).toBeVisible()
  }
  await page.getByRole('button', { name: /^Search or run/ }).click()
  for (const words of ['img', 'script', 'window', '<']) {
    await page.getByRole('dialog').getByRole('combobox').fill(words)
    await page.evaluate(() => new Promise(requestAnimationFrame))
  }
  await harm.expectNone(engine)
})

/** Where the texts of the corpus lead. */
const CANARY_PORT = 18_299

for (const kind of ['browser', 'desktop'] satisfies HostKind[]) {
  test(`a model that says and does hostile things reaches nobody, ${kind}`, async () => {
    const hits: string[] = []
    const canary = createServer((request, response) => {
      hits.push(request.url ?? '')
      response.end()
    })
    await new Promise<void>(resolve => canary.listen(kind === 'browser' ? CANARY_PORT : 0, '127.0.0.1', resolve))
    const said = hostileTexts.filter(({ text }) => text.length < 4000).map(({ text }) => text)
    const printed = `cat <<'END_OF_IT'\n${said.join('\n')}\nEND_OF_IT`
    const story = answers().says(said.join('\n\n')).calls('exec_command', { cmd: printed }).says('That was all.')
    const model = await startModelServer(story)
    const provider = `name = "Mock", base_url = "${model.url}", wire_api = "responses"`
    const policy = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"\nmodel = "gpt-5.5"\n'
    const bench = await openWorkbench(
      kind,
      `${policy}model_provider = "mock"\n[model_providers]\nmock = { ${provider} }\n`,
    )
    try {
      await beginThread(bench.page, said[0] ?? '')
      await expect(bench.page.getByText('That was all.')).toBeVisible()
      await drawAll(bench.page)
      expect(await bench.page.evaluate(() => '__pwn' in window)).toBe(false)
      expect(bench.page.context().pages()).toHaveLength(1)
      expect(hits).toEqual([])
    } finally {
      await bench.close()
      await model.close()
      canary.close()
    }
  })
}
