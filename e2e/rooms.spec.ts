import { expect as expectSoon, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { complaintsOf } from './gallery/checks.ts'
import { mcpAnswers, OFFERS, ruleAnswers, SERVERS, SIGN_IN_URL, trustAnswers } from './gallery/rooms.ts'
import { openScripted, summaryOf } from './gallery/scriptedEngine.ts'
import type { Scripted, ScriptedEngine } from './gallery/scriptedEngine.ts'
import { CWD, script } from './gallery/threads.ts'
import { look, openFromPalette, tabTo } from './roomKeys.ts'
import { openWorkbench } from './workbench.ts'

/** Rooms load when they are opened: on a busy machine that takes a while. */
const expect = expectSoon.configure({ timeout: 15_000 })

test.describe.configure({ timeout: 120_000 })

const TRUSTED = trustAnswers({ level: 'trusted', origin: '~/.heddle/config.toml:77' })

/** A thread in the sidebar, and an engine that knows the rooms. */
async function open(page: Page, scripted: Partial<Scripted> = {}): Promise<ScriptedEngine> {
  const thread = script('t').create('Fix flaky session test').asks('Find out why.').finishes().thread()
  await page.setViewportSize({ width: 1280, height: 800 })
  return openScripted(page, {
    threads: [thread],
    summaries: [summaryOf(thread)],
    ...scripted,
    answers: { ...TRUSTED, ...scripted.answers },
  })
}

const simulated = (page: Page) => page.getByRole('region', { name: 'What would happen' })
const line = (page: Page) => page.getByRole('textbox', { name: 'Command line to try' })

test('a room opens beside threads, is remembered, and closes', async ({ page }) => {
  const engine = await open(page, { answers: ruleAnswers() })
  await expect(page.getByRole('heading', { name: 'New thread' })).toBeVisible()
  await openFromPalette(page, 'open rules')
  await expect(page.getByRole('heading', { name: 'Rules', level: 1 })).toBeFocused()
  await page.keyboard.press('ControlOrMeta+Shift+A')
  await expect(page.getByRole('navigation', { name: 'Open tabs' }).getByText('Inbox')).toBeVisible()
  const layouts = () => engine.calls('interface/write') as { key: string; value: unknown }[]
  expect(layouts().findLast(({ key }) => key.startsWith('layout:'))?.value).toMatchObject({
    tabs: [{ focus: 'room:rules' }, { focus: 'room:inbox' }],
    active: 'room:inbox',
  })
  expect(engine.calls('thread/watch')).toEqual([])
  await page.keyboard.press('Alt+w')
  await expect(page.getByRole('heading', { name: 'Rules', level: 1 })).toBeFocused()
  await page.keyboard.press('Alt+w')
  await expect(page.getByRole('heading', { name: 'New thread' })).toBeVisible()
})

test('rules: try a command, allow it for good, take it back, by keyboard alone', async ({ page }) => {
  const complaints = complaintsOf(page)
  await open(page, { answers: ruleAnswers() })
  await openFromPalette(page, 'open rules')
  await expect(page.getByRole('heading', { name: 'Rules', level: 1 })).toBeFocused()
  await expect(page.getByText('An allow rule of a repository is ignored')).toBeVisible()

  await tabTo(page, 'textbox', 'Command line to try')
  await page.keyboard.type('git status && rm -rf build')
  await expect(simulated(page).getByText('Refused')).toBeVisible()
  await expect(simulated(page).getByText('company.rules:4')).toBeVisible()
  await expect(simulated(page).getByText('default.rules:1')).toBeVisible()
  await look(page, 'rules')

  await line(page).focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('docker compose up')
  await expect(simulated(page).getByText('Runs in the sandbox')).toBeVisible()
  await tabTo(page, 'button', 'docker compose up …')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Add a rule' })
  await expect(dialog.getByRole('textbox', { name: 'Commands that begin with' })).toBeFocused()
  await look(page, 'rules-add')
  await dialog.getByRole('textbox', { name: 'Commands that begin with' }).focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('bash')
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('would allow everything')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('docker compose up')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(page.getByText('Added to heddle-1f0c22ab.rules:3.')).toBeVisible()
  await expect(simulated(page).getByText('Runs without the sandbox')).toBeVisible()

  await tabTo(page, 'button', 'Remove the rule for docker compose up')
  await page.keyboard.press('Enter')
  await expect(simulated(page).getByText('Runs in the sandbox')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Remove the rule for npx vitest' })).toBeFocused()
  await tabTo(page, 'button', 'Undo')
  await page.keyboard.press('Enter')
  await expect(simulated(page).getByText('Runs without the sandbox')).toBeVisible()
  expect(complaints).toEqual([])
})

test('rules: the last 200 real commands, filtered and tried', async ({ page }) => {
  await open(page, { answers: ruleAnswers() })
  await openFromPalette(page, 'open rules')
  await tabTo(page, 'tab', /Rules by file/)
  await page.keyboard.press('ArrowRight')
  await expect(page.getByText('200 commands')).toBeVisible()
  await expect(page.getByRole('row')).toHaveCount(201)
  await look(page, 'rules-recent')
  await page.getByRole('tab', { name: 'Last real commands' }).focus()
  await tabTo(page, 'searchbox', 'Filter commands')
  await page.keyboard.type('npm')
  await expect(page.getByText('60 of 200 commands')).toBeVisible()
  await tabTo(page, 'radio', 'All')
  await page.keyboard.press('ArrowLeft')
  await expect(page.getByText('40 of 200 commands')).toBeVisible()
  await tabTo(page, 'button', 'npm publish --access public')
  await page.keyboard.press('Enter')
  await expect(line(page)).toBeFocused()
  await expect(line(page)).toHaveValue('npm publish --access public')
  await expect(simulated(page).getByText('Releases are made by the pipeline.')).toBeVisible()
})

test('rules: other settings than those of a new thread can be tried', async ({ page }) => {
  const engine = await open(page, { answers: ruleAnswers() })
  await openFromPalette(page, 'open rules')
  await tabTo(page, 'button', /^When it asks you/)
  await page.keyboard.press('Enter')
  await page.getByRole('menuitemradio', { name: /^Never ask/ }).press('Enter')
  await tabTo(page, 'textbox', 'Command line to try')
  await page.keyboard.type('make')
  await expect
    .poll(() => engine.calls('rules/simulate').at(-1))
    .toMatchObject({ cwd: CWD, commands: ['make'], settings: { approvalPolicy: 'never' } })
})

/** The MCP room with its servers. */
async function openMcp(page: Page, servers = SERVERS): Promise<ScriptedEngine> {
  const answers = mcpAnswers(servers, next => engine.send('mcp/watch', { type: 'servers', servers: next }))
  const engine: ScriptedEngine = await open(page, {
    answers,
    frames: { 'mcp/watch': { type: 'servers', servers } },
  })
  await openFromPalette(page, 'open mcp')
  await expect(page.getByRole('heading', { name: 'MCP servers' })).toBeFocused()
  return engine
}

test('mcp: servers, their tools and logs, by keyboard alone', async ({ page }) => {
  const complaints = complaintsOf(page)
  const engine = await openMcp(page)
  await expect(page.getByText('Ready with 4 tools, and resources.')).toBeVisible()
  await tabTo(page, 'button', 'read_text_file')
  await page.keyboard.press('Enter')
  await expect(page.getByText('"required"')).toBeVisible()
  await look(page, 'mcp')

  await page.getByRole('button', { name: 'read_text_file', exact: true }).focus()
  await tabTo(page, 'switch', 'Offer write_file to agents')
  await page.keyboard.press('Space')
  await expect(page.getByRole('switch', { name: 'Offer write_file to agents' })).not.toBeChecked()
  await tabTo(page, 'button', 'When move_file is asked about: Auto')
  await page.keyboard.press('Enter')
  await page.getByRole('menuitemradio', { name: /^Always ask/ }).press('Enter')
  await expect(page.getByRole('button', { name: 'When move_file is asked about: Always ask' })).toBeFocused()
  await tabTo(page, 'button', 'Forget')
  await page.keyboard.press('Enter')
  await expect(page.getByText('You allowed it for good')).toBeHidden()

  await page.getByRole('tab', { name: 'Tools', exact: true }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByText('Line 59')).toBeVisible()
  await look(page, 'mcp-logs')
  await expect.poll(() => engine.calls('mcp/logs').length).toBeGreaterThan(1)
  expect(complaints).toEqual([])
})

test('mcp: sign in, why one failed, turn one off and take it out, by keyboard alone', async ({ page }) => {
  const engine = await openMcp(page)
  await tabTo(page, 'tab', /^filesystem/)
  await page.keyboard.press('ArrowDown')
  await expect(page.getByText('It wants you to sign in.')).toBeVisible()
  await tabTo(page, 'button', 'Sign in')
  await page.keyboard.press('Enter')
  const link = page.getByRole('link', { name: 'Open login.issues.example.com' })
  await expect(link).toBeFocused()
  await expect(link).toHaveAttribute('href', SIGN_IN_URL)
  await expect(page.getByText(SIGN_IN_URL)).toBeVisible()
  expect(page.context().pages()).toHaveLength(1)
  await look(page, 'mcp-sign-in')

  await page.getByRole('tab', { name: /^a-server/ }).focus()
  await expect(page.getByText(/Failed 3 times\. Next try in \d+m/)).toBeVisible()
  await expect(page.getByText('exit code 127')).toBeVisible()
  await look(page, 'mcp-failed')
  await page.getByRole('tab', { name: /^a-server/ }).focus()
  await tabTo(page, 'button', 'Restart')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Starting …')).toBeVisible()

  await page.getByRole('tab', { name: /^memory/ }).focus()
  await tabTo(page, 'switch', 'Use memory')
  await page.keyboard.press('Space')
  await expect(page.getByText('Turned off.')).toBeVisible()
  await tabTo(page, 'button', 'Remove')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('tab', { name: /^memory/ })).toHaveCount(0)
  await expect(page.getByRole('tab', { name: /^filesystem/ })).toBeFocused()
  expect(engine.calls('mcp/remove')).toEqual([{ server: 'memory' }])
  await page.getByRole('button', { name: 'Undo' }).press('Enter')
  await expect.poll(() => engine.calls('deleted/restore')).toEqual([{ deletedId: 'd-1' }])
})

test('mcp: the first server, from a template, by keyboard alone', async ({ page }) => {
  const engine = await openMcp(page, [])
  await expect(page.getByText('No servers yet.')).toBeVisible()
  await look(page, 'mcp-empty')
  await tabTo(page, 'button', 'Add server')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Add an MCP server' })
  await tabTo(page, 'button', /^Filesystem/)
  await page.keyboard.press('Enter')
  await tabTo(page, 'textbox', 'Name')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('my files')
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('Letters, digits, - and _, at most 64.')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('files')
  await tabTo(page, 'textbox', 'Environment')
  await page.keyboard.type('LOG_LEVEL=debug')
  await expect(dialog.getByText('[mcp_servers.files]')).toBeVisible()
  await look(page, 'mcp-add')
  await tabTo(page, 'button', /^Add server$/)
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  expect(engine.calls('mcp/add')).toEqual([
    {
      name: 'files',
      command: 'npx',
      args: ['-y', '@modelcontextprotocol/server-filesystem', CWD],
      env: { LOG_LEVEL: 'debug' },
    },
  ])
  await expect(page.getByRole('tab', { name: /^files/ })).toBeVisible()
})

const question = (page: Page) => page.getByRole('region', { name: 'Do you trust this project?' })

test('trust: asked once, with what the project would set, by keyboard alone', async ({ page }) => {
  const engine = await open(page, { answers: trustAnswers() })
  await expect(question(page)).toBeVisible()
  await look(page, 'trust')
  await tabTo(page, 'button', 'What it brings: 5 things')
  await page.keyboard.press('Enter')
  await expect(page.getByText('A repository cannot loosen the sandbox.')).toBeVisible()
  await look(page, 'trust-offers')
  const settingsRead = engine.calls('settings/read').length
  await page.getByRole('button', { name: 'What it brings' }).focus()
  await tabTo(page, 'button', 'Trust')
  await page.keyboard.press('Enter')
  await expect(question(page)).toBeHidden()
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused()
  expect(engine.calls('workspace/setTrust')).toEqual([{ cwd: CWD, level: 'trusted' }])
  await expect.poll(() => engine.calls('settings/read').length).toBeGreaterThan(settingsRead)

  await openFromPalette(page, 'trusted projects')
  const dialog = page.getByRole('dialog', { name: 'Trusted projects' })
  await expect(dialog.getByText('decided by ~/.heddle/config.toml:77')).toBeVisible()
  await look(page, 'trust-dialog')
  await dialog.getByRole('button', { name: 'Ask again' }).press('Enter')
  await expect(dialog.getByText('Not answered yet')).toBeVisible()
  await page.keyboard.press('Escape')
})

test('trust: later stays later; a changed configuration is asked about in the thread', async ({ page }) => {
  await open(page, { answers: trustAnswers() })
  await tabTo(page, 'button', 'Later')
  await page.keyboard.press('Enter')
  await expect(question(page)).toBeHidden()
  await page
    .getByRole('button', { name: /Fix flaky session test/ })
    .first()
    .press('Enter')
  await expect(page.getByRole('heading', { name: 'Fix flaky session test' })).toBeVisible()
  await expect(question(page)).toBeHidden()
})

test('trust: a project that changed since says so', async ({ page }) => {
  await open(page, {
    answers: trustAnswers({ level: 'trusted', changedSince: true, offers: OFFERS.slice(0, 1) }),
    values: { layout: { tabs: ['t'], active: 't' } },
  })
  const card = page.getByRole('region', { name: 'Its configuration changed since you trusted it' })
  await expect(card).toBeVisible()
  await look(page, 'trust-changed')
  await card.getByRole('button', { name: 'Trust it again' }).press('Enter')
  await expect(card).toBeHidden()
})

test('trust: nothing is asked where nothing depends on the answer', async ({ page }) => {
  const engine = await open(page, {
    answers: trustAnswers({ offers: OFFERS.filter(({ title }) => title === 'AGENTS.md') }),
  })
  await expect(page.getByText(/Answers come from/)).toBeVisible()
  expect(engine.calls('workspace/trust')).not.toEqual([])
  await expect(question(page)).toBeHidden()
})

test('trust: a folder that cannot be trusted says why', async ({ page }) => {
  await open(page, { answers: trustAnswers({ obstacle: 'It is your home folder.' }) })
  await expect(page.getByRole('note').getByText('It is your home folder.')).toBeVisible()
  await page.getByRole('note').getByRole('button', { name: 'OK' }).press('Enter')
  await expect(page.getByRole('note')).toBeHidden()
})

for (const kind of ['browser', 'desktop'] as const) {
  test(`rooms over a real engine in the ${kind}: a rule is tried, allowed, taken back; a server is added`, async () => {
    const workbench = await openWorkbench(kind)
    try {
      const { page } = workbench
      const complaints = complaintsOf(page)
      await page.getByRole('button', { name: 'Use the sample project' }).press('Enter')
      await page.getByText(/Answers come from/).waitFor()
      await openFromPalette(page, 'open rules')
      await tabTo(page, 'textbox', 'Command line to try')
      await page.keyboard.type('docker compose up')
      await tabTo(page, 'button', 'docker compose …')
      await page.keyboard.press('Enter')
      await page.getByRole('dialog', { name: 'Add a rule' }).waitFor()
      await page.keyboard.press('Enter')
      await expect(simulated(page).getByText('this project')).toBeVisible()
      await tabTo(page, 'button', 'Remove the rule for docker compose')
      await page.keyboard.press('Enter')
      await expect(simulated(page).getByText('no rule matches')).toBeVisible()

      await openFromPalette(page, 'open mcp')
      await tabTo(page, 'button', 'Add server')
      await page.keyboard.press('Enter')
      await page.getByRole('dialog', { name: 'Add an MCP server' }).waitFor()
      await tabTo(page, 'textbox', 'Name')
      await page.keyboard.type('missing')
      await tabTo(page, 'textbox', 'Command')
      await page.keyboard.type('no-such-program --here')
      await page.keyboard.press('Enter')
      await expect(page.getByText(/^Failed/)).toBeVisible()
      await expect(page.getByText(/no-such-program was not found/)).toBeVisible()
      expect(complaints).toEqual([])
    } finally {
      await workbench.close()
    }
  })
}
