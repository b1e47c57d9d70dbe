import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { noteVersion } from './homeVersion.ts'

test('a home remembers which version used it last, beside what the real program keeps there', async () => {
  const home = fs.mkdtempSync(join(os.tmpdir(), 'heddle-version-'))
  const path = join(home, 'version.json')
  fs.writeFileSync(path, '{"latest_version":"0.169.0"}')
  expect(await noteVersion(home, '1.0.0')).toBeNull()
  expect(await noteVersion(home, '1.1.0')).toBe('1.0.0')
  expect(JSON.parse(fs.readFileSync(path, 'utf8'))).toEqual({ latest_version: '0.169.0', heddle_version: '1.1.0' })
  fs.writeFileSync(path, '{"cut')
  expect(await noteVersion(home, '1.1.0')).toBeNull()
  expect(JSON.parse(fs.readFileSync(path, 'utf8'))).toEqual({ heddle_version: '1.1.0' })
  fs.rmSync(home, { recursive: true })
})
