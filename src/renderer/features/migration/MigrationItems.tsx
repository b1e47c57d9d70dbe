import { useEffect, useRef } from 'react'
import type { MigrationItem } from '../../../contract/migration.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'
import type { Migration } from './useMigration.ts'
import { canCome, KINDS } from './words.ts'

/** What can come, by kind, each with a box; then what cannot, with the reason. */
export function MigrationItems({
  items,
  chosen,
  choose,
}: Pick<Migration, 'chosen' | 'choose'> & { items: readonly MigrationItem[] }) {
  const left = items.filter(item => !canCome(item))
  return (
    <>
      {KINDS.map(({ kind, name }) => {
        const group = items.filter(item => item.kind === kind && canCome(item))
        return group.length > 0 && <Group key={kind} name={name} items={group} chosen={chosen} choose={choose} />
      })}
      {left.length > 0 && (
        <details className="migrationLeft">
          <summary>{t('{n} more stay where they are', { n: left.length })}</summary>
          <ul>
            {left.map(item => (
              <li key={item.id}>
                <code>
                  <VisibleText text={item.title} />
                </code>
                <span className="migrationNote">{item.note ?? t('It is here already.')}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

interface GroupProps extends Pick<Migration, 'chosen' | 'choose'> {
  name: string
  items: readonly MigrationItem[]
}

function Group({ name, items, chosen, choose }: GroupProps) {
  const ids = items.map(({ id }) => id)
  const count = ids.filter(id => chosen.has(id)).length
  return (
    <fieldset className="migrationGroup">
      <legend>
        <AllBox name={name} count={count} of={ids.length} onChange={on => choose(ids, on)} />
      </legend>
      <ul>
        {items.map(item => (
          <li key={item.id}>
            <label className="migrationItem">
              <input
                type="checkbox"
                checked={chosen.has(item.id)}
                onChange={event => choose([item.id], event.target.checked)}
              />
              <span className="migrationText">
                <code>
                  <VisibleText text={item.title} />
                </code>
                {item.note !== null && (
                  <span className={item.state === 'conflict' ? 'migrationNote conflict' : 'migrationNote'}>
                    {item.state === 'conflict'
                      ? t('Replaces what is here. {note}', { note: item.note ?? '' })
                      : item.note}
                  </span>
                )}
              </span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  )
}

interface AllBoxProps {
  name: string
  count: number
  of: number
  onChange(on: boolean): void
}

/** The box of a whole group; between on and off where some are chosen. */
function AllBox({ name, count, of, onChange }: AllBoxProps) {
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (box.current) box.current.indeterminate = count > 0 && count < of
  }, [count, of])
  return (
    <label className="migrationAll">
      <input ref={box} type="checkbox" checked={count === of} onChange={event => onChange(event.target.checked)} />
      {name}
      <span className="migrationCount">{t('{count} of {of}', { count, of })}</span>
    </label>
  )
}
