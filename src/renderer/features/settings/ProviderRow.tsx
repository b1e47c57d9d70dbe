import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import type { Provider, ProviderTest } from '../../../contract/providers.ts'
import { useAppParts } from '../../state/app.ts'
import { addNotice } from '../../state/store.ts'
import { useCommand } from '../../state/useCommand.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Menu, MenuItem } from '../../ui/Menu.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { t } from '../../ui/i18n/t.ts'
import { KeyForm } from './KeyForm.tsx'
import { keyWords } from './providerForm.ts'
import { TestResult } from './TestResult.tsx'
import { UseForm } from './UseForm.tsx'

interface ProviderRowProps {
  provider: Provider
  onEdit(): void
  onChanged(): void
}

/** A provider: how it is reached, where its key comes from, and what can be done with it. */
export function ProviderRow({ provider, onEdit, onChanged }: ProviderRowProps) {
  const { id, name, baseUrl, active, key } = provider
  const [form, setForm] = useState<'key' | 'use' | null>(null)
  const { test, result, testing } = useTest(id)
  const done = () => {
    setForm(null)
    onChanged()
  }
  return (
    <li className="provider" aria-label={name}>
      <div className="providerHead">
        <StatusDot status={active ? 'done' : 'idle'} quiet />
        <div className="providerText">
          <p className="providerName">
            {name}
            {active && <span className="providerActive">{t('new threads use it')}</span>}
          </p>
          <p className="providerFacts">
            <span className="mono settingsPath">{baseUrl}</span>
          </p>
          <p className={key === 'none' ? 'providerKey missing' : 'providerKey'}>{keyWords(provider)}</p>
        </div>
        <div className="providerButtons">
          {key === 'none' && <Button onClick={() => setForm('key')}>{t('Enter key')}</Button>}
          <Button disabled={testing} onClick={() => void test()}>
            {testing ? t('Testing…') : t('Test')}
          </Button>
          {key !== 'none' && <Button onClick={() => setForm('use')}>{t('Use')}</Button>}
          <More provider={provider} onEdit={onEdit} onEnterKey={() => setForm('key')} onChanged={onChanged} />
        </div>
      </div>
      {form === 'key' && <KeyForm provider={provider} onDone={done} onCancel={() => setForm(null)} />}
      {form === 'use' && (
        <UseForm provider={provider} models={result?.models ?? []} onDone={done} onCancel={() => setForm(null)} />
      )}
      <div role="status">{result && <TestResult result={result} />}</div>
    </li>
  )
}

/** Tries the connection; what came of it stays until the next time. */
function useTest(id: string) {
  const run = useCommand()
  const [result, setResult] = useState<ProviderTest | null>(null)
  const [testing, setTesting] = useState(false)
  const test = async () => {
    setTesting(true)
    setResult(await run('provider/test', { provider: { id } }))
    setTesting(false)
  }
  return { test, result, testing }
}

interface MoreProps extends ProviderRowProps {
  onEnterKey(): void
}

function More({ provider: { id, name, keptIn, file, builtIn }, onEdit, onEnterKey, onChanged }: MoreProps) {
  const { store } = useAppParts()
  const run = useCommand()
  const forgetKey = async () => {
    if (await run('provider/setKey', { id, key: null }))
      addNotice(store, 'info', t('The key of {name} is gone from here.', { name }))
    onChanged()
  }
  const remove = async () => {
    const deleted = await run('provider/delete', { id })
    if (!deleted) return
    const restore = async () => {
      await run('deleted/restore', deleted)
      onChanged()
    }
    addNotice(
      store,
      'info',
      keptIn === null ? t('Deleted {name}.', { name }) : t('Deleted {name}, and its key.', { name }),
      {
        name: t('Undo'),
        run: () => void restore(),
      },
    )
    onChanged()
  }
  return (
    <Menu align="end" trigger={<IconButton icon={Ellipsis} label={t('More for {name}', { name })} />}>
      <MenuItem onSelect={onEnterKey}>{keptIn === null ? t('Enter a key') : t('Enter another key')}</MenuItem>
      {keptIn !== null && <MenuItem onSelect={() => void forgetKey()}>{t('Forget the key')}</MenuItem>}
      <MenuItem onSelect={onEdit}>{t('Edit')}</MenuItem>
      {file !== null && (
        <MenuItem onSelect={() => void remove()}>{builtIn ? t('Back to how it came') : 'Delete'}</MenuItem>
      )}
    </Menu>
  )
}
