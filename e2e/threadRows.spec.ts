import { expect, test } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import { complaintsOf } from './gallery/checks.ts'
import { openWith, VIEWPORT } from './gallery/openWaiting.ts'
import { openScripted } from './gallery/scriptedEngine.ts'
import { script } from './gallery/threads.ts'
import { FORM, PUSH } from './gallery/waiting.ts'
import { takePictures } from './workbench.ts'

test.describe('in a thread', () => {
  test('a question of a server stands above the composer, and folds to a band', async ({ page }) => {
    const elicitation = { ...FORM, threadId: 't0' }
    await openWith(
      page,
      { One: [PUSH] },
      {
        values: { layout: { tabs: ['t0'], active: 't0' } },
        frames: { 'elicitations/watch': { type: 'elicitations', elicitations: [elicitation] } },
      },
    )
    await expect(page.getByRole('heading', { name: 'The MCP server deploy asks' })).toBeVisible()
    await takePictures(page, 'thread-question')
    await page.getByRole('button', { name: 'Later' }).press('Enter')
    await expect(page.getByText('deploy asks')).toBeVisible()
    await page.getByRole('button', { name: 'Answer' }).press('Enter')
    await expect(page.getByLabel('Environment')).toBeVisible()
  })

  test('calls of servers, kept variables and what runs on in the background', async ({ page }) => {
    const complaints = complaintsOf(page)
    const dot =
      'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
    const log = script('calls').create('Look at the shop').asks('How does it look?')
    log
      .calls('mcp__browser__screenshot', { url: 'http://localhost:3000' })
      .starts()
      .ends({
        kind: 'mcp',
        server: 'browser',
        tool: 'screenshot',
        arguments: { url: 'http://localhost:3000' },
        content: [
          { type: 'input_text', text: 'Took a picture of 1280 x 800.' },
          { type: 'input_image', image_url: dot },
        ],
        durationMs: 1240,
      })
    log
      .calls('mcp__browser__click', { selector: '#buy' })
      .starts()
      .ends(
        {
          kind: 'mcp',
          server: 'browser',
          tool: 'click',
          arguments: { selector: '#buy' },
          content: [],
          error: 'No element matches #buy.',
          durationMs: 80,
        },
        'failed',
      )
    log.add({ type: 'item.received', turnId: log.turnId(), item: { type: 'web_search_call', id: 'ws' } } as never)
    const base = { kind: 'command' as const, cwd: '/home/ada/heddle', parsed: [], durationMs: 900 }
    log
      .calls('exec_command', { cmd: 'npm run dev' })
      .starts()
      .ends({
        ...base,
        command: ['bash', '-lc', 'npm run dev'],
        exitCode: null,
        sessionId: 4,
        output: 'listening on :3000',
        sandboxed: true,
        droppedEnv: ['AWS_SECRET_ACCESS_KEY', 'GITHUB_TOKEN'],
      })
    const thread = log.says('It looks well.').thread()
    const terminal = {
      sessionId: 4,
      threadId: 'calls',
      callId: 'call-3',
      command: 'npm run dev',
      workdir: '/home/ada/heddle/web',
      tty: true,
      sandboxed: false,
      startedAt: Date.now() - 65_000,
      tail: '\u001b[32mready\u001b[0m in 320 ms\nlistening on :3000\n',
    }
    await page.setViewportSize(VIEWPORT)
    const engine = await openScripted(page, {
      threads: [thread],
      values: { layout: { tabs: ['calls'], active: 'calls', panelTab: 'terminal' } },
      frames: { 'terminals/watch': { type: 'terminals', terminals: [terminal] } },
      answers: { 'terminal/kill': () => ({ ended: true }) },
    })
    await expect(page.getByText('No element matches #buy.')).toBeVisible()
    await page.getByRole('button', { name: /browser · screenshot/ }).press('Enter')
    await expect(page.getByAltText('Picture that the tool returned')).toBeVisible()
    await page.getByRole('button', { name: /npm run dev/ }).press('Enter')
    await expect(page.getByText('AWS_SECRET_ACCESS_KEY, GITHUB_TOKEN')).toBeVisible()
    await expectAccessible(page)
    await takePictures(page, 'calls')
    await page.getByRole('button', { name: 'Stop it' }).press('Enter')
    await expect.poll(() => engine.calls('terminal/kill')).toEqual([{ sessionId: 4 }])
    expect(complaints).toEqual([])
  })
})
