import { expect as expectSoon, test } from '@playwright/test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectAccessible } from './accessibility.ts'
import { script, startModelServer } from '../src/testing/modelServer.ts'
import { complaintsOf } from './gallery/checks.ts'
import { openWorkbench, takePictures } from './workbench.ts'

/** On a machine that also builds and serves, turns take a while. */
const expect = expectSoon.configure({ timeout: 20_000 })

test.describe.configure({ timeout: 180_000 })

const CAREFUL = `---
name: look-around
description: Explains a project without changing it.
allowed_tools: [read_file, list_dir]
---
Read what there is and explain it.
`

test('the turn says which skills it used, and a call that they leave out says why it did not run', async () => {
  const server = await startModelServer(
    script().calls('exec_command', { cmd: 'touch made' }).next().says('I only looked: there is a README.'),
  )
  const config = `model = "gpt-5.5"\nmodel_provider = "scripted"\nmodel_providers.scripted = { name = "Scripted", base_url = "${server.url}", wire_api = "responses" }\n`
  const { page, home, close } = await openWorkbench('browser', config)
  const complaints = complaintsOf(page)
  try {
    mkdirSync(join(home, '.agents/skills/look-around'), { recursive: true })
    writeFileSync(join(home, '.agents/skills/look-around/SKILL.md'), CAREFUL)
    await page.getByRole('button', { name: 'Use the sample project' }).press('Enter')
    await page.getByText(/Answers come from/).waitFor()
    await page.getByRole('textbox', { name: 'Message' }).focus()
    await page.keyboard.type('Explain this with $look-around and $review .')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Used skill look-around')).toBeVisible()
    await expect(page.getByText('Used skill review')).toBeVisible()
    await expect(page.getByText('I only looked: there is a README.')).toBeVisible()
    const output = server.requests[1]?.input.find(({ type }) => type === 'function_call_output')?.output
    expect(output).toContain('The skill look-around leaves only read_file, list_dir in this turn.')
    await takePictures(page, 'used-skills')
    await expectAccessible(page)
    expect(complaints).toEqual([])
  } finally {
    await close()
    await server.close()
  }
})
