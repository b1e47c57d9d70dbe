import { expect, test, type Page } from '@playwright/test'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchElectron, runToEnd, type ElectronApp } from './electronApp.ts'
import { buildShellFixture } from './fixtures/shell/build.ts'

/** `shownBefore`: whether a window was on the screen before the engine was loaded. */
type Seen = { messages: unknown[]; openPorts: number; servedPorts: number; shownBefore: boolean }
type FixturePage = { received: unknown[]; closed: number; send(message: unknown): void }
declare global {
  var seen: Seen
  var fixture: FixturePage
  var inlineScriptRan: boolean | undefined
  var opened: string[]
}

/** The real shell and preload script around an echo engine, built once for each worker. */
const shellTest = test.extend<{ userDataDir: string; app: ElectronApp; page: Page }, { entry: string }>({
  entry: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the parameter
    async ({}, provide) => {
      const folder = await mkdtemp(join(tmpdir(), 'heddle-shell-'))
      await provide(await buildShellFixture(folder))
      await rm(folder, { recursive: true })
    },
    { scope: 'worker' },
  ],
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the parameter
  userDataDir: async ({}, provide) => {
    const folder = await mkdtemp(join(tmpdir(), 'heddle-data-'))
    await provide(folder)
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  },
  app: async ({ entry, userDataDir }, provide, info) => {
    const app = await launchElectron({ entry, userDataDir })
    info.annotations.push({ type: 'desktop', description: app.kind })
    await provide(app)
    await app.close()
  },
  page: async ({ app }, provide) => provide(await app.firstWindow()),
})

const received = (page: Page) => page.evaluate(() => fixture.received)
const seenBy = (app: ElectronApp) => app.evaluate(() => globalThis.seen)

/** Puts links into the page that a user could click, and records what the system is asked to open. */
async function offerLinks(app: ElectronApp, page: Page, hrefs: string[]): Promise<void> {
  await app.evaluate(({ shell }) => {
    globalThis.opened = []
    shell.openExternal = async url => void globalThis.opened.push(url)
  })
  await page.evaluate(urls => {
    for (const [index, href] of urls.entries()) {
      const link = Object.assign(document.createElement('a'), { href, textContent: `link ${index}`, target: '_blank' })
      document.body.append(link, document.createElement('br'))
    }
  }, hrefs)
}

const openedBy = (app: ElectronApp) => app.evaluate(() => globalThis.opened)

shellTest.describe('the window', () => {
  shellTest('gives its page no rights', async ({ app, page }) => {
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents
      // Not in Electron's types, but there for exactly this question.
      return (contents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences()
    })
    expect(preferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
    })
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.getURL())).toMatch(
      /^app:\/\/heddle\/index\.html\?window=[\w-]{36}$/,
    )
    expect(await page.evaluate(() => [innerWidth, innerHeight])).toEqual([1280, expect.any(Number)])
  })

  shellTest('shows the page nothing but the bridge, frozen', async ({ page }) => {
    const world = await page.evaluate(() => {
      const bridge = Reflect.get(window, 'heddle') as Record<string, unknown>
      const attempts = [
        () => Reflect.set(window, 'heddle', {}),
        () => Reflect.deleteProperty(window, 'heddle'),
        () => Reflect.set(bridge, 'connect', null),
        () => Reflect.set(bridge, 'more', null),
      ]
      return {
        node: ['require', 'process', 'module', 'global', 'Buffer', 'electron'].filter(name => name in window),
        added: Object.getOwnPropertyNames(window).filter(name =>
          /standin|electron|ipcRenderer|contextBridge/i.test(name),
        ),
        bridge: Object.entries(bridge).map(([name, value]) => `${name}: ${typeof value}`),
        succeeded: attempts.map(attempt => attempt()),
      }
    })
    expect(world).toEqual({
      node: [],
      added: [],
      bridge: ['platform: string', 'getPathForFile: function', 'connect: function'],
      succeeded: [false, false, false, false],
    })
  })

  shellTest('remembers where it was', async ({ entry, userDataDir }) => {
    const first = await launchElectron({ entry, userDataDir })
    await first.firstWindow()
    await first.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]!.setBounds({ x: 60, y: 50, width: 1000, height: 700 })
    })
    await first.close()
    const second = await launchElectron({ entry, userDataDir })
    await second.firstWindow()
    const bounds = await second.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getNormalBounds())
    await second.close()
    expect(bounds).toEqual({ x: 60, y: 50, width: 1000, height: 700 })
  })

  shellTest(
    'opens another one from the menu and by its page; those open at the end come back',
    async ({ entry, userDataDir }) => {
      const addresses = (app: ElectronApp) =>
        app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map(each => each.webContents.getURL()))
      const app = await launchElectron({ entry, userDataDir })
      const page = await app.firstWindow()
      expect(await page.title()).toBe('Shell fixture')
      await app.evaluate(({ Menu }) => {
        const file = Menu.getApplicationMenu()!.items.find(item => item.label === 'File')!
        file.submenu!.items.find(item => item.label === 'New Window')!.click()
      })
      await expect.poll(async () => (await seenBy(app)).openPorts).toBe(2)
      await page.evaluate(() => void window.open(`${location.pathname}#/window/thread/t`, '_blank', 'noopener'))
      await expect.poll(async () => (await seenBy(app)).openPorts).toBe(3)
      const [first, second, third] = await addresses(app)
      expect([second, third].map(each => each?.replace(/^[^#]*/, ''))).toEqual(['#/window', '#/window/thread/t'])
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[1]!.close())
      await expect.poll(async () => (await seenBy(app)).openPorts).toBe(2)
      await app.close()

      const again = await launchElectron({ entry, userDataDir })
      await expect.poll(() => addresses(again)).toEqual([first, third?.replace(/#.*/, '')])
      await again.close()
    },
  )
})

shellTest.describe('the policy of the page', () => {
  shellTest('lets only our own script files run', async ({ page }) => {
    expect(await page.evaluate(() => window.inlineScriptRan)).toBeUndefined()
    // In a timer, since code that the test itself evaluates is exempt.
    const errors = await page.evaluate(
      () =>
        new Promise<string[]>(resolve =>
          setTimeout(() => {
            // oxlint-disable-next-line no-eval -- that it fails is what is tested
            const attempts = [() => (0, eval)('1'), () => new Function('return 1')()]
            resolve(
              attempts.map(attempt => {
                try {
                  return `ran: ${attempt()}`
                } catch (error) {
                  return (error as Error).name
                }
              }),
            )
          }),
        ),
    )
    expect(errors).toEqual(['EvalError', 'EvalError'])
  })

  shellTest('takes html and script addresses from nobody', async ({ page }) => {
    const errors = await page.evaluate(() => {
      const attempts = [
        () => (document.body.innerHTML = '<b>x</b>'),
        () => (document.createElement('script').src = './page.js'),
        () => Reflect.get(window, 'trustedTypes').createPolicy('other', {}),
      ]
      return attempts.map(attempt => {
        try {
          return `passed: ${String(attempt())}`
        } catch (error) {
          return (error as Error).name
        }
      })
    })
    expect(errors).toEqual(['TypeError', 'TypeError', 'TypeError'])
  })

  shellTest('admits only styles with the nonce', async ({ page }) => {
    await expect(page.getByRole('heading')).toHaveCSS('color', 'rgb(1, 2, 3)')
  })

  shellTest('reaches our files and nothing else', async ({ page }) => {
    const answers = await page.evaluate(() => {
      const urls = ['./page.js', './%2e%2e/main/index.mjs', './..%2fmain%2findex.mjs', 'https://example.com/']
      return Promise.all(urls.map(url => fetch(url).then(response => response.status, String)))
    })
    expect(answers).toEqual([200, 404, 404, 'TypeError: Failed to fetch'])
    const blocked = await page.evaluate(
      () =>
        new Promise<string>(resolve => {
          document.addEventListener('securitypolicyviolation', event => resolve(event.effectiveDirective))
          document.body.append(Object.assign(document.createElement('iframe'), { src: 'https://example.com/' }))
        }),
    )
    expect(blocked).toBe('frame-src')
  })

  shellTest('denies every permission', async ({ page }) => {
    const states = await page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read'] as const
      const queried = await Promise.all(names.map(name => navigator.permissions.query({ name: name as never })))
      const position = await new Promise<string>(resolve =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('known'),
          error => resolve(error.message),
        ),
      )
      return {
        queried: [...new Set(queried.map(({ state }) => state))],
        position,
        asked: await Notification.requestPermission(),
      }
    })
    expect(states).toEqual({ queried: ['denied'], position: 'User denied Geolocation', asked: 'denied' })
  })
})

shellTest.describe('navigation', () => {
  shellTest('stays on the page', async ({ app, page }) => {
    for (const url of ['https://example.com/', './page.js', 'https://user@example.com/']) {
      await page.evaluate(address => location.assign(address), url)
    }
    await page.evaluate(() => fixture.send('still here'))
    await expect.poll(() => received(page)).toContainEqual({ echo: 'still here' })
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.getURL())).toMatch(
      /^app:\/\/heddle\/index\.html\?window=[\w-]+$/,
    )
  })

  shellTest('a link to a thread leads to its place in the window that is there', async ({ app, page }) => {
    await page.evaluate(() => Object.assign(window, { stayed: true }))
    const open = (link: string) =>
      app.evaluate(({ app }, argument) => void app.emit('second-instance', {}, ['heddle', argument], '/', null), link)
    await open('heddle://thread/a#b/c')
    await expect.poll(() => page.evaluate(() => location.hash)).toBe('#/thread/a/b/c')
    await open('heddle://thread/a/../../b')
    await open('heddle://thread/d')
    await expect.poll(() => page.evaluate(() => location.hash)).toBe('#/thread/d')
    expect(await page.evaluate(() => 'stayed' in window)).toBe(true)
  })

  shellTest('opens a link outside when it is clicked, once for each click', async ({ app, page }) => {
    await offerLinks(app, page, ['https://example.com/a', 'mailto:a@example.com'])
    await page.getByText('link 0').click()
    await expect.poll(() => openedBy(app)).toEqual(['https://example.com/a'])
    await page.getByText('link 1').focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => openedBy(app)).toEqual(['https://example.com/a', 'mailto:a@example.com'])
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })

  shellTest('opens nothing that no user asked for, and no other kind of address', async ({ app, page }) => {
    await offerLinks(app, page, ['file:///etc/passwd', 'smb://host/share', 'https://example.com/last'])
    await page.evaluate(() => void window.open('https://example.com/unasked'))
    await page.getByText('link 0').click()
    await page.getByText('link 1').click()
    await page.getByText('link 2').click()
    await expect.poll(() => openedBy(app)).toEqual(['https://example.com/last'])
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })
})

shellTest.describe('the port', () => {
  shellTest('carries messages both ways, in order', async ({ page }) => {
    const messages = Array.from({ length: 200 }, (_, index) => ({
      index,
      text: 'ä€𝄞',
      nested: [null, true, { a: 1.5 }],
    }))
    await page.evaluate(all => all.forEach(message => fixture.send(message)), messages)
    await expect.poll(async () => (await received(page)).length).toBe(200)
    expect(await received(page)).toEqual(messages.map(message => ({ echo: message })))
  })

  shellTest('is the only way to the main process', async ({ app, page }) => {
    expect(await page.title()).toBe('Shell fixture')
    const heard = await app.evaluate(({ ipcMain }) => ipcMain.eventNames())
    expect(heard.filter(name => typeof name === 'string' && name.startsWith('heddle'))).toEqual(['heddle:port'])
    if (app.kind === 'stand-in') expect(heard).toEqual(['heddle:port'])
  })

  shellTest('is renewed by a reload, and the old one is closed', async ({ app, page }) => {
    await expect.poll(async () => (await seenBy(app)).openPorts).toBe(1)
    await page.reload()
    await page.evaluate(() => fixture.send('again'))
    await expect.poll(() => received(page)).toEqual([{ echo: 'again' }])
    await page.evaluate(() => location.reload())
    await expect.poll(async () => (await seenBy(app)).servedPorts).toBe(3)
    expect((await seenBy(app)).openPorts).toBe(1)
  })

  shellTest('tells the page when the engine hangs up', async ({ app, page }) => {
    await page.evaluate(() => fixture.send('hang up'))
    await expect.poll(() => page.evaluate(() => fixture.closed)).toBe(1)
    await page.evaluate(() => fixture.send('nobody hears this'))
    expect((await seenBy(app)).messages).toEqual(['hang up'])
  })

  shellTest('refuses every sender but the page itself', async ({ app, page }) => {
    await page.evaluate(() => fixture.send('from the page'))
    await expect.poll(async () => (await seenBy(app)).messages.length).toBe(1)
    await app.evaluate(({ BrowserWindow, ipcMain }) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents
      const main = { frameTreeNodeId: contents.mainFrame.frameTreeNodeId, parent: null, origin: 'app://heddle' }
      const trusted = { sender: contents, senderFrame: main, ports: [] }
      const forged = [
        { ...trusted, senderFrame: null },
        { ...trusted, senderFrame: { ...main, parent: main } },
        { ...trusted, senderFrame: { ...main, frameTreeNodeId: -1 } },
        { ...trusted, senderFrame: { ...main, origin: 'https://example.com' } },
        { ...trusted, senderFrame: { ...main, origin: 'null' } },
        { ...trusted, sender: Object.create(contents) },
        { ...trusted, ports: [{}] },
      ]
      for (const event of forged) ipcMain.emit('heddle:port', event, { port: 'forged', type: 'open' })
      for (const raw of [null, 'open', [], {}, { port: 1, type: 'open' }, { port: 'p', type: 'else' }]) {
        ipcMain.emit('heddle:port', trusted, raw)
      }
    })
    expect(await seenBy(app)).toEqual({ messages: ['from the page'], openPorts: 1, servedPorts: 1, shownBefore: true })
  })
})

shellTest.describe('the process', () => {
  shellTest('closes the engine and ends with code 0 when its window is closed', async ({ entry, userDataDir }) => {
    const app = await launchElectron({ entry, userDataDir })
    await app.firstWindow()
    await expect.poll(async () => (await seenBy(app)).openPorts).toBe(1)
    const exited = new Promise(resolve => app.process.once('exit', resolve))
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.close())
    if (process.platform === 'darwin') await app.close() // there, applications outlive their windows
    expect(await exited).toBe(0)
    expect(existsSync(join(userDataDir, 'engine-closed'))).toBe(true)
    expect(JSON.parse(await readFile(join(userDataDir, 'window.json'), 'utf8'))).toMatchObject([{ isMaximized: false }])
  })

  shellTest('closes the engine when it is asked to end', async ({ app, page, userDataDir }) => {
    shellTest.skip(process.platform === 'win32', 'Windows has no such signal')
    expect(await page.title()).toBe('Shell fixture')
    // It is loaded once the window is there: before, there is nothing to close.
    await expect.poll(async () => (await seenBy(app)).openPorts).toBe(1)
    const exited = new Promise(resolve => app.process.once('exit', resolve))
    app.process.kill('SIGTERM')
    expect(await exited).toBe(0)
    expect(existsSync(join(userDataDir, 'engine-closed'))).toBe(true)
  })

  shellTest('hands over to the one that is already running', async ({ app, page, entry, userDataDir }) => {
    expect(await page.title()).toBe('Shell fixture')
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.minimize())
    const second = await runToEnd({ entry, userDataDir })
    expect(second).toMatchObject({ code: 0, messages: [] })
    await expect
      .poll(() =>
        app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map(window => window.isMinimized())),
      )
      .toEqual([false])
    expect(existsSync(join(userDataDir, 'engine-closed'))).toBe(false)
  })

  shellTest('says why and ends with code 1 when the engine cannot start', async ({ entry, userDataDir }) => {
    const { code, errors } = await runToEnd({ entry, userDataDir, args: ['--broken-engine'] })
    expect(code).toBe(1)
    expect(errors).toContain('The home is in use by another program')
  })

  shellTest('reports to its launcher that it is ready', async ({ entry, userDataDir }) => {
    expect(await runToEnd({ entry, userDataDir })).toMatchObject({ messages: ['ready'], code: 0 })
    expect(existsSync(join(userDataDir, 'engine-closed'))).toBe(true)
  })
})
