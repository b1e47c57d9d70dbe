import type { Params } from '../../../contract/router.ts'
import { Segmented } from '../../ui/Segmented.tsx'
import { t } from '../../ui/i18n/t.ts'

export type Scope = Params<'skill/create'>['scope']

const SCOPES: readonly { value: Scope; name: string }[] = [
  { value: 'user', name: t('For all your work') },
  { value: 'repo', name: t('In this project') },
]

/** Where a skill is kept. */
export const ScopeChoice = ({ value, onChange }: { value: Scope; onChange(scope: Scope): void }) => (
  <Segmented<Scope> label={t('Where it is kept')} value={value} options={SCOPES} onChange={onChange} />
)
