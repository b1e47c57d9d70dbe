import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { script, startModelServer } from '../src/testing/modelServer.ts'
import type { RecordedRequest } from '../src/testing/modelServer.ts'
import { beginThread, openWorkbench, takePictures } from './workbench.ts'

/** What people said that is in the request, oldest first. */
const heard = ({ input }: RecordedRequest): string[] =>
  input
    .filter(({ role }) => role === 'user')
    .map(({ content }) => JSON.stringify(content))
    .flatMap(
      content => /go on slowly|look at the tests|say it in French|and be brief|count the files/.exec(content) ?? [],
    )

/** A model whose first answer comes when it may, and whose later ones say what it has heard. */
async function startModel() {
  const gate = Promise.withResolvers<void>()
  const server = await startModelServer(async request => {
    const { n } = request
    if (n === 1) await gate.promise
    const words = n === 1 ? 'That took a while.' : `Answer ${n} after ${heard(request).join(', ')}.`
    return script().says(words).rounds[0] ?? { type: 'refusal', status: 500, headers: {}, body: '' }
  })
  return { ...server, goOn: gate.resolve }
}

const configOf = (url: string): string => `approval_policy = "never"
sandbox_mode = "danger-full-access"
model = "gpt-5.5"
model_provider = "scripted"
model_providers.scripted = { name = "Scripted", base_url = "${url}", wire_api = "responses" }
`

const rows = (page: Page) => page.getByRole('list', { name: 'Messages not read yet' }).getByRole('listitem')

async function say(page: Page, words: string, keys: string): Promise<void> {
  await page.keyboard.type(words)
  await page.keyboard.press(keys)
  await expect(rows(page).filter({ hasText: words })).toHaveCount(1)
}

test('messages are steered, queued, edited, moved, removed and sent now, all by keyboard', async () => {
  const model = await startModel()
  const workbench = await openWorkbench('browser', configOf(model.url))
  const { page } = workbench
  test.setTimeout(120_000)
  try {
    await beginThread(page, 'go on slowly')
    await page.getByRole('textbox', { name: 'Message' }).focus()
    await say(page, 'look at the tests', 'ControlOrMeta+Enter')
    await say(page, 'say it in English', 'ControlOrMeta+Enter')
    await say(page, 'and be brief', 'ControlOrMeta+Enter')
    await say(page, 'never mind', 'ControlOrMeta+Enter')
    await expect(rows(page)).toHaveText([/look at the tests/, /say it in English/, /and be brief/, /never mind/])

    // The newest is just above the field, and goes.
    await page.keyboard.press('ArrowUp')
    await expect(rows(page).nth(3)).toBeFocused()
    await takePictures(page, 'queue-keys')
    await page.keyboard.press('Delete')
    await expect(rows(page)).toHaveCount(3)
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused()

    // The one before the last is said differently, and first.
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    await expect(rows(page).nth(1)).toBeFocused()
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Edit the message' }).selectText()
    await page.keyboard.type('say it in French')
    await page.keyboard.press('Enter')
    await expect(rows(page).nth(1)).toContainText('say it in French')
    await expect(rows(page).nth(1)).toBeFocused()
    await page.keyboard.press('Shift+ArrowUp')
    await expect(rows(page)).toHaveText([/say it in French/, /look at the tests/, /and be brief/])

    // The last is to be read at once, which is when the answer that is on its way is there.
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await expect(rows(page).nth(2)).toBeFocused()
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect(rows(page).nth(2)).toContainText('Read at the next step')
    await page.keyboard.press('Escape')
    await say(page, 'count the files', 'Enter')
    expect(model.requests).toHaveLength(1)

    await page.keyboard.press('ArrowUp')
    await expect(rows(page).nth(3)).toContainText('Read at the next step')
    await page.keyboard.press('ArrowDown')
    model.goOn()
    await expect(page.getByText(/^Answer 2 after go on slowly, and be brief, count the files\.$/)).toBeVisible()
    await expect(page.getByText(/^Answer 3 after .*, say it in French\.$/)).toBeVisible()
    await expect(page.getByText(/^Answer 4 after .*, look at the tests\.$/)).toBeVisible()
    await expect(rows(page)).toHaveCount(0)
    expect(model.problems).toEqual([])
  } finally {
    await workbench.close()
    await model.close()
  }
})
