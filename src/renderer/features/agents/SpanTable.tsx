import type { AgentRow } from '../../../contract/agents.ts'
import { standingOf } from '../../state/agents.ts'
import { clock } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
import { Elapsed, roughly } from './Elapsed.tsx'
import { spentIn } from './timeScale.ts'
import { useAgent, useBelow, useNow, useTree } from './tree.ts'

/** The tracks in words and numbers. */
export function SpanTable() {
  const places = useTree(state => state.places)
  return (
    <div className="tracksScroll" tabIndex={0} role="region" aria-label={t('Agents over time')}>
      <table className="spanTable">
        <thead>
          <tr>
            <th scope="col">{t('Agent')}</th>
            <th scope="col">{t('Began')}</th>
            <th scope="col">{t('Worked')}</th>
            <th scope="col">{t('Waited')}</th>
            <th scope="col">{t('Total')}</th>
          </tr>
        </thead>
        <tbody>
          {places.map(({ threadId }) => (
            <TableRow key={threadId} threadId={threadId} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function TableRow({ threadId }: { threadId: string }) {
  const agent = useAgent(threadId)
  const below = useBelow(threadId)
  if (!agent) return null
  return (
    <tr>
      <th scope="row">
        <span className="truncate">{agent.nickname}</span>
        <span className="spanWord">{standingOf(agent, below).word}</span>
      </th>
      <td>{clock(agent.startedAt)}</td>
      <Spent spans={agent.spans} />
      <td>
        <Elapsed from={agent.startedAt} to={agent.stoppedAt} />
      </td>
    </tr>
  )
}

function Spent({ spans }: Pick<AgentRow, 'spans'>) {
  const { workedMs, waitedMs } = spentIn(spans, useNow())
  return [workedMs, waitedMs].map((spent, column) => <td key={column}>{spent === 0 ? '–' : roughly(spent)}</td>)
}
