import { expect, test } from '@playwright/test'
import { openScripted } from './gallery/scriptedEngine.ts'
import { script } from './gallery/threads.ts'

const PATCH = `*** Begin Patch
*** Add File: src/cache/keyed.ts
${Array.from({ length: 12 }, (_, n) => `+export const entry${n} = ${n}`).join('\n')}
*** Update File: src/resume.ts
*** Move to: src/thread/resume.ts
@@ export function resume
   const lines = read(path)
-  return fold(lines)
+  const torn = lines.at(-1)?.torn === true
+  return fold(torn ? lines.slice(0, -1) : lines)
*** Delete File: src/old.ts
*** Add File: src/thread/index.ts
+export { resume } from './resume.ts'
+${'a long line '.repeat(40)}
*** End Patch
`

for (const [form, text] of [
  ['free text', PATCH],
  ['JSON', JSON.stringify({ input: PATCH })],
] as const) {
  test(`a patch is seen while it is written, as ${form}`, async ({ page }) => {
    const thread = script('patch').create('Patch').asks('Mend the resume').thread()
    const values = { layout: { tabs: [thread.id], active: thread.id } }
    const engine = await openScripted(page, { threads: [thread], values })
    await expect.poll(() => engine.watched('patch')).toBe(true)
    const push = (from: number, to: number) =>
      engine.push('patch', {
        type: 'live',
        kind: 'arguments',
        itemId: 'call',
        name: 'apply_patch',
        offset: from,
        text: text.slice(from, to),
      })
    const middle = text.indexOf('  return fold(torn')
    push(0, 20)
    await expect(page.getByText('Writing a patch…')).toBeVisible()
    push(20, middle)
    await expect(page.getByText('2 files')).toBeVisible()
    await expect(page.getByText('src/resume.ts → src/thread/resume.ts')).toBeVisible()
    await expect(page.getByText('return fold(lines)')).toBeVisible()
    await expect(page.getByText('const torn = ')).toBeVisible()
    await page.screenshot({ path: `e2e/screenshots/patch-preview-${form.replace(' ', '-')}-half.png` })
    push(middle, text.length)
    await expect(page.getByText('4 files')).toBeVisible()
    await expect(page.getByText("export { resume } from './resume.ts'")).toBeVisible()
    await expect(page.getByText('return fold(lines)')).toBeHidden()
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(overflow).toBeLessThanOrEqual(0)
    await page.screenshot({ path: `e2e/screenshots/patch-preview-${form.replace(' ', '-')}.png` })
  })
}
