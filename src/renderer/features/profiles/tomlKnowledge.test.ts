import { describe, expect, test } from 'vitest'
import { tomlKnowledge } from './tomlKnowledge.ts'

/** The text with the caret at `|`. */
const at = (marked: string, isOverlay = false) => {
  const offset = marked.indexOf('|')
  const text = marked.replace('|', '')
  const { complete, help } = tomlKnowledge(isOverlay)
  const found = complete(text, offset)
  return { found, names: found?.options.map(option => option.text) ?? [], help: help(text, offset), offset }
}

describe('completion', () => {
  test('of keys: those of the table, replacing the word that is begun', () => {
    const { names, found, offset } = at('model = "x"\nsandbox_|')
    expect(names).toContain('sandbox_mode')
    expect(names).toContain('profile')
    expect(found?.from).toBe(offset - 'sandbox_'.length)
    expect(at('[sandbox_workspace_write]\n|').names).toContain('network_access')
    expect(at('sandbox_workspace_write.|').names).toContain('network_access')
  })

  test('in a profile: only what a profile can set', () => {
    for (const names of [at('[profiles.deep]\n|').names, at('|', true).names, at('[profiles]\ndeep.|').names]) {
      expect(names).toContain('model')
      expect(names).not.toContain('profiles')
      expect(names).not.toContain('projects')
    }
    expect(at('[profiles.deep.sandbox_workspace_write]\nnet|').names).toContain('network_access')
  })

  test('of values: what an enum can be, with or without its quote', () => {
    const { names, found, offset } = at('[profiles.x]\napproval_policy = "on|')
    expect(names).toContain('"on-request"')
    expect(found?.from).toBe(offset - 3)
    expect(found?.options.find(({ detail }) => detail === 'default')?.text).toBe('"on-request"')
    expect(at('sandbox_workspace_write.network_access = |').names).toEqual(['true', 'false'])
    const closed = at('sandbox_mode = "re|"')
    expect(closed.found?.to).toBe(closed.offset + 1)
  })

  test('of tables, in a header', () => {
    expect(at('[sand|').names).toContain('sandbox_workspace_write')
  })

  test.each(['# mod|', 'model = "gpt|', 'x = 1 |', 'unknown = |'])('none in %j', marked => {
    expect(at(marked).names).toEqual([])
  })
})

describe('help', () => {
  test('says what a key is for, what it can be and what counts without it', () => {
    const { help } = at('[profiles.deep]\napproval_|policy = "never"')
    expect(help?.title).toBe('profiles.deep.approval_policy')
    expect(help?.about[0]).toBe('When a person is asked.')
    expect(help?.about.join(' ')).toContain('"untrusted"')
    expect(help?.about.join(' ')).toContain('If left out: "on-request"')
  })

  test('is there for headers and for tables of any name', () => {
    expect(at('[sandbox_work|space_write]').help?.about[0]).toBe('Details of workspace-write.')
    expect(at('[mcp_servers.mine]\ncom|mand = "x"').help?.title).toBe('mcp_servers.mine.command')
  })

  test.each(['model = "so|me"', 'unk|nown = 1', '# mo|del = 1', '|'])('is not there in %j', marked => {
    expect(at(marked).help).toBeNull()
  })
})
