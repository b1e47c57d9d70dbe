import { t } from '../../ui/i18n/t.ts'
import './differences.css'
import type { Difference, Side } from './difference.ts'
import { Provenance } from './Provenance.tsx'
import { valueText } from './values.ts'

interface DifferenceTableProps {
  label: string
  left: string
  right: string
  differences: readonly Difference[]
}

/** Where two configurations differ, and why each value is what it is. */
export const DifferenceTable = ({ label, left, right, differences }: DifferenceTableProps) => (
  <table className="differences" aria-label={label}>
    <thead>
      <tr>
        <th scope="col">{t('Setting')}</th>
        <th scope="col">{left}</th>
        <th scope="col">{right}</th>
      </tr>
    </thead>
    <tbody>
      {differences.map(({ id, left, right }) => (
        <tr key={id}>
          <th scope="row" className="mono">
            {id}
          </th>
          <Cell side={left} />
          <Cell side={right} />
        </tr>
      ))}
    </tbody>
  </table>
)

const Cell = ({ side: { value, origin, constraint } }: { side: Side }) => (
  <td>
    <span className={value === undefined ? 'differenceValue none' : 'differenceValue'}>{valueText(value)}</span>
    {origin !== null && <Provenance origin={origin} editor={null} />}
    {constraint !== null && <span className="constraint">{constraint}</span>}
  </td>
)
