import { expect, test } from 'vitest'
import type { MigrationItem } from '../../../contract/migration.ts'
import { firstChoice, leftOutWords } from './words.ts'

const item = (id: string, state: MigrationItem['state']): MigrationItem => ({
  id,
  kind: 'setting',
  title: id,
  file: '/c/config.toml',
  line: 1,
  state,
  note: null,
})

test('what is new is chosen at first; secrets and what replaces something are not', () => {
  const items = [
    item('a', 'new'),
    item('b', 'conflict'),
    item('c', 'same'),
    item('provider:["model_providers","x","experimental_bearer_token"]', 'new'),
    item('d', 'refused'),
  ]
  expect([...firstChoice(items)]).toEqual(['a'])
  expect(leftOutWords(items)).toBe('1 is here already, 1 is left out')
  expect(leftOutWords([item('a', 'new')])).toBe('')
})
