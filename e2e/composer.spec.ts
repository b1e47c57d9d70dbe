import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { deflateSync } from 'node:zlib'
import { expectAccessible } from './accessibility.ts'
import { script as modelScript, startModelServer } from '../src/testing/modelServer.ts'
import { MODEL, openScripted } from './gallery/scriptedEngine.ts'
import type { Scripted } from './gallery/scriptedEngine.ts'
import { script } from './gallery/threads.ts'
import { openWorkbench, takePictures } from './workbench.ts'
import type { Workbench } from './workbench.ts'

const THREAD = 'composed'
const message = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true })
const listed = (page: Page, name: string) => page.getByRole('listbox', { name }).getByRole('option')

const FILES = ['src/composer/', 'src/composer/Composer.tsx', 'docs/composer notes.md', 'src/e\u202ereht.ts']

/** Answers as the engine does, for a folder of a few files. */
const answers: Scripted['answers'] = {
  'files/search': ({ query }) => {
    const wanted = String(query).toLowerCase()
    const files = FILES.filter(path => path.toLowerCase().includes(wanted)).map(path => {
      const at = path.toLowerCase().lastIndexOf(wanted)
      return { path, marks: wanted === '' ? [] : [[at, at + wanted.length]] }
    })
    return { files, total: FILES.length, state: 'whole' }
  },
  'files/check': ({ paths }) => ({
    kinds: (paths as string[]).map(path =>
      !FILES.includes(path) ? 'missing' : path.endsWith('/') ? 'folder' : 'file',
    ),
  }),
  'messages/said': () => ({
    messages: ['the newest of all', 'run the tests', 'review the parser'].map((text, at) => ({
      threadId: 'x',
      text,
      at,
    })),
  }),
  'command/run': () => ({ seq: 1, turnId: 't' }),
  'prompts/list': () => ({ prompts: [] }),
  'skills/list': () => ({ skills: [] }),
  'profiles/list': () => ({ profiles: [] }),
  'mode/list': () => ({ modes: [{ id: 'code', name: 'Code', summary: 'Changes files' }] }),
}

async function open(page: Page, over: Partial<Scripted> = {}) {
  const thread = script(THREAD)
    .create('The message field')
    .asks('run the linter')
    .says('It is clean.')
    .finishes()
    .thread()
  const engine = await openScripted(page, {
    threads: [thread],
    values: { layout: { tabs: [THREAD], active: THREAD, sidebar: true, panel: false } },
    answers,
    ...over,
  })
  await message(page).focus()
  return engine
}

/** Puts something on the clipboard's event, as a paste does. */
const paste = (page: Page, text: string, picture?: Buffer) =>
  message(page).evaluate(
    (field, { text, picture }) => {
      const clipboardData = new DataTransfer()
      if (text !== '') clipboardData.setData('text/plain', text)
      if (picture) {
        const bytes = Uint8Array.from(atob(picture), char => char.charCodeAt(0))
        clipboardData.items.add(new File([bytes], 'sketch.png', { type: 'image/png' }))
      }
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    },
    { text, picture: picture?.toString('base64') },
  )

/** Drops a file from the desktop, whose place a browser does not tell. */
const drop = (page: Page, name: string, text: string) =>
  message(page).evaluate(
    (field, { name, text }) => {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File([text], name))
      field.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
    },
    { name, text },
  )

/** A real PNG of one colour. */
function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(data.length)
    frame.writeUInt32BE(crc(body), 4)
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, 0x7a)])
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff
  for (const byte of bytes) {
    value ^= byte
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  }
  return (value ^ 0xffffffff) >>> 0
}

test('who chooses a file before it is found gets what was typed, and not what was found for less', async ({ page }) => {
  const slow: Scripted['answers'] = {
    ...answers,
    'files/search': async params => {
      await delay(String(params['query']).length > 1 ? 700 : 0)
      return answers['files/search']?.(params)
    },
  }
  await open(page, { answers: slow })
  await page.keyboard.type('@')
  await expect(listed(page, 'Files').first()).toHaveText(/composer/)
  await page.keyboard.type('notes')
  await page.keyboard.press('Enter')
  await expect(message(page)).toHaveValue('"docs/composer notes.md" ')
  // Nothing is found: then it is a message like any other.
  await page.keyboard.type('says @nobody')
  await page.keyboard.press('Enter')
  await expect(page.getByText('says @nobody').first()).toBeVisible()
  await expect(message(page)).toHaveValue('')
  // Who writes on has changed their mind.
  await page.keyboard.type('@notes')
  await page.keyboard.press('Enter')
  await page.keyboard.type(' and more')
  await page.waitForTimeout(1500)
  await expect(message(page)).toHaveValue('@notes and more')
})

test('files are named with @, pictures and long texts go along, by keyboard alone', async ({ page }) => {
  const engine = await open(page)
  await page.keyboard.type('look at @compo')
  await expect(listed(page, 'Files')).toHaveCount(3)
  await expect(message(page)).toHaveAttribute('aria-activedescendant', /file-src\/composer\/$/)
  await takePictures(page, 'composer-files')
  await expectAccessible(page)

  // Tab goes on into a folder, Enter takes a file, quoted where its name has spaces.
  await page.keyboard.press('Tab')
  await expect(message(page)).toHaveValue('look at @src/composer/')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.keyboard.type('and @notes')
  await page.keyboard.press('Enter')
  await expect(message(page)).toHaveValue('look at src/composer/Composer.tsx and "docs/composer notes.md" ')
  const chips = page.getByRole('list', { name: 'Files in this message' }).getByRole('button')
  await expect(chips).toHaveText(['src/composer/Composer.tsx', 'docs/composer notes.md'])

  await paste(page, '', png(640, 400))
  await paste(page, Array.from({ length: 3120 }, (_, n) => `line ${n + 1}`).join('\n'))
  const attached = page.getByRole('list', { name: 'Attachments' }).getByRole('listitem')
  await expect(attached).toHaveText([/sketch\.png, 640 × 400, \d+ KB/, /Pasted text, 3,120 lines/])
  await takePictures(page, 'composer-attachments')
  await expectAccessible(page)

  // Opened, changed, and what is too much taken out again; the keys come back to the field.
  await attached.nth(1).getByRole('button').first().press('Enter')
  await page.getByRole('textbox', { name: 'Text of the attachment' }).fill('only this line')
  await page.getByRole('button', { name: 'Save' }).press('Enter')
  await expect(attached.nth(1)).toHaveText(/Pasted text, 1 line$/)
  await attached.nth(0).getByRole('button').first().press('Enter')
  await expect(page.getByRole('dialog', { name: 'sketch.png' }).getByRole('img')).toBeVisible()
  await page.keyboard.press('Escape')
  await paste(page, '', png(10, 10))
  await expect(attached).toHaveCount(3)
  await attached.nth(2).getByRole('button').first().press('Delete')
  await expect(attached).toHaveCount(2)
  await expect(attached.nth(1).getByRole('button').first()).toBeFocused()

  await message(page).focus()
  await page.keyboard.press('Enter')
  await expect(attached).toHaveCount(0)
  expect(engine.calls('input/send')).toMatchObject([
    {
      content: [
        {
          type: 'input_text',
          text: 'look at src/composer/Composer.tsx and "docs/composer notes.md"\n\nonly this line',
        },
        { type: 'input_image', image_url: expect.stringMatching(/^data:image\/png;base64,/) },
      ],
    },
  ])
})

test('earlier messages come back, drafts are put aside, commands run, and an input method sends nothing', async ({
  page,
}) => {
  const engine = await open(page)
  // The thread's own come first, then those of all others; what was written is there again at the end.
  await page.keyboard.press('ArrowUp')
  await expect(message(page)).toHaveValue('run the linter')
  await page.keyboard.press('ArrowUp')
  await expect(message(page)).toHaveValue('the newest of all')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(message(page)).toHaveValue('')
  await page.keyboard.type('r')
  await page.keyboard.press('Home')
  for (const said of ['run the linter', 'run the tests', 'review the parser']) {
    await page.keyboard.press('ArrowUp')
    await expect(message(page)).toHaveValue(said)
  }

  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('half a thought')
  await page.keyboard.press('Control+r')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('THE')
  await expect(listed(page, 'Earlier messages')).toHaveText([
    'run the linter',
    'the newest of all',
    'run the tests',
    'review the parser',
  ])
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(message(page)).toHaveValue('half a thought')

  // Put aside twice, taken back from the list, with what went along.
  await paste(page, '', png(20, 20))
  await expect(page.getByRole('list', { name: 'Attachments' })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+s')
  await expect(message(page)).toHaveValue('')
  await page.keyboard.type('another one')
  await page.keyboard.press('ControlOrMeta+s')
  await page.keyboard.press('ControlOrMeta+s')
  await expect(page.getByRole('menuitem')).toHaveText(['another one', 'half a thought'])
  const half = page.getByRole('menuitem', { name: 'half a thought' })
  await expect(async () => {
    await page.keyboard.press('ArrowDown')
    await expect(half).toBeFocused({ timeout: 500 })
  }).toPass()
  await page.keyboard.press('Enter')
  await expect(message(page)).toHaveValue('half a thought')
  await expect(message(page)).toBeFocused()
  await expect(page.getByRole('list', { name: 'Attachments' }).getByRole('listitem')).toHaveCount(1)
  await page.getByRole('list', { name: 'Attachments' }).getByRole('button').first().press('Delete')

  await message(page).focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('!npm test')
  await expect(page.getByText('Runs as you, outside the sandbox.')).toBeVisible()
  await takePictures(page, 'composer-command')
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await expect.poll(() => engine.calls('command/run')).toMatchObject([{ threadId: THREAD, command: 'npm test' }])
  expect(engine.calls('input/send')).toEqual([])

  // Enter that ends a composition is the input method's.
  await page.keyboard.type('にほん')
  await message(page).evaluate(field => {
    const press = (isComposing: boolean, keyCode: number) =>
      field.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', isComposing, keyCode, bubbles: true, cancelable: true }),
      )
    field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
    press(true, 229)
    field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: 'にほん' }))
    press(false, 229)
  })
  expect(engine.calls('input/send')).toEqual([])
  await page.keyboard.press('Enter')
  await expect.poll(() => engine.calls('input/send')).toHaveLength(1)
})

test('a draft of 100,000 characters is written on without lag, and comes back with all that goes with it', async ({
  page,
}) => {
  const long = 'A line of a long draft, as people paste them.\n'.repeat(2200)
  const kept = [
    { kind: 'text', id: '1', text: 'a kept text', name: 'notes.txt' },
    { kind: 'image', id: '2', name: 'a.png', url: 'data:image/png;base64,AA', width: 2, height: 1, bytes: 2 },
  ]
  const blind = { models: [{ ...MODEL, vision: false }] }
  const values = {
    layout: { tabs: [THREAD], active: THREAD, sidebar: true, panel: false },
    [`draft:${THREAD}`]: long,
    [`draft:${THREAD}/attached`]: JSON.stringify(kept),
  }
  await open(page, { values, answers: { ...answers, 'model/list': () => blind } })
  await expect(page.getByRole('list', { name: 'Attachments' })).toHaveText(/notes\.txt, 1 line.*a\.png/)
  await expect(page.getByText('This model cannot see pictures')).toBeVisible()
  await drop(page, 'dropped.txt', 'one\ntwo')
  await expect(page.getByRole('list', { name: 'Attachments' })).toContainText('dropped.txt, 2 lines')
  await expect(message(page)).toHaveValue(long)
  const box = await message(page).boundingBox()
  expect(box?.height).toBeLessThanOrEqual(0.4 * 800 + 1)
  await page.keyboard.press('ControlOrMeta+End')
  const times = await page.evaluate(async () => {
    const field = document.querySelector<HTMLTextAreaElement>('.composer-field')
    const times: number[] = []
    for (let n = 0; n < 20; n += 1) {
      const began = performance.now()
      document.execCommand('insertText', false, 'x')
      void field?.offsetHeight
      times.push(performance.now() - began)
      await new Promise(done => requestAnimationFrame(done))
    }
    return times.toSorted((a, b) => a - b)
  })
  // The typical one: on a machine that also builds, any single one may wait for its turn.
  const typicalMs = times[10] ?? Number.NaN
  console.log(`100,000 characters: ${typicalMs.toFixed(1)} ms a key, ${times[19]?.toFixed(1)} ms the slowest of 20`)
  expect(typicalMs).toBeLessThan(100)
  await expect(message(page)).toHaveValue(`${long}${'x'.repeat(20)}`)
})

/** Opens the sample project with the keys on the message. */
async function openSample({ page }: Workbench): Promise<void> {
  await page.getByRole('button', { name: 'Use the sample project' }).press('Enter')
  await page.getByText(/Answers come from/).waitFor()
  await message(page).focus()
}

test('a draft with a file and a picture outlives a crash; a command of one’s own is read with it', async () => {
  test.setTimeout(120_000)
  const server = await startModelServer(modelScript().says('I have read it.').times(3))
  const config = `model = "gpt-5.5"
model_provider = "scripted"
model_providers.scripted = { name = "Scripted", base_url = "${server.url}", wire_api = "responses" }
`
  let workbench = await openWorkbench('browser', config)
  try {
    await openSample(workbench)
    await workbench.page.keyboard.type('explain @readme')
    await expect(listed(workbench.page, 'Files').first()).toContainText('README.md')
    await workbench.page.keyboard.press('Enter')
    await expect(message(workbench.page)).toHaveValue('explain README.md ')
    await paste(workbench.page, '', png(30, 20))
    await expect(workbench.page.getByRole('list', { name: 'Attachments' })).toContainText('30 × 20')
    const path = join(workbench.home, 'heddle/interface.json')
    const kept = () => (existsSync(path) ? readFileSync(path, 'utf8') : '')
    await expect.poll(kept).toContain('data:image/png')
    await workbench.kill()

    workbench = await workbench.restart()
    const { page } = workbench
    await openSample(workbench)
    await expect(message(page)).toHaveValue('explain README.md ')
    await expect(page.getByRole('list', { name: 'Attachments' })).toContainText('30 × 20')
    await page.keyboard.press('ControlOrMeta+s')
    await expect(message(page)).toHaveValue('')
    await page.keyboard.type('!echo "by $((20 + 22)) me"')
    await page.keyboard.press('Enter')
    const row = page.getByRole('group', { name: 'What happened' }).getByText('You ran')
    await expect(row).toBeVisible()
    await expect(page.getByText('by 42 me', { exact: true })).toBeVisible()
    await takePictures(page, 'composer-ran')
    await expectAccessible(page)

    await message(page).focus()
    await page.keyboard.press('ControlOrMeta+s')
    await expect(message(page)).toHaveValue('explain README.md ')
    await page.keyboard.press('Enter')
    await expect(page.getByText('I have read it.')).toBeVisible()
    const heard = JSON.stringify(server.requests.at(-1)?.input)
    expect(heard).toContain('<user_shell_command>')
    expect(heard).toContain('Output:\\nby 42 me')
    expect(heard).toContain('data:image/png;base64,')
  } finally {
    await workbench.close()
    await server.close()
  }
})
