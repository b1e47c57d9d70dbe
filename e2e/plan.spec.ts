import { expect as expectSoon, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectAccessible } from './accessibility.ts'
import { startModelServer, script } from '../src/testing/modelServer.ts'
import type { ModelServer } from '../src/testing/modelServer.ts'
import { complaintsOf } from './gallery/checks.ts'
import { openWorkbench, takePictures } from './workbench.ts'
import type { Workbench } from './workbench.ts'

/** On a machine that also builds and serves, turns take a while. */
const expect = expectSoon.configure({ timeout: 20_000 })

test.describe.configure({ timeout: 180_000 })

const configOf = (url: string): string => `model = "gpt-5.5"
model_provider = "scripted"
model_providers.scripted = { name = "Scripted", base_url = "${url}", wire_api = "responses" }
[modes.review]
name = "Review"
summary = "Looks for mistakes and changes nothing else"
instructions = "Look for mistakes."
`

const PLAN = `# A greeting in the language of the reader

The sample greets in English only. Afterwards it greets in the language that the environment asks for, and English stays the fallback.

1. **Languages** — \`greetings.json\` holds one greeting a language, English first.
2. **Choice** — the language comes from \`LANG\`; what is not known falls back.
3. **Check** — run the greeting once with \`LANG=de_DE\`.

| language | greeting |
| --- | --- |
| English | Hello |
| German | Guten Tag |

Left out on purpose: plural forms, and languages that are written from right to left.`

const QUESTION = {
  questions: [
    {
      id: 'where',
      header: 'Languages',
      question: 'Where should the greetings live?',
      options: [
        { label: 'In a JSON file', description: 'Easy to add to without touching code.' },
        { label: 'In the code', description: 'One file less.' },
      ],
    },
  ],
}

const STEPS = ['Hold the greetings in a file', 'Choose by the environment', 'Greet once in German']
const checklist = (done: number) => ({
  plan: STEPS.map((step, at) => ({
    step,
    status: at < done ? 'completed' : at === done ? 'in_progress' : 'pending',
  })),
})

/** Asks, proposes, and carries out what was accepted. */
const planner = (): Promise<ModelServer> =>
  startModelServer({
    byPrompt: [
      [
        'Greet people',
        script()
          .calls('exec_command', { cmd: 'touch too-early.txt' })
          .next()
          .calls('request_user_input', QUESTION)
          .next()
          .says(`That settles it.\n\n<proposed_plan>\n${PLAN}\n</proposed_plan>`)
          .inDeltas(12, 25)
          .next()
          .calls('update_plan', checklist(0))
          .next()
          .calls('exec_command', { cmd: `echo '{"en":"Hello","de":"Guten Tag"}' > greetings.json` })
          .calls('update_plan', checklist(1))
          .next()
          .calls('exec_command', { cmd: 'sleep 4; cat greetings.json' })
          .next()
          .calls('update_plan', checklist(3))
          .next()
          .says('Done: it greets in German now.'),
      ],
    ],
    otherwise: script().says('A title').times(20),
  })

const message = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const pane = (page: Page) => page.getByRole('complementary', { name: 'Panel' })
const card = (page: Page) => pane(page).getByRole('region', { name: 'Proposed plan' })

/** Opens the sample project with the keys on the message. */
async function openSample({ page }: Workbench): Promise<void> {
  await page.getByRole('button', { name: 'Use the sample project' }).press('Enter')
  await page.getByText(/Answers come from/).waitFor()
  await message(page).focus()
}

/** Goes to the plan and opens it as its Markdown. */
async function edit(page: Page): Promise<void> {
  await page.keyboard.press('Alt+p')
  await page.locator('.plan-card.pane button[aria-keyshortcuts="e"]').waitFor()
  await page.keyboard.press('e')
  await expect(card(page).getByRole('textbox', { name: 'The plan' })).toBeFocused()
}

test('a plan is asked about, edited, accepted and carried out, by keyboard alone', async () => {
  const server = await planner()
  const workbench = await openWorkbench('browser', configOf(server.url))
  try {
    const { page, home } = workbench
    const complaints = complaintsOf(page)
    await openSample(workbench)
    await page.keyboard.type('/plan Greet people in their language')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name: 'Mode: Plan' })).toBeVisible()

    await expect(page.getByText('Where should the greetings live?').first()).toBeVisible()
    expect(existsSync(join(home, 'heddle/sample/too-early.txt'))).toBe(false)
    await page.keyboard.press('ControlOrMeta+Shift+A')
    await page.locator('button[aria-keyshortcuts="n"]').waitFor()
    await page.keyboard.press('1')
    await page.keyboard.press('Enter')
    await page.keyboard.press('ControlOrMeta+1')

    await expect(pane(page).getByText('Writing the plan…')).toBeVisible()
    await takePictures(page, 'plan-writing')
    await expect(card(page)).toBeVisible()
    await expect(card(page).getByRole('heading', { name: 'A greeting in the language of the reader' })).toBeVisible()
    await page.keyboard.press('Alt+p')
    await expect(card(page)).toBeFocused()
    await takePictures(page, 'plan-proposed')
    await expectAccessible(page)

    await edit(page)
    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.type('\nAlso left out: dialects.')
    await takePictures(page, 'plan-editing')
    await expectAccessible(page)
    // The small window closed the panel; the unfinished text is kept.
    await edit(page)
    await page.keyboard.press('ControlOrMeta+Shift+Enter')

    await expect(pane(page).getByText('1 of 3')).toBeVisible()
    await expect(
      pane(page)
        .getByRole('listitem')
        .filter({ hasText: STEPS[1] ?? '' }),
    ).toHaveAttribute('aria-current', 'step')
    await expect(pane(page).getByRole('heading', { name: 'Accepted plan' })).toBeVisible()
    await expect(pane(page).getByText('the agent has it')).toBeVisible()
    await takePictures(page, 'plan-under-way')
    await expectAccessible(page)
    await expect(pane(page).getByText('3 of 3')).toBeVisible()
    await expect(page.getByText('Done: it greets in German now.')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Mode: Code' })).toBeVisible()
    await expect(message(page)).toBeFocused()
    expect(readFileSync(join(home, 'heddle/sample/greetings.json'), 'utf8')).toContain('Guten Tag')
    expect(JSON.stringify(server.requests.map(({ body }) => body))).toContain('Also left out: dialects.')
    expect(server.problems).toEqual([])
    expect(complaints).toEqual([])
  } finally {
    await workbench.close()
    await server.close()
  }
})

test('a plan is refused with a word, and the next one accepted for later', async () => {
  const block = (plan: string) => `<proposed_plan>\n${plan}\n</proposed_plan>`
  const server = await startModelServer({
    byPrompt: [
      [
        'Greet',
        script()
          .says(block('# Everything at once'))
          .next()
          .says(block('# One small step'))
          .next()
          .says('Then I begin.'),
      ],
    ],
    otherwise: script().says('A title').times(20),
  })
  const workbench = await openWorkbench('browser', configOf(server.url))
  try {
    const { page } = workbench
    await openSample(workbench)
    await page.keyboard.press('Shift+Tab')
    await expect(page.getByRole('button', { name: 'Mode: Plan' })).toBeVisible()
    await page.keyboard.type('Greet everybody')
    await page.keyboard.press('Enter')
    await expect(card(page).getByRole('heading', { name: 'Everything at once' })).toBeVisible()
    await page.setViewportSize({ width: 900, height: 600 })
    await page.keyboard.press('Alt+p')
    await expect(card(page)).toBeFocused()
    await takePictures(page, 'plan-floating')
    await page.keyboard.press('Alt+p')
    await page.locator('.plan-card.pane button[aria-keyshortcuts="n"]').waitFor()
    await page.keyboard.press('n')
    await page.keyboard.type('smaller, please')
    await page.keyboard.press('Enter')
    await expect(card(page).getByRole('heading', { name: 'One small step' })).toBeVisible()
    await expect(page.getByRole('button', { name: /^Plan refused\s*Everything at once$/ })).toBeVisible()
    await page.keyboard.press('Alt+p')
    await page.locator('.plan-card.pane button[aria-keyshortcuts="a"]').waitFor()
    await page.keyboard.press('a')
    await expect(pane(page).getByText('goes with your next message')).toBeVisible()
    await expect(message(page)).toBeFocused()
    await page.keyboard.type('now')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Then I begin.')).toBeVisible()
    await expect(pane(page).getByText('the agent has it')).toBeVisible()
    expect(JSON.stringify(server.requests.at(-1)?.body)).toContain('<accepted_plan>')
  } finally {
    await workbench.close()
    await server.close()
  }
})

test('slash commands are found by typing, and chosen by keyboard', async () => {
  const server = await startModelServer({ byPrompt: [], otherwise: script().says('Hello.').times(20) })
  const workbench = await openWorkbench('browser', configOf(server.url))
  try {
    const { page } = workbench
    await openSample(workbench)
    await page.keyboard.type('hello')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'hello' })).toBeVisible()
    await expect(page.getByText('Hello.', { exact: true })).toBeVisible()

    const list = page.getByRole('listbox', { name: 'Commands' })
    const selected = list.getByRole('option', { selected: true })
    await expect(message(page)).toBeFocused()
    await page.keyboard.type('/')
    await expect(list.getByRole('option', { name: /^\/handoff/ })).toBeAttached()
    await takePictures(page, 'slash-commands')
    await expectAccessible(page)
    await page.keyboard.press('ArrowDown')
    await expect(selected).toContainText('/mode')
    await expect(message(page)).toHaveAttribute('aria-activedescendant', (await selected.getAttribute('id')) ?? '')
    await page.keyboard.press('Enter')
    await expect(message(page)).toHaveValue('/mode ')
    await page.keyboard.type('rev')
    await expect(selected).toContainText('Looks for mistakes')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name: 'Mode: Review' })).toBeVisible()
    await expect(message(page)).toHaveValue('')

    await page.keyboard.type('/agents')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('tab', { name: 'Agents', selected: true })).toBeVisible()
    await page.keyboard.type('/comp')
    await page.keyboard.press('Escape')
    await expect(list).toBeHidden()
    await page.keyboard.type('act')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Context compacted')).toBeVisible()
    await page.keyboard.type('/usr/bin is a folder')
    await page.keyboard.press('Enter')
    await expect(page.getByText('/usr/bin is a folder')).toBeVisible()
  } finally {
    await workbench.close()
    await server.close()
  }
})
