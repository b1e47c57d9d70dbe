import fc from 'fast-check'
import { parse } from 'smol-toml'
import { expect, test } from 'vitest'
import { EMPTY_FORM, readForm, templatesFor, tomlOf } from './newServer.ts'

const command = { ...EMPTY_FORM, name: 'git', line: `uvx mcp-server-git --repository '/home/ada/my notes'` }

test('a form becomes a server', () => {
  const variables = 'TOKEN\n\nLEVEL=a=b\n'
  expect(readForm({ ...command, variables }, [])).toEqual({
    server: {
      name: 'git',
      command: 'uvx',
      args: ['mcp-server-git', '--repository', '/home/ada/my notes'],
      env: { LEVEL: 'a=b' },
      envVars: ['TOKEN'],
    },
    problems: {},
  })
  expect(
    readForm({ ...EMPTY_FORM, name: 'x', kind: 'url', url: ' https://a.example/mcp ', tokenVariable: 'T' }, []),
  ).toEqual({
    server: { name: 'x', url: 'https://a.example/mcp', bearerTokenEnvVar: 'T' },
    problems: {},
  })
})

test.each([
  [{ ...command, name: '' }, 'name'],
  [{ ...command, name: 'my server' }, 'name'],
  [{ ...command, name: 'taken' }, 'name'],
  [{ ...command, line: '  ' }, 'line'],
  [{ ...command, variables: 'my-token=1' }, 'variables'],
  [{ ...command, kind: 'url', url: 'example.com' }, 'url'],
  [{ ...command, kind: 'url', url: 'http://example.com/mcp' }, 'url'],
  [{ ...command, kind: 'url', url: 'https://ada:secret@example.com/mcp' }, 'url'],
  [{ ...command, kind: 'url', url: 'https://example.com', tokenVariable: 'sk-123' }, 'tokenVariable'],
] as const)('%# a wrong field is named', (form, field) => {
  expect(Object.keys(readForm(form, ['taken']).problems)).toEqual([field])
})

test('http is taken on this machine', () => {
  for (const url of ['http://localhost:3000/mcp', 'http://127.0.0.1/mcp', 'http://[::1]:8/mcp']) {
    expect(readForm({ ...EMPTY_FORM, name: 'x', kind: 'url', url }, []).problems).toEqual({})
  }
})

test('the preview is TOML that means the server', () => {
  const values = fc.record({ command: fc.string(), args: fc.array(fc.string()), value: fc.string() })
  fc.assert(
    fc.property(values, ({ command, args, value }) => {
      const written = parse(tomlOf({ name: 'a', command, args, env: { X: value }, envVars: ['T'] }))
      expect(written).toEqual({ mcp_servers: { a: { command, args, env: { X: value }, env_vars: ['T'] } } })
    }),
  )
})

test('every template makes a server but for the address of a remote one', () => {
  for (const { id, form } of templatesFor('/home/ada/my notes')) {
    const { problems } = readForm({ ...EMPTY_FORM, name: 'x', ...form }, [])
    expect(Object.keys(problems)).toEqual(id === 'remote' ? ['url'] : [])
  }
})
