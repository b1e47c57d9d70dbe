import { expect as expectSoon, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectAccessible } from './accessibility.ts'
import type { Skill } from '../src/contract/skills.ts'
import { BUILT_IN_COMMANDS } from '../src/core/prompts/names.ts'
import { script, startModelServer } from '../src/testing/modelServer.ts'
import { complaintsOf } from './gallery/checks.ts'
import { contextReport, contextThread } from './gallery/context.ts'
import { openScripted } from './gallery/scriptedEngine.ts'
import { openWorkbench, takePictures } from './workbench.ts'
import type { HostKind, Workbench } from './workbench.ts'

/** On a machine that also builds and serves, turns take a while. */
const expect = expectSoon.configure({ timeout: 20_000 })

test.describe.configure({ timeout: 180_000 })

const configOf = (url: string): string => `model = "gpt-5.5"
model_provider = "scripted"
model_providers.scripted = { name = "Scripted", base_url = "${url}", wire_api = "responses" }
`

const message = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const commands = (page: Page) => page.getByRole('listbox', { name: 'Commands' })
const preview = (page: Page) => page.getByRole('region', { name: 'What is sent', exact: true })

/** Opens the sample project with the keys on the message. */
async function openSample({ page }: Workbench): Promise<void> {
  await page.getByRole('button', { name: 'Use the sample project' }).press('Enter')
  await page.getByText(/Answers come from/).waitFor()
  await message(page).focus()
}

/** Opens the prompts by keyboard. */
async function openPrompts(page: Page): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('Open Skills')
  await page.keyboard.press('Enter')
  await page.getByRole('tab', { name: /^Skills/ }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('button', { name: /review/ })).toBeVisible()
}

for (const kind of ['browser', 'desktop'] satisfies HostKind[]) {
  test(`a prompt is written, tried and used with arguments, by keyboard alone (${kind})`, async () => {
    const server = await startModelServer({ byPrompt: [], otherwise: script().says('I shall.').times(20) })
    const workbench = await openWorkbench(kind, configOf(server.url))
    const { page, home } = workbench
    const complaints = complaintsOf(page)
    try {
      await openSample(workbench)
      await openPrompts(page)
      await page.getByRole('button', { name: 'New prompt' }).press('Enter')
      await page.keyboard.type('explain it')
      await expect(page.getByText(/A name is letters/)).toBeVisible()
      for (let n = 0; n < 3; n += 1) await page.keyboard.press('Backspace')
      await page.keyboard.press('Enter')
      const text = page.getByRole('textbox', { name: 'Text of explain' })
      await expect(text).toBeVisible()
      await text.press('ControlOrMeta+a')
      await page.keyboard.press('Delete')
      await page.keyboard.type('---\ndescription: Explain a file\nargument-hint: <file> DEPTH=…\n---\n')
      await page.keyboard.type('Explain $1 with $DEPTH depth.')
      await expect(page.getByText('Not saved')).toBeVisible()
      await text.press('ControlOrMeta+s')
      await expect(page.getByText('Not saved')).toBeHidden()
      expect(readFileSync(join(home, 'heddle/prompts/explain.md'), 'utf8')).toContain('Explain $1')
      await page.getByRole('textbox', { name: 'Words behind the name' }).fill('README.md DEPTH=great')
      await expect(preview(page)).toHaveText('Explain README.md with great depth.')
      if (kind === 'browser') {
        await takePictures(page, 'prompts')
        await expectAccessible(page)
      }

      await page.keyboard.press('ControlOrMeta+k')
      await page.keyboard.type('New thread')
      await page.keyboard.press('Enter')
      await message(page).focus()
      await page.keyboard.type('/expl')
      await expect(commands(page).getByRole('option', { selected: true })).toContainText('Explain a file')
      await page.keyboard.press('Enter')
      await expect(message(page)).toHaveValue('/explain ')
      await expect(message(page)).toHaveAccessibleDescription('Next: <file> DEPTH=…')
      await page.keyboard.type('src/greet.js DEPTH="very much"')
      await expect(preview(page)).toContainText('Explain src/greet.js with very much depth.')
      if (kind === 'browser') {
        await takePictures(page, 'prompt-preview')
        await expectAccessible(page)
      }
      await page.keyboard.press('Enter')
      await expect(page.getByText('I shall.').first()).toBeVisible()
      const said = page.getByRole('group', { name: 'Your message' })
      await expect(said).toContainText('/explain src/greet.js DEPTH="very much"')
      await expect(said).not.toContainText('with very much depth')
      await said.getByRole('button', { name: 'Show what was sent' }).press('Enter')
      await expect(said).toContainText('Explain src/greet.js with very much depth.')
      expect(JSON.stringify(server.requests[0]?.body)).toContain('Explain src/greet.js with very much depth.')
      // What looks for faults in the page is itself complained of.
      if (kind === 'desktop') expect(complaints).toEqual([])
    } finally {
      await workbench.close()
      await server.close()
    }
  })
}

test('prompts are renamed, deleted and brought back; bundled ones are made one’s own', async () => {
  const workbench = await openWorkbench('browser')
  const { page, home } = workbench
  const file = (name: string) => join(home, 'heddle/prompts', name)
  mkdirSync(join(home, 'heddle/prompts'), { recursive: true })
  writeFileSync(file('one.md'), 'One')
  try {
    await openSample(workbench)
    await openPrompts(page)
    await expect(page.getByRole('button', { name: /^one/ })).toBeVisible()
    writeFileSync(file('elsewhere.md'), 'Written by another program')
    await expect(page.getByRole('button', { name: /^elsewhere/ })).toBeVisible()
    await page.getByRole('button', { name: /^one/ }).focus()
    await page.keyboard.press('F2')
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('two')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: '/two' })).toBeVisible()
    expect([existsSync(file('one.md')), existsSync(file('two.md'))]).toEqual([false, true])

    await page.getByRole('button', { name: /^two/ }).focus()
    await page.keyboard.press('Delete')
    await expect(page.getByRole('button', { name: /^two/ })).toBeHidden()
    await page.getByRole('button', { name: 'Undo' }).press('Enter')
    await expect(page.getByRole('button', { name: /^two/ })).toBeVisible()
    expect(readFileSync(file('two.md'), 'utf8')).toBe('One')

    await page.getByRole('button', { name: /^review/ }).press('Enter')
    await page.getByRole('button', { name: 'Make it mine' }).press('Enter')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Another counts')).toBeVisible()
    expect(readFileSync(file('review.md'), 'utf8')).toContain('Review changes')
  } finally {
    await workbench.close()
  }
})

test('/init, /review, /status, /help and the others do what they say', async () => {
  const server = await startModelServer({ byPrompt: [], otherwise: script().says('Understood.').times(20) })
  const workbench = await openWorkbench('browser', configOf(server.url))
  const { page } = workbench
  try {
    await openSample(workbench)
    await page.keyboard.type('then $comm')
    await expect(page.getByRole('listbox', { name: 'Skills' }).getByRole('option')).toContainText(['$commit'])
    await page.keyboard.press('Tab')
    await expect(message(page)).toHaveValue('then $commit ')
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('/init')
    await expect(commands(page).getByRole('option', { selected: true })).toContainText('Write an AGENTS.md')
    await page.keyboard.press('Enter')
    await expect(preview(page)).toContainText('Write the file AGENTS.md')
    const all = page.getByRole('button', { name: /Show all \d+ lines/ })
    await page.keyboard.press('Tab')
    await expect(all).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(preview(page)).toContainText('ask about it at the end')
    await takePictures(page, 'prompt-preview-long')
    await expectAccessible(page)
    await message(page).focus()
    await page.keyboard.press('Enter')
    await expect(page.getByText('Understood.').first()).toBeVisible()
    expect(JSON.stringify(server.requests[0]?.body)).toContain('Write the file AGENTS.md at the root')

    await page.keyboard.type('/')
    for (const name of [...BUILT_IN_COMMANDS, 'handoff', 'pickup'])
      await expect(commands(page).getByRole('option', { name: new RegExp(`^/${name}\\b`) })).toBeAttached()
    await takePictures(page, 'slash-all')
    await expectAccessible(page)
    await page.keyboard.type('help')
    await page.keyboard.press('Enter')
    const help = page.getByRole('dialog', { name: 'What you can write' })
    await expect(help.getByText('/compact')).toBeVisible()
    await expect(help.getByText('/handoff')).toBeVisible()
    await takePictures(page, 'help')
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await expect(message(page)).toBeFocused()

    await page.keyboard.type('/status')
    await page.keyboard.press('Enter')
    const status = page.getByRole('dialog', { name: 'Status' })
    await expect(status.getByText('Thread id')).toBeVisible()
    await takePictures(page, 'status')
    await expectAccessible(page)
    await page.keyboard.press('Escape')

    await page.keyboard.type('/rename')
    await page.keyboard.press('Enter')
    await expect(message(page)).toHaveAccessibleDescription('Next: <name>')
    await page.keyboard.type('Greetings')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Greetings' })).toBeVisible()
    await page.keyboard.type('/approvals never ask')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name: /Access: .*never ask/ })).toBeVisible()
    await page.keyboard.type('/export markdown')
    await page.keyboard.press('Enter')
    await expect(page.getByText(/Exported to .*\.md/)).toBeVisible()
    await page.keyboard.type('/diff')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('tab', { name: 'Changes', selected: true })).toBeVisible()
    await page.keyboard.type('/new say hello')
    await page.keyboard.press('Enter')
    await expect(message(page)).toHaveValue('say hello')
  } finally {
    await workbench.close()
    await server.close()
  }
})

const skill = (name: string, description: string): Skill => ({
  path: `/ws/.agents/skills/${name}/SKILL.md`,
  name,
  description,
  shortDescription: null,
  scope: 'repo',
  root: '/ws/.agents/skills',
  state: 'active',
  shadowedBy: null,
  pinned: false,
  implicit: true,
  interface: null,
  allowedTools: null,
  mcpTools: [],
  display: { name: null, color: null, defaultPrompt: null },
  tokens: 100,
  editable: true,
  problems: [],
})

test('a dollar offers skills, and takes the place of the word at the caret', async ({ page }) => {
  const thread = contextThread().thread()
  await openScripted(page, {
    threads: [thread],
    values: { layout: { tabs: [thread.id], active: thread.id, panel: true, panelTab: 'context' } },
    answers: {
      'thread/context': contextReport,
      'thread/guidance': () => GUIDANCE,
      'skills/list': () => ({
        skills: [skill('commit', 'Writes a commit.'), skill('test', 'Runs the tests and says what fails.')],
        list: { tokens: 10, maxTokens: 100, cut: 0, leftOut: 0 },
        problems: [],
      }),
    },
  })
  await page.setViewportSize({ width: 1280, height: 800 })
  const skills = page.getByRole('listbox', { name: 'Skills' })
  await message(page).focus()
  await page.keyboard.type('run  now')
  for (let n = 0; n < 4; n += 1) await page.keyboard.press('ArrowLeft')
  await page.keyboard.type('$')
  await expect(skills.getByRole('option')).toHaveCount(2)
  await page.keyboard.press('ArrowDown')
  await expect(skills.getByRole('option', { selected: true })).toContainText('$test')
  await takePictures(page, 'skill-mentions')
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await expect(message(page)).toHaveValue('run $test now')
  await page.keyboard.type('all ')
  await expect(message(page)).toHaveValue('run $test all now')
})

const GUIDANCE = {
  files: [
    {
      path: '/home/dev/.heddle/AGENTS.md',
      scope: 'global',
      bytes: 21,
      usedBytes: 21,
      tokens: 6,
      state: 'whole',
      news: false,
      text: 'Answer in few words.\n',
    },
    {
      path: '/home/dev/heddle/AGENTS.md',
      scope: 'project',
      bytes: 48_000,
      usedBytes: 32_768,
      tokens: 8_192,
      state: 'cut',
      news: true,
      text: '# How we work\n\nTests first.\n',
    },
    {
      path: '/home/dev/heddle/packages/a/AGENTS.md',
      scope: 'project',
      bytes: 900,
      usedBytes: 0,
      tokens: 0,
      state: 'leftOut',
      news: false,
      text: '',
    },
  ],
  usedBytes: 32_768,
  maxBytes: 32_768,
  withdrawn: false,
}

test('the context pane shows the files of instructions, what was left out of them, and what changed', async ({
  page,
}) => {
  const thread = contextThread().thread()
  await page.setViewportSize({ width: 1280, height: 800 })
  await openScripted(page, {
    threads: [thread],
    values: { layout: { tabs: [thread.id], active: thread.id, panel: true, panelTab: 'context' } },
    answers: { 'thread/context': contextReport, 'thread/guidance': () => GUIDANCE },
  })
  const files = page.getByRole('region', { name: 'AGENTS.md', exact: true })
  await expect(files.getByRole('listitem')).toHaveCount(3)
  const cut = files.getByRole('button', { name: /68 % read/ })
  await expect(cut).toContainText('changed')
  await expect(files.getByRole('button', { name: /left out/ })).toBeDisabled()
  await cut.press('Enter')
  await expect(files.getByText('Tests first.')).toBeVisible()
  await expect(files.getByText(/longer than the 32,768 bytes/)).toBeVisible()
  await cut.scrollIntoViewIfNeeded()
  await takePictures(page, 'guidance')
  await expectAccessible(page)
})
