import type { Params } from '../../../contract/router.ts'
import { Segmented } from '../../ui/Segmented.tsx'

export type Scope = Params<'skill/create'>['scope']

const SCOPES: readonly { value: Scope; name: string }[] = [
  { value: 'user', name: 'For all your work' },
  { value: 'repo', name: 'In this project' },
]

/** Where a skill is kept. */
export const ScopeChoice = ({ value, onChange }: { value: Scope; onChange(scope: Scope): void }) => (
  <Segmented<Scope> label="Where it is kept" value={value} options={SCOPES} onChange={onChange} />
)
