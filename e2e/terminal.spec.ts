import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import { script, startModelServer } from '../src/testing/modelServer.ts'
import { complaintsOf } from './gallery/checks.ts'
import { beginThread, openWorkbench, takePictures } from './workbench.ts'
import type { HostKind } from './workbench.ts'

const rows = (page: Page) => page.locator('.xterm-rows')
const types = async (page: Page, line: string) => {
  await page.keyboard.type(line)
  await page.keyboard.press('Enter')
}

/** The longest task of a trace in time of the processor: what else runs on the machine does not count. */
function longestTaskMs(trace: string): number {
  const { traceEvents } = JSON.parse(trace) as { traceEvents: { name: string; tdur?: number }[] }
  const tasks = traceEvents.filter(({ name }) => name.endsWith('RunTask'))
  return Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur / 1000))
}

for (const kind of ['browser', 'desktop'] satisfies HostKind[]) {
  test(`a shell of one’s own, by keyboard, ${kind}`, async () => {
    const bench = await openWorkbench(kind)
    const { page } = bench
    const complaints = complaintsOf(page)
    try {
      await beginThread(page, 'hello')
      await page.keyboard.press('Control+j')
      await expect(page.getByRole('button', { name: 'New shell' })).toBeFocused()
      await page.keyboard.press('Enter')
      const tab = page.getByRole('tablist', { name: 'Terminals' }).getByRole('tab')
      await expect(tab).toHaveCount(1)
      await expect(page.getByRole('textbox', { name: 'Terminal input' })).toBeFocused()
      await types(page, 'printf "\\e[38;2;90;200;120mGREEN\\e[0m\\n"; echo "answer $((6*7))"')
      await expect(rows(page)).toContainText('answer 42')
      await expect(
        rows(page)
          .locator('span', { hasText: /^GREEN$/ })
          .last(),
      ).toHaveCSS('color', 'rgb(90, 200, 120)')
      if (kind === 'browser') await usesAll(page)
      // From within it, the chord leads back.
      await page.keyboard.press('Control+j')
      await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused()
      expect(complaints).toEqual([])
    } finally {
      await bench.close()
    }
  })
}

/** Everything else that a shell can do: once is enough, the page is the same. */
async function usesAll(page: Page): Promise<void> {
  await types(page, 'seq 1 500; echo see http://localhost:3000/here')
  await expect(rows(page)).toContainText('see http://localhost:3000/here')

  // What has scrolled away is found.
  await page.keyboard.press('Control+f')
  await expect(page.getByRole('textbox', { name: 'Find in this terminal' })).toBeFocused()
  const cut = () =>
    page.locator('.terminalHost').evaluate(host => {
      const last = host.querySelector('.xterm-rows')?.lastElementChild?.getBoundingClientRect().bottom ?? 0
      return last - host.getBoundingClientRect().bottom
    })
  await expect.poll(cut).toBeLessThanOrEqual(0)
  await page.keyboard.type('answer 42')
  await expect(rows(page)).toContainText('answer 42')
  await page.keyboard.type('3')
  await expect(page.getByText('Not found')).toBeVisible()
  await page.keyboard.press('Escape')
  await expectAccessible(page)
  await takePictures(page, 'terminal-shell')

  // A page that is loaded again finds the shell as it is.
  await page.getByRole('textbox', { name: 'Terminal input' }).focus()
  await types(page, 'echo kept-$((20+3))')
  await expect(rows(page)).toContainText('kept-23')
  await page.reload()
  await expect(rows(page)).toContainText('kept-23')
  await page.keyboard.press('Control+j')
  await expect(page.getByRole('textbox', { name: 'Terminal input' })).toBeFocused()

  // Its end is told, and it begins again below.
  await types(page, 'exit 3')
  await expect(page.getByText('Ended with code 3')).toBeVisible()
  await page.getByRole('button', { name: 'Restart' }).press('Enter')
  await expect(page.getByText('Ended with code 3')).toBeHidden()
  await page.getByRole('textbox', { name: 'Terminal input' }).focus()
  await types(page, 'echo again-$((40+2))')
  await expect(rows(page)).toContainText('again-42')
  await expect(rows(page)).toContainText('exit 3')
}

test('the agent’s terminal is watched, taken over, handed back and stopped; a flood leaves the page usable', async () => {
  const lines = { tty: true, cmd: 'while read -r line; do echo "got:$line"; done', yield_time_ms: 250 }
  const model = await startModelServer(script().calls('exec_command', lines).says('It waits for lines.'))
  const provider = `name = "Mock", base_url = "${model.url}", wire_api = "responses"`
  const policy = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"\n'
  const names = 'model = "gpt-5.5"\nmodel_provider = "mock"\n'
  const bench = await openWorkbench('browser', `${policy}${names}[model_providers]\nmock = { ${provider} }\n`)
  const { page } = bench
  const complaints = complaintsOf(page)
  try {
    await beginThread(page, 'Read lines')
    await expect(page.getByText('It waits for lines.')).toBeVisible()
    await page.keyboard.press('Control+j')
    await expect(page.getByText('The agent’s. You watch.')).toBeVisible()
    await expect(page.getByRole('textbox', { name: 'Terminal input' })).toBeFocused()
    await types(page, 'too early')
    await page.getByRole('button', { name: 'Take over' }).press('Enter')
    await expect(page.getByText('You type here.')).toBeVisible()
    await page.getByRole('textbox', { name: 'Terminal input' }).focus()
    await types(page, 'from me')
    await expect(rows(page)).toContainText('got:from me')
    await expect(rows(page)).not.toContainText('too early')
    await expectAccessible(page)
    await takePictures(page, 'terminal-agent')
    await page.getByRole('button', { name: 'Hand back' }).press('Enter')
    await expect(page.getByText('The agent’s. You watch.')).toBeVisible()
    await page.getByRole('button', { name: /Stop session/ }).press('Enter')
    await expect(page.getByText(/Ended with code/)).toBeVisible()
    await expect(rows(page)).toContainText('got:from me')

    await page.getByRole('button', { name: 'New shell' }).press('Enter')
    await expect(page.getByRole('textbox', { name: 'Terminal input' })).toBeFocused()
    const browser = page.context().browser()
    await browser?.startTracing(page, { categories: ['toplevel'] })
    await types(page, 'yes a line of a flood that nobody reads')
    await expect(page.getByText(/not shown: more was printed/)).toBeVisible()
    // The page answers while it comes, and the terminal lets go of the keyboard.
    await page.keyboard.press('Shift+F6')
    await expect(page.getByRole('textbox', { name: 'Terminal input' })).not.toBeFocused()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('settings')
    await expect(page.getByRole('option', { name: /settings/i }).first()).toBeVisible()
    await page.keyboard.press('Escape')
    await page.getByRole('textbox', { name: 'Terminal input' }).focus()
    await page.keyboard.press('Control+c')
    await types(page, 'echo stopped-$((1+1))')
    await expect(rows(page)).toContainText('stopped-2')
    const longest = longestTaskMs((await browser?.stopTracing())?.toString() ?? '')
    console.log(`the longest task while a shell flooded the page took ${longest.toFixed(0)} ms of the processor`)
    expect(longest).toBeGreaterThan(0)
    expect(longest).toBeLessThan(200)
    expect(complaints).toEqual([])
  } finally {
    await bench.close()
    await model.close()
  }
})
