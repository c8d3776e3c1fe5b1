import type { FC } from 'react'
import { Meter } from '../../components/Meter'
import { useNow } from '../../components/useNow'
import styles from './QuotaLine.module.css'
import { current, type Quota, quotaLong, quotaShort, usedPermille } from './quota'

/** How much of a quota is used, as a bar and in figures; at length where there is room. */
export const QuotaLine: FC<{ quota: Quota; long?: boolean }> = ({ quota, long = false }) => {
  const used = usedPermille(quota)
  return (
    <span className={styles.line} title={quotaLong(quota)}>
      {used !== null && <Meter permille={used} />}
      <span className={long ? styles.long : styles.figure}>
        {long ? quotaLong(quota) : quotaShort(quota)}
      </span>
    </span>
  )
}

/** The windows that hold now, the fullest first; read anew when one ends. */
export function useQuota(quota: readonly Quota[]): Quota[] {
  const now = useNow(quota.flatMap(({ resets_at }) => (resets_at == null ? [] : [Date.parse(resets_at)])))
  return current(quota, now)
}
