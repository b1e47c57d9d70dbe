import { expect as expectSoon, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import { cast, waitForAll } from '../src/testing/agentStage.ts'
import type { Scene } from '../src/testing/agentStage.ts'
import { script, startModelServer } from '../src/testing/modelServer.ts'
import { complaintsOf } from './gallery/checks.ts'
import { openWorkbench, takePictures } from './workbench.ts'

/** On a machine that also builds and serves, turns take a while. */
const expect = expectSoon.configure({ timeout: 20_000 })

test.describe.configure({ timeout: 180_000 })

const configOf = (url: string): string => `model = "gpt-5.5"
model_provider = "scripted"
model_providers.scripted = { name = "Scripted", base_url = "${url}", wire_api = "responses" }
`

const READ = 'Read the greeting and say in which language it greets.'
const PUSH = 'Send the branch to the remote.'
const WATCH = 'Run the greeting again and again until somebody stops you.'

/** Reads until it is told to stop; asks before it pushes; runs for ever. */
function agent({ task, said, round }: Scene) {
  if (task.startsWith('Read')) {
    if (said.includes('That is enough')) return script().says('It greets in English.')
    return script().calls('exec_command', { cmd: `sleep 1; echo look ${round}` })
  }
  if (task.startsWith('Send')) {
    const sandbox = { sandbox_permissions: 'require_escalated', justification: 'The remote is not on this machine.' }
    return round === 0
      ? script().calls('exec_command', { cmd: 'echo pushed', ...sandbox })
      : script().says('The branch is there.')
  }
  return script().calls('exec_command', { cmd: `sleep 1; echo greeting ${round}` })
}

const model = () =>
  startModelServer(
    cast(
      [
        () =>
          script()
            .calls('spawn_agent', { message: READ, agent_type: 'explorer' })
            .calls('spawn_agent', { message: PUSH, agent_type: 'worker' })
            .calls('spawn_agent', { message: WATCH }),
        scene => waitForAll(scene),
        () => script().says('Somebody has answered.'),
      ],
      agent,
    ),
  )

const tree = (page: Page) => page.getByRole('tree', { name: 'Agents' })
const line = (page: Page, words: string) => tree(page).getByRole('treeitem').filter({ hasText: words })
const happened = (page: Page) => page.getByRole('group', { name: 'What happened' })

/** An agent by what it was asked: its name is not known before. */
const asked = (page: Page, task: string) => tree(page).locator(`[role=treeitem][title^="${task.slice(0, 24)}"]`)

test('agents are sent off, watched, told, answered, stopped, closed and taken back, by keyboard; a crash loses none', async () => {
  const server = await model()
  let workbench = await openWorkbench('browser', configOf(server.url))
  try {
    const { page } = workbench
    const complaints = complaintsOf(page)
    await page.getByRole('button', { name: 'Use the sample project' }).press('Enter')
    await page.getByText(/Answers come from/).waitFor()
    await page.getByRole('textbox', { name: 'Message' }).focus()
    await page.keyboard.type('root: look after the greeting, with agents')
    await page.keyboard.press('Enter')
    await page.getByRole('tab', { name: /Agents/ }).focus()
    await page.keyboard.press('Enter')

    await expect(tree(page).getByRole('treeitem')).toHaveCount(4)
    await expect(asked(page, PUSH)).toContainText('waits for you')
    await expect(tree(page).getByRole('treeitem').first()).toContainText('one below waits for you')
    const tab = page.getByRole('navigation', { name: 'Open tabs' })
    await expect(tab.getByRole('img', { name: 'waits for you' })).toBeVisible()
    await expect(asked(page, READ)).toContainText('running')
    await takePictures(page, 'agents-journey')
    await expectAccessible(page)

    // Told: what it does is over, and the root hears of it.
    await asked(page, READ).focus()
    await page.keyboard.press('Tab')
    while (
      !(await page.getByRole('textbox', { name: /^Message to/ }).evaluate(field => field === document.activeElement))
    )
      await page.keyboard.press('Tab')
    await page.keyboard.type('That is enough')
    await page.keyboard.press('Enter')
    await expect(asked(page, READ)).toContainText('done')
    await expect(happened(page).getByText(/ reported$/)).toBeVisible()

    // Opened in the place of the root, answered there, and back.
    await asked(page, PUSH).press('Enter')
    await expect(page.getByRole('heading', { name: 'Run this command outside the sandbox?' })).toBeVisible()
    await takePictures(page, 'agents-journey-beside')
    await page
      .getByRole('region', { name: 'Timeline' })
      .getByRole('button', { name: /^Allow/ })
      .first()
      .press('Enter')
    await expect(asked(page, PUSH)).toContainText('done')
    await page.getByRole('button', { name: /^worker of/ }).press('Enter')
    await expect(happened(page).getByText('root: look after the greeting, with agents')).toBeVisible()

    // Stopped, closed, taken back.
    await asked(page, WATCH).focus()
    const card = page.getByRole('complementary', { name: 'Panel' })
    await card.getByRole('button', { name: 'Stop' }).press('Enter')
    await expect(asked(page, WATCH)).toContainText('stopped')
    await asked(page, WATCH).press('Delete')
    await expect(asked(page, WATCH)).toContainText('closed')
    await page.getByRole('button', { name: 'Undo' }).press('Enter')
    await expect(asked(page, WATCH)).not.toContainText('closed')
    await expect(line(page, 'waits for you')).toHaveCount(0)
    expect(complaints).toEqual([])

    // After a crash they are where they were, also in the sidebar.
    await workbench.kill()
    workbench = await workbench.restart()
    const sidebar = workbench.page.getByRole('navigation', { name: 'Threads' })
    await sidebar.getByRole('button', { name: '3 agents of this thread' }).press('Enter')
    const agents = sidebar.getByRole('list', { name: 'Agents' })
    await expect(agents.getByRole('listitem')).toHaveCount(3)
    await expect(tree(workbench.page).getByRole('treeitem')).toHaveCount(4)

    // Made a thread of its own, one leaves the tree and stands beside it.
    await asked(workbench.page, PUSH).focus()
    await workbench.page.getByRole('button', { name: 'Make it a thread of its own' }).press('Enter')
    await expect(tree(workbench.page).getByRole('treeitem')).toHaveCount(3)
    await expect(agents.getByRole('listitem')).toHaveCount(2)
    await expect(tree(workbench.page).getByRole('treeitem').first()).toBeFocused()
    expect(server.problems).toEqual([])
  } finally {
    await workbench.close()
    await server.close()
  }
})
