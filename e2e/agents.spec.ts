import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectAccessible } from './accessibility.ts'
import { agentRow, agentsScripted, agentTree, resetOf } from './gallery/agents.ts'
import { complaintsOf } from './gallery/checks.ts'
import { openScripted, summaryOf } from './gallery/scriptedEngine.ts'
import { script } from './gallery/threads.ts'
import { tasksDuring } from './mainThread.ts'
import { takePictures } from './workbench.ts'

const VIEWPORT = { width: 1280, height: 800 }

const tree = (page: Page) => page.getByRole('tree', { name: 'Agents' })
const line = (page: Page, name: string) => tree(page).getByRole('treeitem', { name: new RegExp(`^${name}`) })
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '')

/** Pictures of the pane: in the small window it lies over the thread, once it is asked for. */
async function takePanePictures(page: Page, name: string): Promise<void> {
  await page.setViewportSize({ width: 900, height: 600 })
  await page.getByRole('button', { name: 'Show panel' }).press('Enter')
  await takePictures(page, name)
}

test.use({ viewport: VIEWPORT, colorScheme: 'dark' })

test('the tree by keyboard: walk, find, fold, look, message, stop, close and take it back', async ({ page }) => {
  const complaints = complaintsOf(page)
  const agents = agentTree(Date.now())
  const engine = await openScripted(page, agentsScripted(agents))
  await expect(line(page, 'Grace')).toContainText('waits for you')
  await expect(line(page, 'Fix flaky')).toContainText('one below waits for you')
  await expect(line(page, '3 finished')).toBeVisible()

  await line(page, 'Fix flaky').focus()
  await page.keyboard.press('ArrowDown')
  expect(await focused(page)).toContain('Ada')
  await page.keyboard.press('ArrowRight')
  expect(await focused(page)).toContain('Linus')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await expect(line(page, 'Linus')).toBeHidden()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(line(page, 'Margaret')).toBeVisible()
  await page.keyboard.type('gr')
  expect(await focused(page)).toContain('Grace')

  const card = page.getByRole('region', { name: 'Grace' })
  await expect(card).toContainText('Write a test that kills the process')
  await expectAccessible(page)
  await takePanePictures(page, 'agents-tree')

  await card.getByRole('textbox', { name: 'Message to Grace' }).focus()
  await page.keyboard.type('Fifty repeats are enough')
  await page.keyboard.press('Enter')
  await expect
    .poll(() => engine.calls('input/send'))
    .toMatchObject([
      { threadId: 'grace', delivery: 'steer', content: [{ type: 'input_text', text: 'Fifty repeats are enough' }] },
    ])
  await expect(card.getByRole('textbox')).toHaveValue('')
  await card.getByRole('button', { name: 'Stop' }).press('Enter')
  await expect.poll(() => engine.calls('turn/interrupt')).toEqual([{ threadId: 'grace', turnId: 'turn of grace' }])

  await line(page, 'Grace').press('Delete')
  await expect.poll(() => engine.calls('agent/close')).toEqual([{ threadId: 'grace' }])
  const grace = agents.find(agent => agent.threadId === 'grace') ?? agentRow('grace')
  engine.send('agents/watch', {
    type: 'changed',
    agent: { ...grace, status: 'shutdown', open: false, waiting: 0, turnId: null, stoppedAt: Date.now() },
  })
  await expect(line(page, 'Grace')).toContainText('closed')
  await expect(line(page, 'Fix flaky')).not.toContainText('waits')
  await page.getByRole('button', { name: 'Undo' }).press('Enter')
  await expect.poll(() => engine.calls('agent/resume')).toEqual([{ threadId: 'grace' }])
  await card.getByRole('button', { name: 'Make it a thread of its own' }).press('Enter')
  await expect.poll(() => engine.calls('agent/promote')).toEqual([{ threadId: 'grace' }])
  engine.send('agents/watch', { type: 'removed', threadId: 'grace' })
  await expect(line(page, 'Fix flaky')).toBeFocused()
  expect(complaints).toEqual([])
})

test('an agent opens beside its thread, which it replaces where there is no room', async ({ page }) => {
  const complaints = complaintsOf(page)
  await page.setViewportSize({ width: 1600, height: 900 })
  const engine = await openScripted(page, agentsScripted(agentTree(Date.now())))
  await line(page, 'Ada').focus()
  await page.keyboard.press('Enter')
  const root = page.getByRole('region', { name: 'Fix flaky session test' })
  const ada = page
    .getByRole('region', { name: 'Ada' })
    .filter({ has: page.getByRole('textbox', { name: 'Message', exact: true }) })
  await expect(ada.getByText('The cursor is read before the lock is held.')).toBeVisible()
  await expect(root.getByText('I send one agent to read the store')).toBeVisible()
  await expectAccessible(page)
  await page.screenshot({ path: 'e2e/screenshots/agents-split-dark-1600.png' })

  const divider = page.getByRole('separator', { name: 'Width of the panes' })
  const before = await ada.boundingBox()
  await divider.focus()
  await page.keyboard.press('ArrowLeft')
  await expect(divider).toHaveAttribute('aria-valuenow', '48')
  expect((await ada.boundingBox())?.width ?? 0).toBeGreaterThan(before?.width ?? 0)
  await expect
    .poll(() => engine.calls('interface/write').at(-1))
    .toMatchObject({
      key: expect.stringMatching(/^layout:/),
      value: {
        tabs: [
          {
            columns: [
              { panes: ['root'], share: 0.48 },
              { panes: ['ada'], share: 0.52 },
            ],
          },
        ],
      },
    })

  await ada.getByRole('textbox', { name: 'Message', exact: true }).focus()
  await page.keyboard.type('Look at the lock, too')
  await page.keyboard.press('Enter')
  await expect.poll(() => engine.calls('input/send')).toMatchObject([{ threadId: 'ada', delivery: 'steer' }])

  await page.setViewportSize(VIEWPORT)
  await expect(root).toBeHidden()
  await expect(ada).toBeVisible()
  await takePictures(page, 'agents-split')
  await ada.getByRole('button', { name: /explorer of Fix flaky/ }).press('Enter')
  await expect(root).toBeVisible()
  await expect(ada).toBeHidden()

  // In a small window the pane lies over the threads: it goes away from what it opened.
  await page.setViewportSize({ width: 900, height: 600 })
  await page.getByRole('button', { name: 'Show panel' }).press('Enter')
  await line(page, 'Linus').press('Enter')
  await expect(tree(page)).toBeHidden()
  await page.getByRole('button', { name: /explorer of Ada/ }).press('Enter')
  await expect(ada).toBeVisible()
  await ada.getByRole('button', { name: 'Close Ada' }).press('Enter')
  await expect(root).toBeVisible()
  expect(complaints).toEqual([])
})

test('the timeline says who was sent off, waited for and heard of, and leads there', async ({ page }) => {
  const complaints = complaintsOf(page)
  await openScripted(
    page,
    agentsScripted(agentTree(Date.now()), {
      values: { layout: { tabs: ['root'], active: 'root', panelTab: 'agents', panel: false } },
    }),
  )
  const happened = page.getByRole('group', { name: 'What happened' })
  await expect(happened.getByText('Started', { exact: true }).first()).toBeVisible()
  await expect(happened.getByText('Ada reported')).toBeVisible()
  await expect(happened.getByText('Barbara failed')).toBeVisible()
  await happened.getByRole('button', { name: /Ada reported/ }).press('Enter')
  await expect(happened.getByText('takes the lock first')).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'agents-timeline')
  await happened.getByRole('button', { name: /Grace/ }).first().press('Enter')
  await expect(page.getByRole('button', { name: /worker of Fix flaky/ })).toBeVisible()
  expect(complaints).toEqual([])
})

test('tracks over time, by keyboard, and as a table', async ({ page }) => {
  const complaints = complaintsOf(page)
  await openScripted(page, agentsScripted(agentTree(Date.now())))
  await expect(line(page, 'Ada')).toBeVisible()
  await page.getByRole('radio', { name: 'Tree' }).press('ArrowRight')
  const tracks = page.getByRole('group', { name: 'Agents over time' })
  await tracks.getByRole('button', { name: /^Fix flaky/ }).focus()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByText(/Ada worked from .* until now/)).toBeVisible()
  await page.keyboard.press('ArrowLeft')
  await expect(page.getByText(/Ada waited for you from .* 24 s/)).toBeVisible()
  await expectAccessible(page)
  await takePanePictures(page, 'agents-tracks')
  await page.getByRole('button', { name: 'As a table' }).press('Enter')
  await expect(page.getByRole('row', { name: /Barbara/ })).toContainText('48 s')
  await expectAccessible(page)
  await takePictures(page, 'agents-table')
  expect(complaints).toEqual([])
})

test('in the sidebar agents stand below their thread on demand; amber rises to it', async ({ page }) => {
  await openScripted(page, agentsScripted(agentTree(Date.now())))
  const sidebar = page.getByRole('navigation', { name: 'Threads' })
  await expect(sidebar.getByRole('button', { name: /Fix flaky session test/ }).getByRole('img')).toHaveAccessibleName(
    'waits for you',
  )
  await expect(sidebar.getByText('Linus')).toBeHidden()
  await sidebar.getByRole('button', { name: '7 agents, 1 waiting of this thread' }).press('Enter')
  await expect(sidebar.getByText('Linus')).toBeVisible()
  await takePanePictures(page, 'agents-sidebar')
  await sidebar.getByRole('button', { name: /Linus/ }).press('Enter')
  await expect(page.getByRole('button', { name: /explorer of Ada/ })).toBeVisible()
})

test('a thread without agents says what they are', async ({ page }) => {
  const thread = script('root').create('Alone').asks('Hello').says('Hello.').finishes().thread()
  await openScripted(page, {
    threads: [thread],
    summaries: [summaryOf(thread)],
    values: { layout: { tabs: ['root'], active: 'root', panelTab: 'agents' } },
    frames: { 'agents/watch': resetOf([agentRow('root', { parentId: null, depth: 0 })]) },
  })
  await expect(page.getByText('Agents work on parts of a task at the same time')).toBeVisible()
  await takePanePictures(page, 'agents-none')
})

test('what agents are called and say is text, whatever it holds', async ({ page }) => {
  const complaints = complaintsOf(page)
  const hostile = JSON.parse(readFileSync(join(import.meta.dirname, '../src/testing/hostileTexts.json'), 'utf8')) as {
    payload?: string
  }[]
  const texts = hostile.flatMap(({ payload }) => (payload === undefined ? [] : [payload]))
  const all = texts.join(' ')
  const agents = [
    agentRow('root', { parentId: null, depth: 0, nickname: all, role: 'root', activity: all }),
    agentRow('bidi', { nickname: 'Ada\u202eecarG', role: all, task: all, activity: all, model: all }),
    agentRow('failed', { nickname: 'Failed', status: { errored: all }, task: all, turnId: null, stoppedAt: 1 }),
    ...texts.map((text, n) =>
      agentRow(`n${n}`, { nickname: text, role: text, task: text, status: { completed: text }, open: false }),
    ),
  ]
  const { strays } = await openScripted(page, agentsScripted(agents))
  await expect(line(page, 'Ada').getByText('U+202E').first()).toBeVisible()
  await line(page, 'Failed').focus()
  await expect(page.getByRole('region', { name: 'Failed' })).toBeVisible()
  await line(page, `${texts.length} finished`).press('Enter')
  await page.getByRole('radio', { name: 'Tree' }).press('ArrowRight')
  await expect(page.getByRole('group', { name: 'Agents over time' })).toBeVisible()
  expect(await page.evaluate(() => '__pwn' in window)).toBe(false)
  expect(strays).toEqual([])
  expect(complaints).toEqual([])
})

test('of a hundred agents only those that move are drawn again', async ({ page }) => {
  const now = Date.now()
  const many = [
    agentRow('root', { parentId: null, depth: 0, nickname: 'Root', startedAt: now, stoppedAt: now }),
    ...Array.from({ length: 100 }, (_, n) =>
      agentRow(`a${n}`, { nickname: `Agent ${n}`, startedAt: now - 60_000, stoppedAt: now }),
    ),
  ]
  const engine = await openScripted(page, agentsScripted(many))
  await expect(line(page, 'Agent 99')).toBeVisible()
  await page.evaluate(() => {
    const touched = new Set<string>()
    Object.assign(window, { touched, stop: () => observer.disconnect() })
    const observer = new MutationObserver(records => {
      for (const { target } of records) {
        const element = target instanceof Element ? target : target.parentElement
        touched.add(element?.closest<HTMLElement>('[data-line]')?.dataset.line ?? 'outside')
      }
    })
    observer.observe(document.querySelector('[role=tree]') as Element, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    })
  })
  for (const n of [3, 57]) {
    engine.send('agents/watch', {
      type: 'changed',
      agent: { ...many[n + 1], activity: `Reads file ${n}` },
    })
  }
  await expect(tree(page).getByText('Reads file 57')).toBeVisible()
  expect(await page.evaluate(() => [...(window as unknown as { touched: Set<string> }).touched])).toEqual(['a3', 'a57'])

  // All of them, twenty times over: nothing that a person would feel.
  await page.evaluate(() => (window as unknown as { stop(): void }).stop())
  const tasks = await tasksDuring(page, async () => {
    for (let round = 0; round < 20; round++) {
      for (const agent of many.slice(1)) {
        engine.send('agents/watch', {
          type: 'changed',
          agent: { ...agent, tokens: round * 10 + 10, activity: `Round ${round}` },
        })
      }
      // Not by its role: to find it that way keeps the page busy longer than to draw it.
      await expect(page.locator('[data-line=a99] .agentDoes')).toHaveText(`Round ${round}`)
    }
  })
  const longest = Math.round(tasks[0]?.cpuMs ?? 0)
  console.log(`longest task while each of 100 agents changed twenty times: ${longest} ms`)
  expect(longest).toBeLessThan(250)
})
