import { expect, test } from 'vitest'
import { HIDDEN, withoutSecrets } from './secrets.ts'

test.each<[string, unknown, unknown]>([
  ['model_providers.x.experimental_bearer_token', 'canary', HIDDEN],
  [
    'model_providers.x.http_headers',
    { Authorization: 'x', 'X-Api-Key': 'y', Accept: 'z' },
    { Authorization: HIDDEN, 'X-Api-Key': HIDDEN, Accept: 'z' },
  ],
  ['model_providers.x.query_params.api_key', 'canary', HIDDEN],
  ['model_providers.x.base_url', 'https://me:canary@example.org/v1', `https://${HIDDEN}@example.org/v1`],
  ['mcp_servers.x.env', { A_TOKEN: 'canary', PATH: '/bin' }, { A_TOKEN: HIDDEN, PATH: '/bin' }],
  [
    'mcp_servers.x.args',
    ['--api-key', 'canary', '--token=canary', '-v'],
    ['--api-key', HIDDEN, `--token=${HIDDEN}`, '-v'],
  ],
  ['mcp_servers.x.args', ['--header', 'Authorization: Bearer canary'], ['--header', `Authorization: ${HIDDEN}`]],
  ['shell_environment_policy.set.DB_PASSWORD', 'canary', HIDDEN],
  ['profiles.deep.mcp_servers.x.env.GITHUB_TOKEN', 'canary', HIDDEN],
  [
    'hooks',
    { Stop: [{ command: ['curl', '-H', 'x: ghp_0123456789abcdefghij'] }] },
    { Stop: [{ command: ['curl', '-H', `x: ${HIDDEN}`] }] },
  ],
  ['anything', 'sk-0123456789', HIDDEN],
])('%s %j', (path, value, shown) => {
  expect(withoutSecrets(value, path.split('.'))).toEqual(shown)
})

test.each<[string, unknown]>([
  ['model_providers.x.env_key', 'OPENAI_API_KEY'],
  ['mcp_servers.x.bearer_token_env_var', 'DOCS_TOKEN'],
  ['mcp_servers.x.env_http_headers', { Authorization: 'DOCS_TOKEN' }],
  ['mcp_servers.x.env_vars', ['DOCS_TOKEN']],
  ['mcp_oauth_credentials_store', 'file'],
  ['model_auto_compact_token_limit', 1000],
  ['shell_environment_policy.exclude', ['*_TOKEN']],
  ['openai_base_url', 'https://example.org:8080/v1'],
])('%s is none: %j', (path, value) => {
  expect(withoutSecrets(value, path.split('.'))).toEqual(value)
})
