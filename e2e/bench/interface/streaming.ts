import type { Page } from '@playwright/test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Round } from '../../../src/testing/modelScript.ts'
import { script } from '../../../src/testing/modelServer.ts'
import { startModel } from '../model.ts'
import { openLab } from '../programs.ts'
import { type Bench, type Finding, type Row, type Sample, expect } from '../rows.ts'
import { droppedShare, quantile, slope } from './figures.ts'
import {
  type FrameNotes,
  type Window,
  heapOf,
  heddleOf,
  openBrowser,
  openWindow,
  remember,
  someThreads,
  watchFrames,
} from './window.ts'

export const streamingRows: Row[] = [
  { id: 'U1', what: '4 panes at 1,000 tokens/s: p95 frame', value: 'frame', unit: 'ms', aim: 17.5, absolute: true },
  { id: 'U1', what: '… frames dropped', value: 'dropped', unit: '%', aim: 5, absolute: true },
  { id: 'U1', what: '… frames an empty page drops', value: 'droppedEmpty', unit: '%', aim: 5, absolute: true },
  { id: 'U1', what: '… longest task', value: 'task', unit: 'ms', aim: 50, absolute: true },
  { id: 'U1', what: '… slowest key or click', value: 'interaction', unit: 'ms', aim: 100, absolute: true },
  { id: 'U1', what: '… heap beyond the text, a minute', value: 'heap', unit: 'MB', aim: 5, absolute: true },
]

const PANES = 4
const TOKENS_PER_SECOND = 1000
const TOKEN_CHARS = 5
/** Between them the heap is looked at. */
const PARTS = 4
const SETTLES_MS = 300

/** Four answers at once, each a thousand tokens a second, while somebody types and clicks. */
export async function streaming(bench: Bench): Promise<Finding> {
  const seconds = bench.effort.streamSeconds
  const answer: Round = {
    type: 'answer',
    speech: [{ type: 'text', text: answerOf(seconds * TOKENS_PER_SECOND * TOKEN_CHARS) }],
    ending: { type: 'completed' },
    deltaChars: TOKEN_CHARS,
    deltasPerSecond: TOKENS_PER_SECOND,
  }
  const model = await startModel({ rounds: [...script().says('Hello.').rounds, answer] })
  const lab = openLab(model.url)
  try {
    bench.progress(`four panes stream for ${seconds} s`)
    const place = lab.furnish(heddleOf(bench))
    const ids = await someThreads(place, PANES)
    remember(place, { layout: layoutOf(ids) })
    const browser = await openBrowser()
    try {
      const window = await openWindow(browser, place)
      const empty = await (await browser.newContext()).newPage()
      await empty.addInitScript(watchFrames)
      await empty.goto('data:text/html,<title>empty</title>')
      const sample = await stream(window, empty, ids.length, seconds)
      await window.close()
      return {
        rows: streamingRows.map(row => ({ row, samples: { codex: [], heddle: [sample] } })),
        growth: [],
        problems: [],
      }
    } finally {
      await browser.close()
    }
  } finally {
    await model.close()
    lab.remove()
  }
}

/** Two above two, and nothing beside them. */
const layoutOf = ([a, b, c, d]: readonly string[]) => ({
  tabs: [
    {
      columns: [
        { panes: [a, b], share: 0.5, upper: 0.5 },
        { panes: [c, d], share: 0.5, upper: 0.5 },
      ],
      focus: a,
    },
  ],
  active: a,
  panel: false,
})

async function stream({ page, session }: Window, empty: Page, panes: number, seconds: number): Promise<Sample> {
  const fields = page.getByRole('textbox', { name: 'Message' })
  await fields.nth(panes - 1).waitFor()
  const count = await fields.count()
  for (let n = 0; n < count; n++) {
    await fields.nth(n).fill('go on')
    await fields.nth(n).press('Enter')
  }
  const timelines = page.getByRole('group', { name: 'What happened' })
  for (let n = 0; n < count; n++)
    await timelines
      .nth(n)
      .getByText(/^Part \d+ of what/)
      .first()
      .waitFor()
  expect(count === panes, () => `${count} of ${panes} panes streamed`)
  const heaps: [minute: number, megabytes: number][] = []
  const notes: [FrameNotes, FrameNotes][] = []
  const startedAt = performance.now()
  const elapsed = () => (performance.now() - startedAt) / 1000
  await fields.first().focus()
  // To know what is in use, everything unused is taken from the heap: a stop that is ours, so no frame of it is noted.
  for (let part = 1; part <= PARTS; part++) {
    if (seconds >= 20) heaps.push([elapsed() / 60, await heapOf(session)])
    await delay(SETTLES_MS)
    notes.push(
      await noted([page, empty], () => work(page, () => elapsed() < ((seconds - 1.5) * part) / PARTS, seconds)),
    )
  }
  return sampleOf(notes, heaps, count)
}

/** What the frames of both pages were while something was done. */
async function noted(pages: [Page, Page], doSomething: () => Promise<void>): Promise<[FrameNotes, FrameNotes]> {
  await Promise.all(pages.map(page => page.evaluate(() => globalThis.heddleFrames?.begin())))
  await doSomething()
  const notes = await Promise.all(pages.map(page => page.evaluate(() => globalThis.heddleFrames?.end())))
  return notes as [FrameNotes, FrameNotes]
}

/** Types, opens the palette, closes it, clicks. */
async function work(page: Page, goesOn: () => boolean, seconds: number): Promise<void> {
  while (goesOn()) {
    await page.keyboard.type('typing ')
    await page.keyboard.press('Control+k')
    await page.keyboard.press('Escape')
    await page.getByRole('textbox', { name: 'Message' }).first().click()
    await delay(Math.min(5000, 1000 * Math.max(0.4, seconds / 20)))
  }
}

function sampleOf(notes: [FrameNotes, FrameNotes][], heaps: [number, number][], panes: number): Sample {
  const written = (60 * panes * TOKENS_PER_SECOND * TOKEN_CHARS) / 2 ** 20
  const frames = notes.flatMap(([ours]) => ours.frames)
  return {
    frame: quantile(frames, 0.95),
    dropped: droppedShare(frames),
    droppedEmpty: droppedShare(notes.flatMap(([, idle]) => idle.frames)),
    task: Math.max(0, ...notes.flatMap(([ours]) => ours.longTasks)),
    interaction: Math.max(0, ...notes.flatMap(([ours]) => ours.interactions)),
    heap: heaps.length < 3 ? Number.NaN : slope(heaps) - written,
  }
}

/** Markdown as models write it: prose, lists and code, some of each in turn. */
function answerOf(chars: number): string {
  let text = ''
  for (let part = 1; text.length < chars; part++) {
    text += `Part ${part} of what was found: the **cursor** moves before its lock, so that \`open(${part})\` reads an older tail. ${'It goes on in plain words for a while, as explanations do. '.repeat(3)}\n\n`
    if (part % 3 === 0) text += `- first of ${part}\n- second, with [a link](https://example.com/${part})\n- third\n\n`
    if (part % 4 === 0)
      text += `\`\`\`ts\nexport const part${part} = async (id: string) => {\n  const lock = await take(id) // ${part}\n  return { lock, at: ${part} }\n}\n\`\`\`\n\n`
    if (part % 7 === 0)
      text += `### Heading ${part}\n\n| step | before | after |\n|---|---|---|\n| ${part} | 12 ms | **3 ms** |\n\n`
  }
  return text.slice(0, chars)
}
