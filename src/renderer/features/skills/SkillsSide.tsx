import { Search } from 'lucide-react'
import { Icon } from '../../ui/Icon.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t, tn } from '../../ui/i18n/t.ts'
import { SkillList } from './SkillList.tsx'
import type { SkillListProps } from './SkillList.tsx'
import type { Skills } from './useSkills.ts'
import { listSentence } from './words.ts'

interface SkillsSideProps extends SkillListProps {
  list: Skills['list']
  search: string
  /** The skill lies over it. */
  isCovered: boolean
  onSearch(search: string): void
  onFocus(): void
}

/** The list of skills with its search, and what it costs. */
export function SkillsSide({ list, search, isCovered, onSearch, onFocus, ...lines }: SkillsSideProps) {
  const { result, failure } = list
  return (
    <div className="skillsSide" inert={isCovered} onFocus={onFocus}>
      <label className="skillsSearch">
        <Icon of={Search} size={13} />
        <input
          type="search"
          aria-label={t('Search skills')}
          placeholder={t('Search')}
          spellCheck={false}
          value={search}
          onChange={event => onSearch(event.target.value)}
          onKeyDown={event => {
            if (event.key !== 'ArrowDown') return
            event.preventDefault()
            lines.ref.current?.focus()
          }}
        />
      </label>
      {result === null && failure === null && (
        <div className="skillsNote">
          <Skeleton lines={[50, 80, 65]} label={t('Loading skills')} />
        </div>
      )}
      {failure !== null && <p className="skillsNote skillsProblem">{failure}</p>}
      {result !== null && lines.rows.length === 0 && (
        <p className="skillsNote">
          {search === ''
            ? t('No skills yet. Write one, or import a folder of them.')
            : t('No skill has all these words.')}
        </p>
      )}
      {lines.rows.length > 0 && <SkillList {...lines} />}
      {result && <ListFoot result={result} />}
    </div>
  )
}

/** What the list costs each turn, and what could not be read. */
function ListFoot({ result: { list, problems } }: { result: NonNullable<Skills['list']['result']> }) {
  return (
    <footer className="skillsFoot">
      <p>{listSentence(list)}</p>
      {problems.length > 0 && (
        <details>
          <summary>
            {tn(problems.length, '{n} problem while looking for skills', '{n} problems while looking for skills')}
          </summary>
          <ul>
            {problems.map(problem => (
              <li key={problem} className="skillsProblem">
                <VisibleText text={problem} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </footer>
  )
}
