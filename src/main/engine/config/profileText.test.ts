import { parse } from 'smol-toml'
import { describe, expect, test } from 'vitest'
import { profileTables, withCopiedProfile, withoutProfile, withRenamedProfile } from './profileText.ts'

const CONFIG = `# my settings
model = "a"
profile = "deep" # for now

# for the hard ones
[profiles.deep]
model = "b" # the big one
# think
model_reasoning_effort = "high"

[ profiles . "deep" . sandbox_workspace_write ]
network_access = true # needed

# quick
[profiles.fast]
model = "c"
`

describe('renaming', () => {
  test('changes the names and nothing else', () => {
    expect(withRenamedProfile(CONFIG, 'deep', 'thorough')).toBe(
      CONFIG.replace('profile = "deep"', 'profile = "thorough"')
        .replace('[profiles.deep]', '[profiles.thorough]')
        .replace('. "deep" .', '. thorough .'),
    )
  })

  test.each([
    ['a dotted key of the root', 'profiles.deep.model = "b"\nx = 1\n', 'profiles.new.model = "b"\nx = 1\n'],
    ['a table of all profiles', '[profiles]\ndeep.model = "b"\n', '[profiles]\nnew.model = "b"\n'],
    ['an inline table', '[profiles]\ndeep = { model = "deep" } # x\n', '[profiles]\nnew = { model = "deep" } # x\n'],
    ['quotes that it needs', '[profiles."a b"]\n', null],
    [
      'an array of tables',
      '[[profiles.deep.skills.config]]\nname = "x"\n',
      '[[profiles.new.skills.config]]\nname = "x"\n',
    ],
    ['CRLF', '[profiles.deep]\r\nmodel = "b"\r\n', '[profiles.new]\r\nmodel = "b"\r\n'],
  ])('finds the name in %s', (_, before, after) => {
    const from = after === null ? 'a b' : 'deep'
    expect(withRenamedProfile(before, from, 'new')).toBe(after ?? '[profiles.new]\n')
  })

  test('a value of the same name is no name', () => {
    const text = '[profiles.deep]\nmodel = "deep"\n[mcp_servers.deep]\ncommand = "deep"\n'
    expect(withRenamedProfile(text, 'deep', 'x')).toBe(text.replace('[profiles.deep]', '[profiles.x]'))
  })

  test('profiles that are written inline on one line still mean the same afterwards', () => {
    const after = withRenamedProfile('profiles = { deep = { model = "b" }, fast = {} }\n', 'deep', 'new')
    expect(profileTables(after ?? '')).toEqual({ new: { model: 'b' }, fast: {} })
  })
})

describe('deleting', () => {
  test('takes the tables, what is said of them and the choice; the rest stays to the byte', () => {
    expect(withoutProfile(CONFIG, 'deep')).toBe('# my settings\nmodel = "a"\n\n# quick\n[profiles.fast]\nmodel = "c"\n')
  })

  test('leaves the choice of another alone', () => {
    const after = withoutProfile(CONFIG, 'fast')
    expect(after).toBe(CONFIG.slice(0, CONFIG.indexOf('# quick')))
  })

  test.each(['profiles.deep.model = "b"\nx = 1\n', 'x = 1\n[profiles]\ndeep.model = "b"\n', 'x=1\n[profiles.deep]\n'])(
    'finds it in %j',
    text => expect(parse(withoutProfile(text, 'deep') ?? '')).toEqual({ x: 1 }),
  )
})

describe('copying', () => {
  test('takes comments along, to the end of the file', () => {
    expect(withCopiedProfile(CONFIG, 'deep', 'copy')).toBe(`${CONFIG}
# for the hard ones
[profiles.copy]
model = "b" # the big one
# think
model_reasoning_effort = "high"

[ profiles . copy . sandbox_workspace_write ]
network_access = true # needed
`)
  })

  test('of dotted keys it writes a table', () => {
    const after = withCopiedProfile('profiles.deep.model = "b"\n', 'deep', 'copy')
    expect(profileTables(after ?? '')).toEqual({ deep: { model: 'b' }, copy: { model: 'b' } })
  })

  test('of nothing there is none', () => {
    expect(withCopiedProfile(CONFIG, 'other', 'copy')).toBeNull()
  })
})
