import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fuses, packConfig } from '../../../../scripts/packaging/config.mjs'
import { contentSecurityPolicy } from '../csp.ts'
import { appOrigin, appPage, appScheme } from './protocol.ts'
import { webPreferences } from './window.ts'

/** The objects that the product itself hands to Electron and to the packer. */
const packed = packConfig({ app: 'app', output: 'release', electronVersion: '45.4.1' })

test('a page has no rights: its world is its own, its process is locked, and it embeds nothing', () => {
  const preload = '/app/preload/index.cjs'
  expect(webPreferences({ preload, hasDevTools: false })).toEqual({
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: false,
  })
})

test('pages come from a scheme of our own, which cannot step around the policy', () => {
  expect(appPage.startsWith(`${appOrigin}/`)).toBe(true)
  expect(appScheme.privileges).toEqual({
    standard: true,
    secure: true,
    supportFetchAPI: true,
    stream: true,
    codeCache: true,
  })
})

test('the policy of pages admits our own scripts and nothing from elsewhere', () => {
  const policy = new Map(
    contentSecurityPolicy('n0nce')
      .split('; ')
      .map(each => [each.slice(0, each.indexOf(' ')), each.slice(each.indexOf(' ') + 1)]),
  )
  expect(policy.get('default-src')).toBe("'none'")
  expect(policy.get('script-src')).toBe("'self'")
  expect(policy.get('connect-src')).toBe("'self'")
  for (const name of ['frame-src', 'object-src', 'base-uri', 'form-action', 'frame-ancestors']) {
    expect(policy.get(name), name).toBe("'none'")
  }
  expect(policy.get('require-trusted-types-for')).toBe("'script'")
  expect([...policy.values()].join(' ')).not.toMatch(/unsafe|https?:|\*/)
})

test('what is installed runs nothing but our archive', () => {
  expect(fuses).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  })
  expect(packed).toMatchObject({ asar: true, electronFuses: fuses, npmRebuild: false })
  expect(packed.mac).toMatchObject({ hardenedRuntime: true })
  expect(packed.win).toMatchObject({ verifyUpdateCodeSignature: true })
  expect(packed.protocols).toEqual([{ name: 'Heddle', schemes: ['heddle'] }])
  const entitlements = readFileSync(packed.mac.entitlements, 'utf8')
  expect(entitlements).not.toMatch(/get-task-allow|allow-dyld-environment-variables|allow-unsigned-executable-memory/)
})
