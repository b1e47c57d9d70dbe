import { ChevronDown, File, Pin, Search, X } from 'lucide-react'
import type { KeyboardEvent, RefObject } from 'react'
import type { Result } from '../../../contract/router.ts'
import { FIRST_QUERY, filtersSet } from '../../state/sessionQuery.ts'
import type { Age, Home, SessionQuery, State } from '../../state/sessionQuery.ts'
import { baseName } from '../../ui/format.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Menu, MenuChoices } from '../../ui/Menu.tsx'
import type { MenuChoice } from '../../ui/Menu.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { t } from '../../ui/i18n/t.ts'
import { AGE_CHOICES, grouped, HOME_WORDS, SHELF_OPTIONS, STATE_CHOICES } from './words.ts'

interface SearchBarProps {
  ref: RefObject<HTMLInputElement | null>
  query: SessionQuery
  facets: Result<'session/facets'> | null
  onChange(part: Partial<SessionQuery>): void
  onKeyDown(event: KeyboardEvent<HTMLInputElement>): void
}

/** Words to look for, where, and what else must be true of a thread. */
export function SearchBar({ ref, query, facets, onChange, onKeyDown }: SearchBarProps) {
  return (
    <div className="sessions-bar" role="search">
      <div className="sessions-words">
        <label className="sessions-search">
          <Icon of={Search} />
          <input
            ref={ref}
            type="search"
            aria-label={t('Search past threads')}
            aria-keyshortcuts="/"
            placeholder={t('Words, commands, paths')}
            spellCheck={false}
            autoComplete="off"
            maxLength={1000}
            value={query.text}
            onChange={event => onChange({ text: event.target.value })}
            onKeyDown={onKeyDown}
          />
        </label>
        <Segmented
          label={t('Where')}
          value={query.shelf}
          options={SHELF_OPTIONS}
          onChange={shelf => onChange({ shelf })}
        />
      </div>
      {query.shelf !== 'trash' && <Filters ref={ref} query={query} facets={facets} onChange={onChange} />}
    </div>
  )
}

function Filters({ ref, query, facets, onChange }: Omit<SearchBarProps, 'onKeyDown'>) {
  const { workspaces = [], models = [], sources = [] } = facets ?? {}
  /** Begins the name of a file in the search, as who knows the syntax would type it. */
  const nameFile = () => {
    if (!/(^|\s)file:/.test(query.text)) onChange({ text: `${query.text.trim()} file:`.trimStart() })
    ref.current?.focus()
  }
  return (
    <div className="sessions-filters" role="group" aria-label={t('Filters')}>
      <Filter
        label={t('Workspace')}
        value={query.workspace}
        choices={workspaces.map(({ value, count }) => ({
          value,
          name: baseName(value),
          about: value,
          detail: grouped(count),
        }))}
        onChange={workspace => onChange({ workspace })}
      />
      <Filter<Age>
        label={t('Time')}
        value={query.age === 'any' ? null : query.age}
        choices={AGE_CHOICES.filter(({ value }) => value !== 'any')}
        onChange={age => onChange({ age: age ?? 'any' })}
      />
      <Filter
        label={t('Model')}
        value={query.model}
        choices={models.map(({ value, count }) => ({ value, name: value, detail: grouped(count) }))}
        onChange={model => onChange({ model })}
      />
      <Filter
        label={t('Source')}
        value={query.source}
        choices={sources.map(({ value, count }) => ({ value, name: value, detail: grouped(count) }))}
        onChange={source => onChange({ source })}
      />
      <Filter<State>
        label={t('State')}
        value={query.status}
        choices={STATE_CHOICES}
        onChange={status => onChange({ status })}
      />
      <Filter<Home> label="Home" value={query.home} choices={HOME_CHOICES} onChange={home => onChange({ home })} />
      <button type="button" className="sessions-filter" onClick={nameFile}>
        <Icon of={File} size={13} />
        {t('File')}
      </button>
      <button
        type="button"
        className={query.pinned ? 'sessions-filter on' : 'sessions-filter'}
        aria-pressed={query.pinned}
        onClick={() => onChange({ pinned: !query.pinned })}
      >
        <Icon of={Pin} size={13} />
        {t('Pinned')}
      </button>
      {filtersSet(query).length > 0 && (
        <button
          type="button"
          className="sessions-filter"
          onClick={() => {
            onChange({ ...FIRST_QUERY, text: query.text, shelf: query.shelf })
            ref.current?.focus()
          }}
        >
          <Icon of={X} size={13} />
          {t('Clear filters')}
        </button>
      )}
    </div>
  )
}

const HOME_CHOICES: readonly MenuChoice<Home>[] = [
  { value: 'heddle', name: HOME_WORDS.heddle },
  { value: 'codex', name: HOME_WORDS.codex, about: t('Read from where Codex keeps them, never changed.') },
]

interface FilterProps<T extends string> {
  /** Of the filter, and what its button says while it filters nothing. */
  label: string
  value: T | null
  choices: readonly MenuChoice<T>[]
  onChange(value: T | null): void
}

/** No value that a filter can have: it lets everything pass. */
const ALL = '\0all'

function Filter<T extends string>({ label, value, choices, onChange }: FilterProps<T>) {
  const known = value === null || choices.some(choice => choice.value === value)
  const all: readonly MenuChoice<string>[] = [
    { value: ALL, name: t('All') },
    ...(known ? [] : [{ value, name: value }]),
    ...choices,
  ]
  const name = all.find(choice => choice.value === value)?.name
  return (
    <Menu
      trigger={
        <button
          type="button"
          className={name === undefined ? 'sessions-filter' : 'sessions-filter on'}
          aria-label={`${label}: ${name ?? 'all'}`}
        >
          <span className="truncate">{name ?? label}</span>
          <Icon of={ChevronDown} size={12} />
        </button>
      }
    >
      <MenuChoices
        title={label}
        value={value ?? ALL}
        choices={all}
        onChange={next => onChange(next === ALL ? null : (next as T))}
      />
    </Menu>
  )
}
