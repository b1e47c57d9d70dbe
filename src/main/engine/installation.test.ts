import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { resourcesOf, resourcesRoot } from './installation.ts'

test('resources are beside the sources, and outside the archive of a packaged application', () => {
  expect(existsSync(join(resourcesRoot, 'skills', 'commit', 'SKILL.md'))).toBe(true)
  expect(resourcesOf(join('/opt', 'Heddle', 'resources', 'app.asar'))).toBe(
    join('/opt', 'Heddle', 'resources', 'app.asar.unpacked', 'resources'),
  )
  expect(resourcesOf(join('/home', 'me', 'app.asar.d'))).toBe(join('/home', 'me', 'app.asar.d', 'resources'))
})
