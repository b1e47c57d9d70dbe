import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { openWorkbench } from './workbench.ts'
import type { HostKind } from './workbench.ts'

/** Drags files and folders of this machine onto the window, as a hand with a mouse does. */
async function drop(page: Page, paths: readonly string[]): Promise<void> {
  // What Electron knows by itself; the stand-in is told.
  const places = JSON.stringify(Object.fromEntries(paths.map(path => [basename(path), path])))
  await page.evaluate(said => (document.documentElement.dataset.standinPlaces = said), places)
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [...paths], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 640, y: 240, data })
  await session.detach()
}

for (const kind of ['browser', 'desktop'] satisfies HostKind[]) {
  test(`a folder that is dropped on the window begins a thread in it, ${kind}`, async () => {
    const bench = await openWorkbench(kind)
    try {
      const { page, home } = bench
      const folder = join(home, 'my project')
      mkdirSync(folder)
      writeFileSync(join(folder, 'a.txt'), 'words')
      await page
        .getByRole('navigation', { name: 'Threads' })
        .getByRole('button', { name: /^Sessions/ })
        .click()
      await expect(page.getByRole('heading', { name: 'Sessions', level: 1 })).toBeVisible()
      await drop(page, [folder])
      if (kind === 'browser') {
        await expect(
          page.getByText('A browser does not tell where a folder is. Choose it under New thread.'),
        ).toBeVisible()
        return
      }
      await expect(page.getByRole('radio', { name: /my project/ })).toBeChecked()
      await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
      // A file that lies about begins nothing, and does not replace the page.
      await drop(page, [join(folder, 'a.txt')])
      await expect(page.getByRole('radio', { name: /my project/ })).toBeChecked()
    } finally {
      await bench.close()
    }
  })
}
